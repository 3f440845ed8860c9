import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Context from "../../src/image/Context.ts"
import * as Dockerfile from "../../src/image/Dockerfile.ts"
import * as Rehearsal from "../../src/image/Rehearsal.ts"

let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-rehearsal-"))
  const sources = join(folder, "sources")
  for (const path of ["src", "src/node_modules/left", "node_modules", "deploy"])
    mkdirSync(join(sources, path), { recursive: true })
  const files = {
    ".dockerignore": "# kept back\n**/node_modules\n**/.env\ndeploy/accounts.json\n",
    "lock.yaml": "locked",
    "src/main.js": "main",
    "src/.env": "SECRET=1",
    "src/node_modules/left/index.js": "",
    "deploy/accounts.json": "{}"
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(sources, path), text)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const rehearse = async (text: string, env: Readonly<Record<string, string>> = {}) => {
  const told: Array<string> = []
  const images = await Rehearsal.rehearse(Dockerfile.stages(text), join(folder, "images"), {
    context: await Context.read(join(folder, "sources")),
    env,
    around: (label, step) => {
      told.push(label)
      return step()
    }
  })
  const at = (stage: string, path: string): string => {
    const image = images.get(stage)
    if (image === undefined) throw new Error(`no stage ${stage}`)
    return join(Rehearsal.home(image), path)
  }
  return { images, told, at }
}

describe("Rehearsal", () => {
  it("carries out the lines in their order, and hands one stage what another has made", async () => {
    const { at, images, told } = await rehearse(
      `FROM node AS build
WORKDIR /build
ENV NAME=built
COPY lock.yaml ./
RUN cat lock.yaml > order && printf ,$NAME,$CACHE >> order
COPY . .
RUN mkdir -p out/one && cp order out/one/order && cp src/main.js out/one/main.js
FROM node AS runtime
WORKDIR /app
ENV MODE=production
FROM runtime AS one
COPY --from=build /build/out/one ./
ENV PORT=1
CMD ["node", "main.js"]`,
      { CACHE: "kept" }
    )
    expect(readFileSync(at("one", "order"), "utf8")).toBe("locked,built,kept")
    expect(readFileSync(at("one", "main.js"), "utf8")).toBe("main")
    expect(existsSync(at("build", "out/one"))).toBe(false)
    expect(images.get("one")).toMatchObject({
      workdir: "/app",
      env: { MODE: "production", PORT: "1" },
      entrypoint: [],
      cmd: ["node", "main.js"],
      healthCheck: null
    })
    expect(told).toEqual([expect.stringMatching(/^build: RUN cat/), expect.stringMatching(/^build: RUN mkdir/)])
  })

  it("sends what the context sends: nothing that is ignored, in no folder", async () => {
    const { at } = await rehearse("FROM node AS build\nWORKDIR /build\nCOPY . .")
    expect(existsSync(at("build", "src/main.js"))).toBe(true)
    for (const path of ["node_modules", "src/node_modules", "src/.env", "deploy/accounts.json"])
      expect(existsSync(at("build", path))).toBe(false)
  })

  it("copies what is in a folder, and not the folder itself", async () => {
    const { at } = await rehearse("FROM node AS build\nWORKDIR /build\nCOPY src taken\nCOPY lock.yaml taken/")
    expect(readFileSync(at("build", "taken/main.js"), "utf8")).toBe("main")
    expect(readFileSync(at("build", "taken/lock.yaml"), "utf8")).toBe("locked")
    expect(existsSync(at("build", "taken/src"))).toBe(false)
    expect(existsSync(at("build", "taken/.env"))).toBe(false)
  })

  it("fails where a line fails, with what it said", async () => {
    await expect(rehearse("FROM node AS build\nWORKDIR /build\nRUN echo no such thing >&2 && false")).rejects.toThrow(
      /no such thing/
    )
  })

  it.each([
    ["writes outside of the folder that it is tried in", "FROM node AS build\nRUN mkdir /out"],
    ["takes from a stage that is not there", "FROM node AS build\nCOPY --from=before /out ./"],
    ["goes on from a stage with files", "FROM node AS a\nWORKDIR /app\nCOPY . .\nFROM a AS b\nRUN true"]
  ])("refuses a line that %s", async (_, text) => {
    await expect(rehearse(text)).rejects.toThrow(Rehearsal.NotRehearsed)
  })
})
