import { describe, expect, it } from "vitest"
import * as PackageEdges from "../src/PackageEdges.ts"

const folders = [
  "packages/core",
  "packages/engine",
  "packages/adapter-cloud-api",
  "packages/adapter-postgres",
  "packages/simulator",
  "packages/client",
  "apps/server",
  "apps/worker",
  "apps/cli",
  "apps/dashboard",
  "tooling/services",
  "tooling/bench"
]

const nameOf = (folder: string) => `@sluice/${folder.split("/")[1]}`

/** The whole workspace, where one package stands on one other. */
const withEdge = (from: string, to: string, kind: "runtime" | "testing"): ReadonlyArray<PackageEdges.Package> =>
  folders.map((folder) => ({
    folder,
    name: nameOf(folder),
    runtime: folder === from && kind === "runtime" ? [to] : [],
    testing: folder === from && kind === "testing" ? [to] : []
  }))

const pairs = folders.flatMap((from) => folders.filter((to) => to !== from).map((to) => [from, to] as const))

/** The allowed edges, written out: everything else is refused. */
const runs: Readonly<Record<string, ReadonlyArray<string>>> = {
  "packages/core": [],
  "packages/engine": ["packages/core"],
  "packages/adapter-cloud-api": ["packages/core", "packages/engine"],
  "packages/adapter-postgres": ["packages/core", "packages/engine"],
  "packages/simulator": ["packages/core"],
  "packages/client": ["packages/core"],
  "apps/server": [
    "packages/core",
    "packages/engine",
    "packages/adapter-cloud-api",
    "packages/adapter-postgres",
    "packages/client",
    "apps/dashboard"
  ],
  "apps/worker": [
    "packages/core",
    "packages/engine",
    "packages/adapter-cloud-api",
    "packages/adapter-postgres",
    "packages/client",
    "apps/dashboard"
  ],
  "apps/dashboard": [],
  "apps/cli": folders.filter((folder) => folder !== "apps/cli"),
  "tooling/services": folders.filter((folder) => folder !== "tooling/services"),
  "tooling/bench": folders.filter((folder) => folder !== "tooling/bench")
}

describe("PackageEdges", () => {
  it.each(pairs)("%s on %s at run time: allowed only where DESIGN.md draws the edge", (from, to) => {
    const refusals = PackageEdges.check(withEdge(from, nameOf(to), "runtime"))
    expect(refusals.map(({ from: of, to: on }) => [of, on])).toEqual(
      runs[from]?.includes(to) === true ? [] : [[nameOf(from), nameOf(to)]]
    )
  })

  it("tests of adapters and apps may use the simulator and the services; those of core and engine nothing more", () => {
    const refused = pairs
      .filter(([from, to]) => PackageEdges.check(withEdge(from, nameOf(to), "testing")).length > 0)
      .map(([from, to]) => `${from} ${to}`)
    expect(refused).not.toContain("packages/adapter-postgres tooling/services")
    expect(refused).not.toContain("packages/adapter-cloud-api packages/simulator")
    expect(refused).not.toContain("apps/server packages/simulator")
    expect(refused).toContain("packages/adapter-cloud-api packages/adapter-postgres")
    expect(refused).toContain("packages/core tooling/services")
    expect(refused).toContain("packages/engine packages/simulator")
    expect(refused).toContain("packages/simulator packages/engine")
  })

  it("core stands on effect and libphonenumber-js alone, the engine on effect; others choose", () => {
    const strangers = folders.filter((folder) => PackageEdges.check(withEdge(folder, "pg", "runtime")).length > 0)
    expect(strangers).toEqual(["packages/core", "packages/engine"])
    expect(PackageEdges.check(withEdge("packages/core", "effect", "runtime"))).toEqual([])
    expect(PackageEdges.check(withEdge("packages/engine", "vitest", "testing"))).toEqual([])
  })

  it("a package of ours that the workspace does not have, and a folder the house has no place for, are refused", () => {
    expect(PackageEdges.check(withEdge("apps/cli", "@sluice/helpers", "runtime"))).toEqual([
      { from: "@sluice/cli", to: "@sluice/helpers", reason: "there is no such package in the workspace" }
    ])
    const stray = { folder: "packages/utils", name: "@sluice/utils", runtime: [], testing: [] }
    expect(PackageEdges.check([stray]).map(({ reason }) => reason)).toEqual(["the house has no place for this folder"])
  })

  it("a relative import that climbs out of its package is found, whatever its form; those within are not", () => {
    // Put together, so that the check of this very file does not find them.
    const up = ".."
    const text = [
      `import { a } from "${up}/../engine/src/a.ts"`,
      `import "${up}/../../x.ts"`,
      `const b = await import("${up}/../b.ts")`,
      `export * from '${up}/../c.ts'`,
      `import type { D } from "./d.ts"`,
      `import { e } from "../test/e.ts"`,
      `import { f } from "effect"`
    ].join("\n")
    expect(PackageEdges.climbing("src/A.ts", text)).toEqual([
      "../../engine/src/a.ts",
      "../../../x.ts",
      "../../b.ts",
      "../../c.ts"
    ])
    expect(PackageEdges.climbing("src/deep/er/A.ts", text)).toEqual([])
  })
})
