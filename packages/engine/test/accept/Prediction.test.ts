import * as Prediction from "@sluice/engine/accept/Prediction"
import type { Sender } from "@sluice/engine/ports/Directory"
import * as Policy from "@sluice/core/policy/Policy"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const sender = (changes: Partial<Sender> = {}): Sender => ({
  id: "s",
  accountId: "a",
  businessId: "b",
  phoneNumberId: "1",
  number: "+886912345678",
  tier: "initial",
  throughput: "standard",
  timeZone: "Asia/Taipei",
  policy: Policy.shipped.guide,
  ...changes
})

/** 2026-01-05, 03:00 in Taipei: far from any peak. */
const night = Date.UTC(2026, 0, 4, 19)
/** The same day, 10:30 in Taipei: in a peak. */
const peak = Date.UTC(2026, 0, 5, 2, 30)

const minutes = (n: number) => n * 60_000

describe("the prediction of when a message leaves", () => {
  it("RL-01, RL-05: a new sender sends a text every 12 s", () => {
    const pace = Prediction.paceOf(sender(), night)
    expect(Prediction.predict(pace, { messages: 0, units: 0 }, null, night)).toBe(night)
    expect(Prediction.predict(pace, { messages: 10, units: 10 }, null, night)).toBe(night + 120_000)
  })

  it("RL-02: media ahead of it weigh more", () => {
    const pace = Prediction.paceOf(sender(), night)
    expect(Prediction.predict(pace, { messages: 10, units: 18 }, null, night)).toBe(night + 216_000)
  })

  it("RL-01, RL-04: a raised sender goes at the share of its limit where the pause settles it, faster in peak hours", () => {
    const raised = sender({ tier: "raised" })
    const at = (time: number) =>
      Prediction.predict(Prediction.paceOf(raised, time), { messages: 27, units: 27 }, null, time) - time
    expect(at(night)).toBe(60_000)
    expect(at(peak)).toBe(36_000)
  })

  it("RL-08: the rest before a long run is part of it", () => {
    const pace = Prediction.paceOf(sender(), night)
    // 100 texts at 12 s are 20 minutes of sending: two runs, two rests.
    expect(Prediction.predict(pace, { messages: 100, units: 100 }, null, night)).toBe(night + minutes(20 + 2))
  })

  it("RL-06: nothing leaves before a hold ends", () => {
    const pace = Prediction.paceOf(sender(), night)
    expect(Prediction.predict(pace, { messages: 5, units: 5 }, night + minutes(60), night)).toBe(night + minutes(61))
    expect(Prediction.predict(pace, { messages: 5, units: 5 }, night - minutes(60), night)).toBe(night + minutes(1))
  })

  it("CLOUD_API 3.4: under cloud-api the number's throughput decides", () => {
    const at = (throughput: Sender["throughput"]) => {
      const one = sender({ policy: Policy.shipped["cloud-api"], throughput })
      return Prediction.predict(Prediction.paceOf(one, night), { messages: 8_000, units: 8_000 }, null, night) - night
    }
    expect(at("standard")).toBe(100_000)
    expect(at("upgraded")).toBe(8_000)
    expect(at("coexistence")).toBe(400_000)
  })

  it("never lies in the past, and never comes earlier for a longer queue", () => {
    const some = fc.record({
      tier: fc.constantFrom("initial" as const, "raised" as const),
      policy: fc.constantFrom(Policy.shipped.guide, Policy.shipped["cloud-api"])
    })
    const messages = fc.nat(100_000)
    fc.assert(
      fc.property(
        some,
        messages,
        messages,
        fc.option(fc.nat(10_000_000)),
        fc.nat(86_400_000),
        (one, a, b, held, offset) => {
          const nowMillis = night + offset
          const pace = Prediction.paceOf(sender(one), nowMillis)
          const until = held === null ? null : nowMillis + held
          const predict = (count: number) =>
            Prediction.predict(pace, { messages: count, units: count }, until, nowMillis)
          expect(predict(a)).toBeGreaterThanOrEqual(nowMillis)
          expect(predict(Math.max(a, b))).toBeGreaterThanOrEqual(predict(Math.min(a, b)))
        }
      )
    )
  })
})
