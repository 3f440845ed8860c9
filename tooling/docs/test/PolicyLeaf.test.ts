import { describe, expect, it } from "vitest"
import { shipped } from "@sluice/core/policy/Policy"
import * as PolicyLeaf from "../src/PolicyLeaf.ts"

const { guide, "cloud-api": cloudApi } = shipped

describe("PolicyLeaf", () => {
  it("every leaf has a value in some policy, and no leaf holds another", () => {
    const leaves = PolicyLeaf.leaves()
    expect(leaves.length).toBeGreaterThan(100)
    for (const leaf of leaves) {
      expect([guide, cloudApi].some((policy) => PolicyLeaf.valueAt(policy, leaf) !== undefined)).toBe(true)
      expect(leaves.filter((other) => PolicyLeaf.isWithin(leaf, other))).toEqual([leaf])
    }
  })

  it("a group that one policy does not know is told by the other's leaves", () => {
    expect(PolicyLeaf.leaves()).toContain("pacing.throughput.perSecond")
    expect(PolicyLeaf.leaves()).not.toContain("pacing.throughput")
    expect(PolicyLeaf.written(guide, "pacing.throughput.perSecond")).toBe("none")
  })

  it.each([
    ["pacing.senderWindow.windowMillis", "1 min"],
    ["pacing.senderWindow.textUnits", "1 unit"],
    ["pacing.senderWindow.mediaUnits", "1.8 units"],
    ["pacing.senderWindow.pauseShare", "90 %"],
    ["pacing.senderWindow.reputationFallFactor", "× 0.9"],
    ["pacing.senderWindow.peakHours", "10:00 to 12:00, 15:00 to 17:00"],
    ["pacing.ladder.severeMillisMax", "72 h"],
    ["certainty.uncertainMillis", "90 s"],
    ["certainty.uncertainThen", "resend"],
    ["certainty.transient.factor", "× 2"],
    ["standing.raiseSteadyMillis", "30 d"],
    ["standing.raiseComplaintShareMax", "0.2 %"],
    ["standing.raiseAdviceDailyMessages", "1,000 a day"],
    ["standing.raiseApprovalOdds", "60 %"],
    ["media.image.bytesMax", "5 MiB"],
    ["media.videoSecondsMax", "30 s"],
    ["templates.flagPercentDiscounts", "yes"],
    ["onboarding.developerAccount.daysMin", "1 business day"],
    ["cost.plans.twilio.perMessageUsd", "0.005 USD"],
    ["cost.plans.twilio.perMonthUsd", "none"],
    ["receiving.processedMillisMax", "200 ms"]
  ])("%s of guide is written %s", (path, text) => {
    expect(PolicyLeaf.written(guide, path)).toBe(text)
  })
})
