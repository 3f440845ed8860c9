import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

/**
 * The lint can fail: every edge and impurity that CONTRIBUTING.md forbids is written once, in a tree of the same shape
 * under the same configuration, and must be found; what is allowed must pass. One run of the lint judges them all.
 */
const root = fileURLToPath(new URL("../../../", import.meta.url))

interface Case {
  /** Folder of the tree that the line is written in. */
  readonly place: string
  readonly code: string
}

interface Forbidden extends Case {
  readonly rule: string
}

const edge = (place: string, from: string): Forbidden => ({
  place,
  code: `import * as X from "${from}"\nexport const x = X`,
  rule: "eslint(no-restricted-imports)"
})

const global = (place: string, expression: string): Forbidden => ({
  place,
  code: `export const x = ${expression}`,
  rule: "eslint(no-restricted-globals)"
})

const property = (place: string, expression: string): Forbidden => ({
  place,
  code: `export const x = ${expression}`,
  rule: "eslint(no-restricted-properties)"
})

const core = "packages/core/src/phone"
const engine = "packages/engine/src/accept"
const testKit = "packages/engine/test-kit"
const twilio = "packages/adapter-twilio/src"
const postgres = "packages/adapter-postgres/src"
const simulator = "packages/simulator/src"
const client = "packages/client/src"
const worker = "apps/worker/src"
const cli = "apps/cli/src"

const forbidden: ReadonlyArray<Forbidden> = [
  ...[
    "@sluice/engine/ports/Outbox",
    "@sluice/adapter-postgres/Outbox",
    "@sluice/simulator/Simulator",
    "@sluice/client/Client",
    "@sluice/services/Ports",
    "@effect/platform",
    "@effect/sql/SqlClient",
    "node:fs",
    "fs",
    "node:crypto",
    "node:timers/promises",
    "pg",
    "rxjs",
    // The entry with the smallest metadata; core judges by the largest.
    "libphonenumber-js"
  ].map((from) => edge(core, from)),
  {
    place: core,
    code: `import type { X } from "@sluice/engine/X"\nexport type Y = X`,
    rule: "eslint(no-restricted-imports)"
  },
  { place: core, code: `export * from "@sluice/engine/X"`, rule: "eslint(no-restricted-imports)" },
  { place: core, code: `export const x = () => import("node:fs")`, rule: "eslint(no-restricted-imports)" },
  ...[
    "new Date()",
    "new Date(0).getTime()",
    "Date.now()",
    "Date.UTC(2026, 0)",
    "process.env",
    "process.hrtime()",
    "globalThis.Date",
    "performance.now()",
    "crypto.randomUUID()",
    "Buffer.from([])",
    "setTimeout(() => {}, 1)",
    "setInterval(() => {}, 1)",
    "setImmediate(() => {})",
    "queueMicrotask(() => {})",
    `fetch("http://127.0.0.1")`,
    `require("node:fs")`,
    "console.log(1)"
  ].map((expression) => global(core, expression)),
  ...["Date.now()", "Math.random()", `Math["random"]()`].map((expression) => property(core, expression)),
  { place: core, code: "const { random } = Math\nexport const x = random", rule: "eslint(no-restricted-properties)" },

  ...[
    "@sluice/adapter-postgres/Outbox",
    "@sluice/simulator/Simulator",
    "@sluice/client/Client",
    "@sluice/services/Ports"
  ].flatMap((from) => [edge(engine, from), edge(testKit, from)]),
  ...["@effect/platform", "@effect/sql-pg", "@nestjs/common", "node:fs", "pg", "fastify"].map((from) =>
    edge(engine, from)
  ),

  ...[
    "@sluice/adapter-cloud-api/Send",
    "@sluice/simulator/Simulator",
    "@sluice/client/Client",
    "@sluice/server/main",
    "@sluice/services/Ports"
  ].flatMap((from) => [edge(twilio, from), edge(postgres, from)]),

  ...[
    "@sluice/engine/ports/Outbox",
    "@sluice/adapter-cloud-api/Send",
    "@sluice/client/Client",
    "@sluice/services/Ports"
  ].map((from) => edge(simulator, from)),
  // The judge must not share the mistakes of what it judges.
  edge(simulator, "@sluice/core/throttle/SenderThrottle"),

  ...[
    "@sluice/engine/ports/Outbox",
    "@sluice/adapter-cloud-api/Send",
    "@sluice/simulator/Simulator",
    "@sluice/services/Ports"
  ].map((from) => edge(client, from)),

  ...[engine, testKit, twilio, postgres, simulator, client, worker, cli].flatMap((place) =>
    ["Date.now()", "Math.random()", "process.env"].map((expression) => property(place, expression))
  ),

  ...[testKit, "packages/engine/test/media"].map((place): Forbidden => ({
    place,
    code: `import { layer } from "@effect/vitest"\nexport const x = layer`,
    rule: "eslint(no-restricted-imports)"
  })),

  { place: core, code: "export const x = (y: any) => y", rule: "typescript(no-explicit-any)" },
  {
    place: core,
    code: "export const x = (y: string | null) => y!.length",
    rule: "typescript(no-non-null-assertion)"
  },
  { place: engine, code: `export const x = () => console.log("x")`, rule: "eslint(no-console)" }
]

const allowed: ReadonlyArray<Case> = [
  ...[
    "effect",
    "effect/Either",
    "libphonenumber-js/max",
    "libphonenumber-js/core",
    "../policy/Policy.ts",
    "./Sibling.ts"
  ].map((from) => edge(core, from)),
  ...["Math.floor(1.5)", "new Map()", "(date: string) => date.length"].map((expression) => property(core, expression)),
  ...["@sluice/core/phone/PhoneNumber", "effect", "../ports/Outbox.ts"].map((from) => edge(engine, from)),
  ...["vitest", "@sluice/core/policy/Policy"].map((from) => edge(testKit, from)),
  { place: testKit, code: `import { it } from "@effect/vitest"\nexport const x = it` },
  ...["@sluice/core/phone/PhoneNumber", "@sluice/engine/ports/Provider", "@effect/platform", "effect"].map((from) =>
    edge(twilio, from)
  ),
  ...["@sluice/engine/ports/Outbox", "@effect/sql-pg", "node:fs"].map((from) => edge(postgres, from)),
  ...["@sluice/core/message/OutboundMessage", "@effect/platform", "node:crypto"].map((from) => edge(simulator, from)),
  ...["@sluice/core/message/OutboundMessage", "@effect/platform"].map((from) => edge(client, from)),
  ...["@sluice/engine/dispatch/Lane", "@sluice/adapter-postgres/Outbox", "@effect/cluster", "node:os"].map((from) =>
    edge(worker, from)
  ),
  { place: cli, code: `export const x = () => console.log("x")` },
  { place: "tooling/bench/src", code: `export const x = () => console.log(process.env["CI"])` }
]

const Report = Schema.parseJson(
  Schema.Struct({
    diagnostics: Schema.Array(Schema.Struct({ code: Schema.optional(Schema.String), filename: Schema.String }))
  })
)

const tree = mkdtempSync(join(tmpdir(), "sluice-boundary-"))

/** A file of its own for every case, so that what is found can be told by its name. */
const write = (path: string, code: string) => {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), `${code}\n`)
}

const forbiddenPath = (index: number, { place }: Case) => `${place}/forbidden/F${index}.ts`
const allowedPath = (index: number, { place }: Case) => `${place}/allowed/A${index}.ts`

let found: ReadonlyMap<string, ReadonlySet<string>> = new Map()

beforeAll(() => {
  cpSync(join(root, ".oxlintrc.json"), join(tree, ".oxlintrc.json"))
  forbidden.forEach((one, index) => write(forbiddenPath(index, one), one.code))
  allowed.forEach((one, index) => write(allowedPath(index, one), one.code))
  write("packages/core/src/cycle/A.ts", `import { b } from "./B.ts"\nexport const a = () => b()`)
  write("packages/core/src/cycle/B.ts", `import { a } from "./A.ts"\nexport const b = () => a()`)
  const run = spawnSync(process.execPath, [join(root, "node_modules/oxlint/bin/oxlint"), "-f", "json"], {
    cwd: tree,
    encoding: "utf8"
  })
  const codes = new Map<string, Set<string>>()
  for (const { code = "", filename } of Schema.decodeUnknownSync(Report)(run.stdout).diagnostics) {
    codes.set(filename, (codes.get(filename) ?? new Set()).add(code))
  }
  found = codes
})

afterAll(() => rmSync(tree, { recursive: true, force: true }))

/** What the lint said of the boundary in a file; unused names and the like are not in question here. */
const boundary = (path: string): ReadonlyArray<string> =>
  [...(found.get(path) ?? [])].filter((code) => /no-restricted|no-cycle|no-console/.test(code))

const title = ({ place, code }: Case) => `${place}: ${code.split("\n")[0]}`

describe("the lint refuses", () => {
  it.each(forbidden.map((one, index) => [title(one), one, index] as const))("%s", (_, one, index) => {
    expect([...(found.get(forbiddenPath(index, one)) ?? [])]).toContain(one.rule)
  })

  it.each(["A", "B"])("a cycle of imports (%s)", (name) => {
    expect(boundary(`packages/core/src/cycle/${name}.ts`)).toEqual(["import(no-cycle)"])
  })
})

describe("the lint allows", () => {
  it.each(allowed.map((one, index) => [title(one), one, index] as const))("%s", (_, one, index) => {
    expect(boundary(allowedPath(index, one))).toEqual([])
  })
})
