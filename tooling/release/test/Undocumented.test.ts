import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Application } from "typedoc"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Undocumented from "../src/Undocumented.ts"

const sources = `
/** A number of them. */
export const count = 1
export const bare = 2
/** Adds one. */
export const next = (value: number): number => value + 1
export const previous = (value: number): number => value - 1
/** The value and the type of one name. */
export const Twin = { of: 1 }
export type Twin = typeof Twin
export interface Shape {
  readonly width: number
}
`

let folder = ""
let coverage: Undocumented.Coverage

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-undocumented-"))
  writeFileSync(join(folder, "One.ts"), sources)
  writeFileSync(join(folder, "Two.ts"), "/** Says so. */\nexport const two = 2\n")
  const compilerOptions = { noEmit: true, strict: true, module: "nodenext", types: [] }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["."] }))
  const application = await Application.bootstrap({
    entryPoints: [join(folder, "One.ts"), join(folder, "Two.ts")],
    tsconfig: join(folder, "tsconfig.json"),
    readme: "none",
    disableGit: true,
    logLevel: "None"
  })
  const project = await application.convert()
  if (project === undefined) throw new Error("the sources could not be read")
  coverage = Undocumented.of(project)
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("Undocumented", () => {
  it("names the exports without a doc comment; one comment serves a value and a type of one name", () => {
    expect(coverage).toEqual({ exports: 7, undocumented: ["One: Shape", "One: bare", "One: previous"] })
  })

  it("finds fault only where less is documented than is asked", () => {
    expect(Undocumented.faults(coverage, 4 / 7 - 0.01)).toEqual([])
    expect(Undocumented.faults(coverage, 0.9)).toEqual(["3 of 7 exports have no doc comment, where 0 may have none"])
  })
})
