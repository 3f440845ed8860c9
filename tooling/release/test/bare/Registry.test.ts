import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as BareProject from "../../src/bare/BareProject.ts"
import * as Registry from "../../src/bare/Registry.ts"
import * as Command from "../../src/Command.ts"

/** What is asked of a package's document here. */
const Document = Schema.Struct({
  versions: Schema.Struct({
    "1.2.3": Schema.Struct({
      dependencies: Schema.Record({ key: Schema.String, value: Schema.String }),
      dist: Schema.Struct({ tarball: Schema.String, integrity: Schema.String })
    })
  })
})

let folder = ""
let registry: Registry.Registry

const pack = (name: string, dependencies: Readonly<Record<string, string>>) => {
  const path = join(folder, name)
  mkdirSync(join(path, "package"), { recursive: true })
  const manifest = { name: `@sluice/${name}`, version: "1.2.3", type: "module", exports: "./index.js", dependencies }
  writeFileSync(join(path, "package/package.json"), JSON.stringify(manifest))
  const imports = Object.keys(dependencies).map((other) => `import ${JSON.stringify(other)}\n`)
  writeFileSync(join(path, "package/index.js"), `${imports.join("")}console.log(${JSON.stringify(name)})\n`)
  const file = join(folder, `${name}.tgz`)
  execFileSync("tar", ["--create", "--gzip", "--file", file, "--directory", path, "package"])
  return { name: `@sluice/${name}`, version: "1.2.3", path, file }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-registry-"))
  registry = await Registry.serve([pack("one", {}), pack("two", { "@sluice/one": "^1.2.0" })])
})

afterAll(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

describe("Registry", () => {
  it("hands out what was packed, with the digest that it has", async () => {
    const document: unknown = await (await fetch(`${registry.url}@sluice%2ftwo`)).json()
    const { dependencies, dist } = Schema.decodeUnknownSync(Document)(document).versions["1.2.3"]
    expect(dependencies).toEqual({ "@sluice/one": "^1.2.0" })
    const bytes = new Uint8Array(await (await fetch(dist.tarball)).arrayBuffer())
    expect(dist.integrity).toBe(`sha512-${createHash("sha512").update(bytes).digest("base64")}`)
  })

  it("answers 404 for everything else", async () => {
    expect((await fetch(`${registry.url}@sluice%2fthree`)).status).toBe(404)
    expect((await fetch(`${registry.url}left-pad`)).status).toBe(404)
  })

  it.each(["npm", "pnpm"] as const)(
    "a bare project of %s finds in it what a package stands on",
    async (installer) => {
      const project = await BareProject.make(installer, { "@sluice/two": "1.2.3" }, registry)
      try {
        const script = 'import("@sluice/two")'
        const printed = await Command.run(process.execPath, ["--eval", script], { cwd: project.folder })
        expect(printed).toBe("one\ntwo\n")
      } finally {
        await project.remove()
      }
    },
    120_000
  )

  it("what nobody has published fails the installation, in the installer's own words", async () => {
    await expect(BareProject.make("pnpm", { "@sluice/three": "1.0.0" }, registry)).rejects.toThrow(/@sluice\/three/)
  }, 120_000)
})
