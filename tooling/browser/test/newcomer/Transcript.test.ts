import { describe, expect, it } from "vitest"
import * as Transcript from "../../src/newcomer/Transcript.ts"

const none: Transcript.Names = new Map()
const inDocument = "01a20548-bee0-7110-8ac8-d9e3836986f8"
const inRun = "01b30548-bee0-7110-8ac8-d9e3836986aa"

describe("Transcript", () => {
  it("takes ids, addresses, times and spans of the run for those of the page, and remembers them", () => {
    const names = Transcript.match(
      [`${inDocument}: queued at http://127.0.0.1:8080, leaves about 2026-11-22T22:03:03.264Z, in 4 s (10:00:01)`],
      `${inRun}: queued at http://127.0.0.1:8099, leaves about 2027-01-02T03:04:05.678Z, in 1.2 min (09:00:59)\n`,
      none
    )
    expect(names === null ? null : Transcript.real(`sluice why ${inDocument} --url http://127.0.0.1:8080`, names)).toBe(
      `sluice why ${inRun} --url http://127.0.0.1:8099`
    )
  })

  it("an id that is known stands for that one alone", () => {
    const names = new Map([[inDocument, inRun]])
    expect(Transcript.match([inDocument], inRun, names)).toEqual(names)
    expect(Transcript.match([inDocument], "01c30548-bee0-7110-8ac8-d9e3836986aa", names)).toBeNull()
  })

  it("the number of an alert is that of its row, its heading and the commands about it, and no other number", () => {
    const names = Transcript.match(
      ["id severity", "12 critical hold-medium 12", "alert 12: hold"],
      "id severity\n 3 critical hold-medium 12\nalert 3: hold",
      none
    )
    expect(names === null ? null : Transcript.real("sluice alerts show 12 --limit 12", names)).toBe(
      "sluice alerts show 3 --limit 12"
    )
  })

  it("… is the rest of a line, and any lines where it stands alone", () => {
    expect(Transcript.match(["a …", "…", "z"], "a b c\nd\ne\nz", none)).not.toBeNull()
    expect(Transcript.match(["a …", "…", "z"], "a b c\nz", none)).not.toBeNull()
    expect(Transcript.match(["a …", "z"], "a b c\nd\nz", none)).toBeNull()
  })

  it.each([
    ["another word", ["1 of 3 rows"], "1 of 3 lines"],
    ["another figure", ["1 of 3 rows"], "2 of 3 rows"],
    ["a line too many", ["a"], "a\nb"],
    ["a line that is missing", ["a", "b"], "a"],
    ["what a pattern would let through", ["a.c (d)"], "abc (d)"]
  ])("refuses %s", (_, expected, printed) => {
    expect(Transcript.match(expected, printed, none)).toBeNull()
  })

  it("columns may be wider, and a message may have gone on meanwhile", () => {
    expect(Transcript.match(["id   name", "1    a"], "id       name\n 1       a\n", none)).not.toBeNull()
    expect(
      Transcript.match(["delivered: it is on the recipient's phone"], "read: the recipient has read it", none)
    ).not.toBeNull()
  })
})
