/**
 * What a release is tried by: `main.ts [manifests] [packages] [deployment] [dependencies] [reference]`. All of them unless some are named.
 *
 * Tarballs, the bill of materials and the reference are left in `.sluice/release`. Exit codes: 0 all is well, 1 something stands against it, 2 there is no such part.
 */
import { join } from "node:path"
import * as Images from "./image/Images.ts"
import { dependencies } from "./parts/dependencies.ts"
import { deployment } from "./parts/deployment.ts"
import { manifests } from "./parts/manifests.ts"
import { packages } from "./parts/packages.ts"
import type { Bench, Part } from "./Part.ts"
import { reference } from "./parts/reference.ts"
import { root } from "./Workspace.ts"

const parts: ReadonlyArray<Part> = [manifests, packages, deployment, dependencies, reference]
const named = process.argv.slice(2)
const unknown = named.filter((name) => !parts.some((part) => part.name === name))

if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(", ")}\nusage: release [part…]`)
  for (const { describe, name } of parts) console.error(`  ${name}: ${describe}`)
  process.exit(2)
}

let made: Promise<Images.Images> | null = null
const bench: Bench = { folder: join(root, ".sluice", "release"), images: () => (made ??= Images.make()) }

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1_000)

let passed = 0
let failed = 0
let skipped = 0
try {
  for (const part of parts.filter(({ name }) => named.length === 0 || named.includes(name))) {
    console.log(`${part.name}: ${part.describe}`)
    const began = performance.now()
    const result = await part.run(bench)
    console.log(`  ${result.summary} (${secondsSince(began)} s)`)
    for (const reason of result.skipped ?? []) console.error(`  SKIPPED: ${reason}`)
    for (const fault of result.faults) console.error(`  fault: ${fault}`)
    if (result.faults.length === 0) passed++
    else failed++
    skipped += result.skipped?.length ?? 0
  }
} finally {
  if (made !== null) await (await made.catch(() => null))?.remove()
}
console.log(`release: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
process.exitCode = failed === 0 ? 0 : 1
