import { describe, expect, it } from "vitest"
import type * as Judge from "@sluice/simulator/judge/Judge"
import { burst, hour, judgeOf, levels, minute, refusal, second, send, senderOf, start } from "./guide.ts"

describe("GuideJudge: the ladder", () => {
  it("RL-06: 6 to 10 in a minute are a light: that sender, five minutes, over by itself", () => {
    const judge = judgeOf([senderOf("a"), senderOf("b")])
    expect(refusal(burst(judge, 0)).retryAfterMillis).toBe(5 * minute)
    expect(levels(judge, 5 * second)).toEqual(["light"])
    expect(send(judge, 6 * second, { phoneNumberId: "b" })._tag).toBe("Admitted")
    expect(send(judge, 5 * second + 5 * minute)._tag).toBe("Admitted")
  })

  it("RL-07: whatever is sent during a light is refused and blamed", () => {
    const judge = judgeOf()
    burst(judge, 0)
    const refused = refusal(send(judge, 4 * minute))
    expect(refused).toMatchObject({ rule: "RL-07", kind: "hold", violation: true, scope: "sender" })
    expect(levels(judge, 4 * minute)).toEqual(["light"])
  })

  it("RL-07: forcing a light escalates it in the share that is set, to every sender of the business", () => {
    const judge = judgeOf([senderOf("a"), senderOf("b")], { forcedEscalationShare: 1 })
    burst(judge, 0)
    expect(refusal(send(judge, minute)).scope).toBe("business")
    expect(refusal(send(judge, 2 * minute, { phoneNumberId: "b" })).rule).toBe("RL-07")
  })

  it("RL-07: 38 of 100 forced lights escalate, the same ones for the same seed", () => {
    const escalated = (seed: string): ReadonlyArray<string> => {
      const senders = Array.from({ length: 400 }, (_, nth) =>
        senderOf(`s${nth}`, { businessId: `b${nth}`, accountId: `a${nth}` })
      )
      const judge = judgeOf(senders, { forcedEscalationShare: 0.38, seed })
      for (const { phoneNumberId } of senders) {
        burst(judge, 0, { phoneNumberId })
        send(judge, minute + minute, { phoneNumberId })
      }
      return judge
        .holds(start + 2 * minute)
        .filter((hold) => hold.level === "medium")
        .map((hold) => hold.id)
    }
    expect(escalated("one")).toEqual(escalated("one"))
    expect(escalated("one")).not.toEqual(escalated("two"))
    expect(escalated("one").length / 400).toBeGreaterThan(0.3)
    expect(escalated("one").length / 400).toBeLessThan(0.46)
  })

  it("RL-06: more than 10 within a minute are a medium at once", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 10; nth++) send(judge, nth * second)
    expect(levels(judge, 10 * second)).toEqual(["light"])
    expect(refusal(send(judge, 10 * second))).toMatchObject({ scope: "business" })
    expect(levels(judge, 10 * second)).toEqual(["medium"])
  })

  it("RL-06: for a raised sender a burst is 31 to 60, and a medium begins above 60", () => {
    const judge = judgeOf([senderOf("a", { tier: "raised" })])
    for (let nth = 0; nth < 60; nth++) send(judge, nth * 100)
    expect(levels(judge, 7 * second)).toEqual(["light"])
    send(judge, 7 * second)
    expect(levels(judge, 7 * second)).toEqual(["medium"])
  })

  it("RL-06: three lights in a row are a medium for every sender of the business, and for no other", () => {
    const judge = judgeOf([senderOf("a"), senderOf("b"), senderOf("c", { businessId: "another" })])
    burst(judge, 0)
    burst(judge, 10 * minute)
    expect(refusal(burst(judge, 20 * minute)).scope).toBe("business")
    expect(send(judge, 21 * minute, { phoneNumberId: "b" })._tag).toBe("Refused")
    expect(send(judge, 21 * minute, { phoneNumberId: "c" })._tag).toBe("Admitted")
  })

  it("RL-06: lights are in a row until an hour passes clean", () => {
    const judge = judgeOf()
    burst(judge, 0)
    burst(judge, 10 * minute)
    // The last refusal came five seconds into the burst.
    burst(judge, 70 * minute + 5 * second)
    expect(levels(judge, 71 * minute)).toEqual(["light"])
    const soiled = judgeOf()
    burst(soiled, 0)
    burst(soiled, 10 * minute)
    send(soiled, 12 * minute)
    burst(soiled, 71 * minute)
    expect(levels(soiled, 72 * minute)).toEqual(["medium"])
  })

  it("RL-06: a medium lasts an hour at least, and on until it is reviewed", () => {
    const judge = judgeOf([senderOf("a")], { reviewAfterMillis: null, forcedEscalationShare: 1 })
    burst(judge, 0)
    send(judge, minute)
    expect(levels(judge, 3 * hour)).toEqual(["medium"])
    expect(send(judge, 3 * hour)._tag).toBe("Refused")
    expect(judge.review("business", start + 3 * hour)).toBe(true)
    expect(send(judge, 3 * hour + minute)._tag).toBe("Admitted")
    expect(judge.review("business", start + 4 * hour)).toBe(false)
  })

  it("RL-06: a review before the hour is over does not shorten it", () => {
    const judge = judgeOf([senderOf("a")], { reviewAfterMillis: null, forcedEscalationShare: 1 })
    burst(judge, 0)
    send(judge, minute)
    judge.review("business", start + 2 * minute)
    expect(send(judge, minute + hour - 1)._tag).toBe("Refused")
    expect(send(judge, minute + hour)._tag).toBe("Admitted")
  })

  it("RL-06: a medium that is reviewed by itself ends with its hour", () => {
    const judge = judgeOf([senderOf("a")], { forcedEscalationShare: 1 })
    burst(judge, 0)
    send(judge, minute)
    expect(send(judge, minute + hour)._tag).toBe("Admitted")
  })
})

describe("GuideJudge: the severe hold", () => {
  /** Five mediums, two hours apart; the severe begins a minute after the last burst. */
  const severeAt = 8 * hour + minute
  const severe = (seed = "test"): Judge.Judge => {
    const judge = judgeOf([senderOf("a"), senderOf("b", { businessId: "another" })], { forcedEscalationShare: 1, seed })
    for (let nth = 0; nth < 5; nth++) {
      burst(judge, nth * 2 * hour)
      send(judge, nth * 2 * hour + minute)
    }
    return judge
  }
  const untilMillis = (judge: Judge.Judge, atMillis = severeAt): number => {
    const hold = judge.holds(start + atMillis).find(({ level }) => level === "severe")
    return hold === undefined ? Number.NaN : hold.untilMillis - start
  }

  it("RL-06: five mediums within 24 h hold the whole account for 24 to 72 h", () => {
    for (const seed of ["a", "b", "c", "d", "e"]) {
      const judge = severe(seed)
      expect(refusal(send(judge, severeAt + minute, { phoneNumberId: "b" })).scope).toBe("account")
      expect(untilMillis(judge) - severeAt).toBeGreaterThanOrEqual(24 * hour)
      expect(untilMillis(judge) - severeAt).toBeLessThanOrEqual(72 * hour)
    }
  })

  it("RL-06: five mediums spread over more than 24 h are five mediums", () => {
    const judge = judgeOf([senderOf("a")], { forcedEscalationShare: 1 })
    for (let nth = 0; nth < 5; nth++) {
      burst(judge, nth * 6 * hour)
      send(judge, nth * 6 * hour + minute)
    }
    expect(levels(judge, 24 * hour + 2 * minute)).toEqual(["medium"])
  })

  it("RL-06: after 24 h one text every 12 h may ask without blame, and a refusal prolongs the hold", () => {
    // A seed whose hold outlasts its first day by more than a probe's distance.
    const judge = severe("long")
    const before = untilMillis(judge)
    expect(before - severeAt).toBeGreaterThan(25 * hour)
    expect(refusal(send(judge, severeAt + 23 * hour)).violation).toBe(true)
    const asked = before - hour
    expect(refusal(send(judge, asked))).toMatchObject({ violation: false, scope: "account" })
    expect(untilMillis(judge)).toBe(Math.min(severeAt + 72 * hour, asked + 12 * hour))
    expect(refusal(send(judge, asked + minute)).violation).toBe(true)
    expect(refusal(send(judge, asked + 2 * minute, { type: "image" })).violation).toBe(true)
  })

  it("RL-06: after 72 h only a review ends it", () => {
    const judge = judgeOf([senderOf("a")], { forcedEscalationShare: 1, reviewAfterMillis: null })
    for (let nth = 0; nth < 5; nth++) {
      burst(judge, nth * 2 * hour)
      send(judge, nth * 2 * hour + minute)
      judge.review("business", start + nth * 2 * hour + 2 * minute)
    }
    // That last review was of the severe, too: it is the only one that has not been overtaken.
    expect(levels(judge, severeAt + 24 * hour)).toContain("severe")
    expect(levels(judge, severeAt + 72 * hour)).toEqual([])
    const unseen = judgeOf([senderOf("a")], { forcedEscalationShare: 1, reviewAfterMillis: null, seed: "long" })
    for (let nth = 0; nth < 5; nth++) {
      burst(unseen, nth * 2 * hour)
      send(unseen, nth * 2 * hour + minute)
      if (nth < 4) unseen.review("business", start + nth * 2 * hour + 2 * minute)
    }
    for (let probe = severeAt + 24 * hour; probe < severeAt + 72 * hour; probe += 12 * hour) send(unseen, probe)
    expect(levels(unseen, severeAt + 100 * hour)).toContain("severe")
    expect(unseen.review("business", start + severeAt + 100 * hour)).toBe(true)
    expect(send(unseen, severeAt + 100 * hour + minute)._tag).toBe("Admitted")
  })
})
