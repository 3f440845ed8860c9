import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { entrants } from "../../src/pacing/Entrants.ts"
import { floors } from "../../src/pacing/Floors.ts"
import * as Scenario from "../../src/pacing/Scenario.ts"
import { sluice } from "../../src/pacing/contestants/Sluice.ts"

const read = (path: string): string => readFileSync(new URL(`../../../../docs/${path}`, import.meta.url), "utf8")

const page = read("pacing.md")

/** What the page's table of a scenario says of each contestant. */
const rowsOf = (scenario: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const [, block = ""] = page.split(`<!-- pacing: ${scenario} -->`)
  const [table = ""] = block.split("<!-- pacing: end -->")
  const rows = table.split("\n").filter((line) => line.startsWith("| "))
  return new Map(
    rows.map((line) => {
      const [name = "", ...cells] = line
        .slice(2)
        .split("|")
        .map((cell) => cell.replaceAll("**", "").trim())
      return [name, cells]
    })
  )
}

const numberOf = (cell: string | undefined): number => Number((cell ?? "").replaceAll(/[,% ]/g, ""))

describe("the page on pacing", () => {
  const names = [sluice, ...entrants].map(({ name }) => name)

  it("has a table of every scenario of a day, with everybody who takes part", () => {
    for (const { name } of Scenario.full)
      expect(names.filter((contestant) => !rowsOf(name).has(contestant))).toEqual([])
  })

  it("RL-05, RL-07: shows Sluice without a refusal, over its floor, and before everybody else", () => {
    for (const { name } of Scenario.full) {
      const rows = rowsOf(name)
      const [through, share, refused] = (rows.get(sluice.name) ?? []).map(numberOf)
      expect(refused).toBe(0)
      expect(share).toBeGreaterThanOrEqual(100 * floors.evenShareMin)
      expect(entrants.filter((entrant) => !(numberOf(rows.get(entrant.name)?.[0]) < (through ?? 0)))).toEqual([])
    }
  })

  it("shows a picture with everybody who has a line", () => {
    const picture = read("images/pacing-contest.svg")
    for (const label of ["Sluice", ...entrants.flatMap((entrant) => entrant.label ?? [])]) {
      expect(picture.split(`>${label} `)).toHaveLength(Scenario.full.length + 1)
    }
  })
})
