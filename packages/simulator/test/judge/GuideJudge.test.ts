import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type * as Judge from "@sluice/simulator/judge/Judge"
import { hour, judgeOf, minute, refusal, second, send, senderOf, start, zone } from "./guide.ts"

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
