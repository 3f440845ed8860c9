import { describe, expect, it } from "vitest"
import * as TestNames from "../src/TestNames.ts"

const names = (source: string) => TestNames.inSource("a.test.ts", source)

describe("TestNames", () => {
  it.each([
    ["it", `it("XX-01: a", () => {})`],
    ["test", `test('XX-01: a', async () => {})`],
    ["a runner's own form", `it.effect("XX-01: a", () => Effect.void)`],
    ["a table", `it.each([["b", "c"]])("XX-01: a", (b, c) => {})`],
    ["a table of a runner's own form", `it.effect.each([1])("XX-01: a", () => Effect.void)`],
    ["a table in a template", "it.each`b | c\n${1} | ${2}`('XX-01: a', () => {})"],
    ["a condition", `it.skipIf(process.platform === "x")("XX-01: a", () => {})`],
    ["options between name and body", `it("XX-01: a", { timeout: 1 }, () => {})`],
    ["a name on a line of its own", `it.each([1])(\n  "XX-01: a",\n  (x) => {}\n)`],
    ["a sum", `it("XX-01: " + "a", () => {})`]
  ])("reads %s", (_, source) => {
    expect(names(source)).toEqual([{ groups: [], name: "XX-01: a" }])
  })

  it("a template keeps its words, and a sign stands for what only the run knows", () => {
    expect(names("for (const n of [1, 2]) it(`XX-01: ${n} of ${2}`, () => {})")).toEqual([
      { groups: [], name: "XX-01: … of …" }
    ])
  })

  it("a test is told with the groups around it, and with no other", () => {
    const source = `
      describe("one", () => {
        describe.skipIf(absent)("two", () => { it("a", () => {}) })
        it("b", () => {})
      })
      it("c", () => {})`
    expect(names(source)).toEqual([
      { groups: ["one", "two"], name: "a" },
      { groups: ["one"], name: "b" },
      { groups: [], name: "c" }
    ])
  })

  it.each([
    ["a comment", `// it("XX-01: a", () => {})`],
    ["a text", 'const text = `it("XX-01: a", () => {})`'],
    ["another call", `expect("XX-01: a").toBe(it)`],
    ["a method that is called it", `suite2.it("XX-01: a")`],
    ["a name that only the run knows", `it(name, () => {})`]
  ])("%s is no test", (_, source) => {
    expect(names(source)).toEqual([])
  })

  it("a source that does not parse is named, not skipped", () => {
    expect(() => names(`it("XX-01: a", () => {`)).toThrow(/^a\.test\.ts: /)
  })
})
