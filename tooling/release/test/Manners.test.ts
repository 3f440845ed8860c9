import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, it } from "vitest"

const folders: Array<string> = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Packs files as a registry would get them. */
const tarball = (manifest: object, files: Readonly<Record<string, string>>) => {
  const path = mkdtempSync(join(tmpdir(), "sluice-manners-"))
  folders.push(path)
  mkdirSync(join(path, "package", "dist"), { recursive: true })
  const all = {
    "package.json": JSON.stringify({ name: "some", version: "1.0.0", type: "module", ...manifest }),
    ...files
  }
  mkdirSync(join(path, "package", "src"))
  for (const [name, text] of Object.entries(all)) writeFileSync(join(path, "package", name), text)
  const file = join(path, "some.tgz")
  execFileSync("tar", ["--create", "--gzip", "--file", file, "--directory", path, "package"])
  return file
}

const program = fileURLToPath(new URL("mannersOf.ts", import.meta.url))

/** The package that types are checked by names its sources to whoever develops it, as a test runner does. */
const faultsOf = (file: string): ReadonlyArray<string> =>
  JSON.parse(execFileSync(process.execPath, ["--conditions=@sluice/source", program, file], { encoding: "utf8" }))

const exports = { "./*": { types: "./dist/*.d.ts", default: "./dist/*.js" } }
const files = { "dist/One.js": "export const one = 1\n", "dist/One.d.ts": "export declare const one: 1\n" }

describe("Manners", () => {
  it("has nothing against a package whose modules and types are where it says", () => {
    expect(faultsOf(tarball({ exports }, files))).toEqual([])
  })

  it("finds types of another kind of module than the one that runs", () => {
    const wrong = { "./*": { types: "./dist/*.d.cts", default: "./dist/*.js" } }
    const faults = faultsOf(
      tarball({ exports: wrong }, { ...files, "dist/One.d.cts": "export declare const one: 1\n" })
    )
    expect(faults.some((fault) => fault.includes("are the types wrong"))).toBe(true)
  })

  it("finds a module that an earlier build has left, whose source is gone", () => {
    const sources = { ...files, "src/One.ts": "export const one = 1\n" }
    expect(faultsOf(tarball({ exports }, sources))).toEqual([])
    const left = {
      ...sources,
      "dist/Two.js": "export const two = 2\n",
      "dist/Two.d.ts": "export declare const two: 2\n"
    }
    expect(faultsOf(tarball({ exports }, left))).toEqual(["some: dist/Two has no source"])
  })

  it("asks for types where there is a module to import, and only there", () => {
    const page = { "dist/index.html": "<!doctype html>\n" }
    expect(faultsOf(tarball({ exports: { "./package.json": "./package.json" } }, page))).toEqual([])
    const module = { "dist/One.js": "export const one = 1\n" }
    expect(faultsOf(tarball({ exports }, module)).some((fault) => fault.includes("no types"))).toBe(true)
  })

  it("finds an entry whose file is not packed", () => {
    const faults = faultsOf(tarball({ exports: { ...exports, "./two": "./dist/two.js" } }, files))
    expect(faults.some((fault) => fault.includes("publint"))).toBe(true)
  })
})
