import * as Registration from "@sluice/core/standing/Registration"
import { describe, expect, it } from "vitest"
import { standing } from "./traffic.ts"

describe("Registration", () => {
  it("ST-04: asks for the business type and for earlier blocks, with the share of refusals that each explains", () => {
    const asked = Registration.questions(standing).map(({ question, refusedShare }) => [question, refusedShare])
    expect(asked).toEqual([
      ["businessType", 0.4],
      ["blocks", 0.25]
    ])
  })

  it("ST-04: says nothing before both are answered, and names what is open", () => {
    const open = (answers: Registration.Answers) => Registration.verdict(answers)
    expect(open({ businessType: null, blocks: null })).toEqual({ _tag: "Open", unanswered: ["businessType", "blocks"] })
    expect(open({ businessType: null, blocks: "none" })).toEqual({ _tag: "Open", unanswered: ["businessType"] })
    expect(open({ businessType: "tobacco", blocks: null })).toEqual({ _tag: "Open", unanswered: ["blocks"] })
  })

  it("ST-04: a business of a common trade that was never blocked is clear", () => {
    expect(Registration.verdict({ businessType: "other", blocks: "none" })).toEqual({ _tag: "Clear" })
  })

  it("ST-04: every other answer is an obstacle, serious where the platform refuses it as it stands", () => {
    for (const businessType of Registration.BusinessType.literals) {
      for (const blocks of Registration.Blocks.literals) {
        const verdict = Registration.verdict({ businessType, blocks })
        const found = verdict._tag === "Hindered" ? verdict.obstacles : []
        const suitability = Registration.suitability(businessType)
        const expected = [
          ...(suitability === "suitable" ? [] : [["businessType", suitability === "unsuitable"]]),
          ...(blocks === "none" ? [] : [["blocks", blocks === "standing"]])
        ]
        expect(found.map(({ question, serious }) => [question, serious])).toEqual(expected)
      }
    }
  })

  it("ST-04: the trades that the messaging policy names are refused, save three that it allows in listed countries", () => {
    const of = (wanted: Registration.Suitability) =>
      Registration.BusinessType.literals.filter((type) => Registration.suitability(type) === wanted)
    expect(of("suitable")).toEqual(["other"])
    expect(of("by-leave")).toEqual(["alcohol", "gambling", "over-the-counter-medicines"])
    expect(of("unsuitable")).toEqual([
      "adult",
      "animals",
      "body-parts",
      "currency",
      "dating",
      "debt-collection",
      "deceptive",
      "drugs",
      "endangered-species",
      "hazardous-goods",
      "medical-products",
      "multi-level-marketing",
      "payday-loans",
      "tobacco",
      "weapons"
    ])
  })
})
