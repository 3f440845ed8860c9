import { describe, expect, it } from "vitest"
import * as Table from "../src/Table.ts"

describe("Table", () => {
  it("puts words flush left, numbers flush right, and leaves no blanks at the end of a line", () => {
    expect(
      Table.render(
        ["sender", "messages", "hold"],
        [
          ["shop", "7", ""],
          ["support", "1200", "light"]
        ],
        new Set([1])
      )
    ).toBe("sender   messages  hold\nshop            7\nsupport      1200  light")
  })

  it("counts East Asian characters as the two columns that they take, and colours as none", () => {
    expect(
      Table.render(
        [],
        [
          ["대한", "a"],
          ["abcd", "b"],
          ["\u001B[32mok\u001B[0m", "c"]
        ]
      )
    ).toBe("대한  a\nabcd  b\n\u001B[32mok\u001B[0m    c")
  })
})
