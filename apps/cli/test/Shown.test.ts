import * as Shown from "@sluice/cli/Shown"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const controls = /[\p{Cc}\p{Cf}]/u
const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes))

describe("texts of others at a terminal", () => {
  it("none moves the cursor, colours the screen or turns the direction of writing", () => {
    expect(Shown.whole("\u001B[2J\u0007a\u202Eb\r\n")).toBe("\uFFFD[2J\uFFFDa\uFFFDb\uFFFD\uFFFD")
    fc.assert(fc.property(text, (given) => !controls.test(Shown.whole(given))))
  })

  it("what has nothing of the kind stays as it is", () => {
    expect(Shown.whole("안녕 ünïcode 👍 <b>")).toBe("안녕 ünïcode 👍 <b>")
  })

  it("a brief one is a hundred characters at most, and says that it was cut", () => {
    expect(Shown.brief("a".repeat(100))).toBe("a".repeat(100))
    expect(Shown.brief("a".repeat(101))).toBe(`${"a".repeat(99)}…`)
  })
})
