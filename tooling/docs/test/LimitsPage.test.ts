import { describe, expect, it } from "vitest"
import * as LimitsPage from "../src/LimitsPage.ts"

describe("the page of limits", () => {
  it("tells of every limit of the pace, and would tell of a new one", () => {
    expect(LimitsPage.untold()).toEqual([])
    expect(LimitsPage.untold(["pacing.perMoonPhase", "pacing.pair.burst", "cost.plans"])).toEqual([
      "pacing.perMoonPhase"
    ])
  })

  it("has both policies side by side, written for people, with the rule behind each", () => {
    const page = LimitsPage.render()
    expect(page).toContain("| `pacing.senderWindow.initialUnits` | 5 units | none | [RL-01](rules.md#rl-01) |")
    expect(page).toContain("| `pacing.throughput.perSecond` | none | 80 a second |")
  })
})
