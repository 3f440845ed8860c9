import { describe, expect, it } from "vitest"
import type { EntryPoint } from "../src/EntryPoint.ts"
import * as Markdown from "../src/Markdown.ts"
import * as Size from "../src/Size.ts"
import * as SizesPage from "../src/SizesPage.ts"

const size = (module: string, alone: number, rest = alone): Size.Size => ({
  module,
  alone,
  aloneGzip: rest,
  whole: rest,
  wholeGzip: rest
})

const entry = (module: string): EntryPoint => ({
  module,
  folder: module.slice(0, module.indexOf("/")),
  path: `packages/core/src/${module}.ts`
})

describe("sizes", () => {
  it.each([
    [10, 11, true],
    [10, 11.2, false],
    [10, 8.9, true],
    [10, 8.8, false],
    [0.1, 0.2, true],
    [0.1, 0.3, false],
    [0, 0, true],
    [0, 0.4, false]
  ])("told %d, now %d: a tenth more or less, and the page's own rounding, still hold (%s)", (told, now, holds) => {
    expect(Size.holds(size("a/A", told), size("a/A", now))).toBe(holds)
  })

  it("any of the four can be off", () => {
    expect(Size.holds(size("a/A", 10, 30), size("a/A", 10, 40))).toBe(false)
  })

  it("what still holds is told as before, so that a page changes only where it has to", () => {
    const told = new Map([["a/A", size("a/A", 10)]])
    expect(Size.settled(told, size("a/A", 10.4))).toEqual(size("a/A", 10))
    expect(Size.settled(told, size("a/A", 14))).toEqual(size("a/A", 14))
    expect(Size.settled(told, size("b/B", 1))).toEqual(size("b/B", 1))
  })

  it("a page tells what it was given, also once it is formatted", async () => {
    const sizes = [size("a/A", 12.3, 4.5), size("a/Types", 0), size("b/c/D", 100)]
    const page = SizesPage.render(
      sizes.map(({ module }) => entry(module)),
      sizes
    )
    const expected = new Map(sizes.map((one) => [one.module, one]))
    expect(SizesPage.read(page)).toEqual(expected)
    expect(SizesPage.read(await Markdown.formatted(SizesPage.path, page))).toEqual(expected)
  })
})
