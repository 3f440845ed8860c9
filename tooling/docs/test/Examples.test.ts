import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Examples from "../src/Examples.ts"

let folder = ""
beforeEach(() => {
  folder = `${mkdtempSync(join(tmpdir(), "sluice-examples-"))}/`
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const example = (source: string): Examples.Example => {
  writeFileSync(`${folder}one.ts`, source)
  const [found] = Examples.inFolder(folder)
  if (found === undefined) throw new Error("the example is not found")
  return found
}

describe("Examples", () => {
  it("what an example prints is what it printed, types and all", async () => {
    expect(await Examples.run(example(`const x: number = 1\nconsole.log("one", x)\n`))).toEqual({
      _tag: "Printed",
      text: "one 1\n"
    })
  })

  it("the time zone and the environment are the same on every machine", async () => {
    const source = `console.log(new Date(0).toString().slice(0, 33), Object.keys(process.env).length < 5)`
    expect(await Examples.run(example(source))).toEqual({
      _tag: "Printed",
      text: "Thu Jan 01 1970 00:00:00 GMT+0000 true\n"
    })
  })

  it.each([
    ["throws", `throw new Error("broken")`],
    ["complains", `console.error("broken")`]
  ])("an example that %s has failed, with its words", async (_, source) => {
    const run = await Examples.run(example(source))
    expect(run).toMatchObject({ _tag: "Failed", reason: expect.stringContaining("broken") })
  })

  it("an output without its program is found", () => {
    writeFileSync(`${folder}one.out.txt`, "")
    writeFileSync(`${folder}two.out.txt`, "")
    expect(Examples.orphans(folder, [example("")])).toEqual(["two.out.txt"])
  })

  it("the first difference is named with its line", () => {
    expect(Examples.firstDifference("a\nb\n", "a\nb\n")).toBeNull()
    expect(Examples.firstDifference("a\nb\n", "a\nc\n")).toEqual({ line: 2, was: "b", is: "c" })
    expect(Examples.firstDifference("a\n", "a\nb\n")).toEqual({ line: 2, was: "", is: "b" })
    expect(Examples.firstDifference("a", "a\nb")).toEqual({ line: 2, was: "(nothing)", is: "b" })
  })
})
