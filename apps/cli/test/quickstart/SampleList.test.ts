import { Either } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { guide } from "@sluice/core/policy/guide"
import * as SampleList from "../../src/quickstart/SampleList.ts"
import * as Triage from "../../src/quickstart/Triage.ts"

const file = new URL("../../../../samples/recipients.csv", import.meta.url)
const list = Either.getOrThrow(SampleList.read("recipients.csv", readFileSync(file, "utf8")))

describe("the sample list", () => {
  it("has 300 recipients of 30 countries, ten each", () => {
    expect(list).toHaveLength(300)
    const perCountry = Map.groupBy(list, ({ country }) => country)
    expect(perCountry.size).toBe(30)
    expect([...perCountry.values()].map((rows) => rows.length)).toEqual(Array.from({ length: 30 }, () => 10))
  })

  it("has every fault that the guide describes, and numbers that are right otherwise", () => {
    const { refused, sendable } = Triage.judge(guide.numbers, list)
    expect(sendable).toHaveLength(252)
    expect(Object.fromEntries(Triage.byCause(refused))).toEqual({
      "calling-code-missing": 1,
      "calling-code-unknown": 1,
      "calling-code-wrong": 4,
      duplicate: 8,
      empty: 2,
      "exit-prefix": 1,
      "foreign-digits": 2,
      "national-too-long": 6,
      "national-too-short": 2,
      "not-in-plan": 1,
      "plus-missing": 8,
      separators: 9,
      "trunk-prefix": 3
    })
  })

  it("PH-06: has VoIP lines, which are sendable and doubted", () => {
    const { doubts, sendable } = Triage.judge(guide.numbers, list)
    expect(doubts.get("voip")).toBe(4)
    expect(sendable.filter(({ verdict }) => verdict.risk === "high")).toHaveLength(4)
  })

  it("PH-05: Taiwan mobiles under China's code come with the number that was meant", () => {
    const { refused } = Triage.judge(guide.numbers, list)
    const wrong = refused.filter(({ cause, recipient }) => cause === "calling-code-wrong" && recipient.country === "TW")
    expect(wrong).toHaveLength(3)
    for (const { recipient, suggestion } of wrong) expect(suggestion).toBe(recipient.number.replace("+86", "+886"))
  })
})

describe("reading a list", () => {
  const read = (text: string) => SampleList.read("list.csv", text)
  const header = "name,number,country,template,reference"

  it("gives each row the line that an editor shows", () => {
    const rows = Either.getOrThrow(
      read(`${header}\nMei,+886912345685,TW,hello_world,A-1\nAna,n/a,PT,order_update,A-2\n`)
    )
    expect(rows.map(({ line, name }) => [line, name])).toEqual([
      [2, "Mei"],
      [3, "Ana"]
    ])
  })

  it.each([
    ["an unknown template", `${header}\nMei,+886912345685,TW,goodbye,A-1`, "line 2, column template"],
    ["a country in words", `${header}\nMei,+886912345685,Taiwan,hello_world,A-1`, "line 2, column country"],
    ["a missing column", "name,number,country,template\nMei,+886912345685,TW,hello_world", "line 2, column reference"],
    ["no rows", header, "it has no rows"],
    ["a row that is too short", `${header}\nMei,+886912345685`, "Invalid Record Length"],
    ["a quote that does not end", `${header}\n"Mei,+886912345685,TW,hello_world,A-1`, "Quote Not Closed"]
  ])("refuses %s and says where", (_, text, place) => {
    const error = Either.getOrThrow(Either.flip(read(text)))
    expect(error.message).toContain("list.csv is not a list of recipients: ")
    expect(error.message).toContain(place)
  })
})
