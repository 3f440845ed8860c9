/**
 * What a release is tried by: `main.ts [manifests] [packages] [deployment] [dependencies] [reference]`. All of them unless some are named.
 *
 * Tarballs, the bill of materials and the reference are left in `.sluice/release`. Exit codes: 0 all is well, 1 something stands against it, 2 there is no such part.
 */
import { join } from "node:path"
import { dependencies } from "./parts/dependencies.ts"
import { deployment } from "./parts/deployment.ts"
import { manifests } from "./parts/manifests.ts"
import { packages } from "./parts/packages.ts"
import type { Part } from "./Part.ts"
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

let passed = 0
let failed = 0
for (const part of parts.filter(({ name }) => named.length === 0 || named.includes(name))) {
  console.log(`${part.name}: ${part.describe}`)
  const { faults, summary } = await part.run(join(root, ".sluice", "release"))
  console.log(`  ${summary}`)
  for (const fault of faults) console.error(`  fault: ${fault}`)
  if (faults.length === 0) passed++
  else failed++
}
console.log(`release: ${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
