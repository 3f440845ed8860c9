import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as GuideJudge from "@sluice/simulator/judge/GuideJudge"
import type * as Judge from "@sluice/simulator/judge/Judge"

// Times are written as the rules have them, from a Monday at 08:00 UTC, outside the peak hours.
const start = Date.UTC(2026, 0, 5, 8, 0, 0)
const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const { ladder, continuousSending, pair, senderWindow } = Policy.shipped.guide.pacing
const zone = Schema.decodeSync(Schema.TimeZoneNamed)

const senderOf = (phoneNumberId: string, change: Partial<GuideJudge.Sender> = {}): GuideJudge.Sender => ({
  phoneNumberId,
  businessId: "business",
  accountId: "account",
  tier: "initial",
  reputation: 1,
  timeZone: zone("UTC"),
  ...change
})

const judgeOf = (
  senders: ReadonlyArray<GuideJudge.Sender> = [senderOf("a")],
  change: Partial<GuideJudge.Settings> = {}
): Judge.Judge => {
  if (ladder === null || continuousSending === null || senderWindow === null) throw new Error("guide has all limits")
  return GuideJudge.make({
    ladder,
    window: senderWindow,
    continuous: continuousSending,
    pairIntervalMillis: pair.intervalMillis,
    mediaFailuresMax: 5,
    mediaSuspendedMillis: 2 * hour,
    forcedEscalationShare: 0,
    reviewAfterMillis: hour,
    slackMillis: 0,
    retryAfter: true,
    seed: "test",
    senders,
    ...change
  })
}

let recipients = 0
const send = (judge: Judge.Judge, atMillis: number, change: Partial<Judge.Send> = {}): Judge.Verdict =>
  judge.judge({ phoneNumberId: "a", recipient: String(recipients++), type: "text", ...change }, start + atMillis)

const refusal = (verdict: Judge.Verdict): Judge.Refusal => {
  if (verdict._tag !== "Refused") throw new Error("admitted")
  return verdict.refusal
}

const levels = (judge: Judge.Judge, atMillis: number): ReadonlyArray<string> =>
  judge.holds(start + atMillis).map((hold) => hold.level)

/** Six messages a second apart: one light, if nothing stands. */
const burst = (judge: Judge.Judge, atMillis: number, change: Partial<Judge.Send> = {}): Judge.Verdict => {
  for (let nth = 0; nth < 5; nth++) send(judge, atMillis + nth * second, change)
  return send(judge, atMillis + 5 * second, change)
}

describe("GuideJudge: the window", () => {
  it("RL-01: a new sender passes five messages a minute, and the sixth is a 429", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 5; nth++) expect(send(judge, nth * second)._tag).toBe("Admitted")
    expect(refusal(send(judge, 5 * second))).toMatchObject({ rule: "RL-06", code: 429, scope: "sender", kind: "limit" })
  })

  it("RL-01, RL-03: the window slides: a message exactly a minute old no longer counts", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 5; nth++) send(judge, nth * 12 * second)
    expect(send(judge, minute)._tag).toBe("Admitted")
    const early = judgeOf()
    for (let nth = 0; nth < 5; nth++) send(early, nth * 12 * second)
    expect(send(early, minute - 1)._tag).toBe("Refused")
  })

  it("RL-01: a raised sender passes 30 a minute, and 50 in the peak hours of its business's time zone", () => {
    const admitted = (timeZone: string, fromMillis: number): number => {
      const judge = judgeOf([senderOf("a", { tier: "raised", timeZone: zone(timeZone) })])
      let count = 0
      while (send(judge, fromMillis + count * 100)._tag === "Admitted") count++
      return count
    }
    expect(admitted("UTC", 0)).toBe(30)
    expect(admitted("UTC", 2 * hour)).toBe(50)
    expect(admitted("UTC", 4 * hour)).toBe(30)
    expect(admitted("UTC", 7 * hour)).toBe(50)
    expect(admitted("UTC", 9 * hour)).toBe(30)
    // 08:00 UTC is 17:00 in Seoul, just past its peak, and 07:59 is still inside.
    expect(admitted("Asia/Seoul", 0)).toBe(30)
    expect(admitted("Asia/Seoul", -minute)).toBe(50)
  })

  it("RL-02: three images weigh 5.4, which is over 5; two and one text weigh 4.6", () => {
    const judge = judgeOf()
    expect(send(judge, 0, { type: "image" })._tag).toBe("Admitted")
    expect(send(judge, second, { type: "video" })._tag).toBe("Admitted")
    expect(send(judge, 2 * second, { type: "text" })._tag).toBe("Admitted")
    const heavy = judgeOf()
    for (let nth = 0; nth < 2; nth++) send(heavy, nth * second, { type: "image" })
    expect(refusal(send(heavy, 2 * second, { type: "image" })).rule).toBe("RL-06")
  })

  it("RL-03: the platform's own limit can be 30 % to either side of the published one", () => {
    const admitted = (reputation: number): number => {
      const judge = judgeOf([senderOf("a", { reputation })])
      let count = 0
      while (send(judge, count * second)._tag === "Admitted") count++
      return count
    }
    expect([admitted(0.7), admitted(1), admitted(1.3)]).toEqual([3, 5, 6])
  })

  it("RL-05: two messages to one recipient are at least six seconds apart", () => {
    const judge = judgeOf()
    send(judge, 0, { recipient: "same" })
    const refused = refusal(send(judge, 6 * second - 1, { recipient: "same" }))
    expect(refused).toMatchObject({ rule: "RL-05", scope: "pair", retryAfterMillis: 1 })
    expect(send(judge, 6 * second, { recipient: "same" })._tag).toBe("Admitted")
    expect(send(judge, 6 * second, { recipient: "other" })._tag).toBe("Admitted")
  })
})

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

describe("GuideJudge: continuous sending", () => {
  /** One message every 30 s up to and including `untilMillis`. */
  const steady = (judge: Judge.Judge, untilMillis: number): Judge.Verdict => {
    let last = send(judge, 0)
    for (let at = 30 * second; at <= untilMillis; at += 30 * second) last = send(judge, at)
    return last
  }

  it("RL-08: ten minutes without a pause bring a cooldown of an hour", () => {
    const judge = judgeOf()
    expect(steady(judge, 10 * minute - 30 * second)._tag).toBe("Admitted")
    expect(refusal(send(judge, 10 * minute))).toMatchObject({ rule: "RL-08", kind: "limit", retryAfterMillis: hour })
    expect(refusal(send(judge, 70 * minute - 1)).rule).toBe("RL-07")
    expect(send(judge, 70 * minute)._tag).toBe("Admitted")
  })

  it("RL-08: sixty seconds without a send begin a new run, fifty-nine do not", () => {
    const rested = judgeOf()
    steady(rested, 9 * minute)
    expect(send(rested, 10 * minute)._tag).toBe("Admitted")
    const hurried = judgeOf()
    steady(hurried, 9 * minute + 30 * second)
    expect(refusal(send(hurried, 10 * minute + 29 * second)).rule).toBe("RL-08")
  })
})

describe("GuideJudge: media", () => {
  it("MD-03: five media failures in a row suspend the sender's media for two hours, and its text goes on", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 5; nth++) judge.mediaOutcome("a", true, start + nth)
    expect(refusal(send(judge, minute, { type: "audio" }))).toMatchObject({ rule: "MD-03", kind: "hold" })
    expect(send(judge, minute)._tag).toBe("Admitted")
    expect(refusal(send(judge, 2 * hour, { type: "image" })).rule).toBe("MD-03")
    expect(send(judge, 2 * hour + 4, { type: "image" })._tag).toBe("Admitted")
  })

  it("MD-03: a success in between starts the count anew", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 4; nth++) judge.mediaOutcome("a", true, start)
    judge.mediaOutcome("a", false, start)
    for (let nth = 0; nth < 4; nth++) judge.mediaOutcome("a", true, start)
    expect(send(judge, minute, { type: "image" })._tag).toBe("Admitted")
  })
})

describe("GuideJudge: as a whole", () => {
  it("RL-05, RL-08: a sender that sends every 12 s and rests before ten minutes is never refused", () => {
    const judge = judgeOf()
    const verdicts: Array<string> = []
    for (let run = 0; run < 20; run++) {
      for (let nth = 0; nth < 40; nth++) verdicts.push(send(judge, run * 11 * minute + nth * 12 * second)._tag)
    }
    expect(new Set(verdicts)).toEqual(new Set(["Admitted"]))
  })

  it("RL-01: however a sender behaves, no minute ever holds more than five admitted units", () => {
    const steps = fc.array(
      fc.record({
        gapMillis: fc.oneof(fc.nat(2_000), fc.nat(20_000), fc.nat(400_000)),
        type: fc.constantFrom("text", "image", "template", "audio")
      }),
      { minLength: 1, maxLength: 300 }
    )
    fc.assert(
      fc.property(steps, (sends) => {
        const judge = judgeOf()
        const admitted: Array<{ readonly at: number; readonly units: number }> = []
        let at = 0
        for (const { gapMillis, type } of sends) {
          at += gapMillis
          if (send(judge, at, { type })._tag === "Admitted") admitted.push({ at, units: type === "image" ? 1.8 : 1 })
          const minuteUnits = admitted
            .filter((other) => at - other.at < minute)
            .reduce((sum, other) => sum + other.units, 0)
          expect(minuteUnits).toBeLessThanOrEqual(5 + 1e-9)
        }
      }),
      { numRuns: 60 }
    )
  })

  it("a slack in real time forgives that much on windows and floors", () => {
    const judge = judgeOf([senderOf("a")], { slackMillis: 500 })
    send(judge, 0, { recipient: "same" })
    expect(send(judge, 5_500, { recipient: "same" })._tag).toBe("Admitted")
    for (let nth = 1; nth < 4; nth++) send(judge, 6 * second + nth * 12 * second)
    expect(send(judge, minute - 500)._tag).toBe("Admitted")
  })

  it("a sender that the judge does not know is let through", () => {
    expect(send(judgeOf(), 0, { phoneNumberId: "stranger" })._tag).toBe("Admitted")
  })
})
