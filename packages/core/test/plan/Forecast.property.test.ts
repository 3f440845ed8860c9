import type * as Campaign from "@sluice/core/plan/Campaign"
import * as Forecast from "@sluice/core/plan/Forecast"
import * as Policy from "@sluice/core/policy/Policy"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Judge from "../throttle/judge.ts"
import { campaign, contextOf, midnight, plan, sender, text, texts } from "./campaigns.ts"

const policies: ReadonlyArray<keyof typeof Policy.shipped> = ["guide", "cloud-api"]

interface Drawn {
  readonly policy: keyof typeof Policy.shipped
  readonly tier: "initial" | "raised"
  readonly given: Campaign.Campaign
  readonly messages: ReadonlyArray<Campaign.Message>
  readonly tripMillis: (index: number) => number
}

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    policy: fc.constantFrom(...policies),
    senders: fc.integer({ min: 1, max: 5 }),
    tier: fc.constantFrom("initial" as const, "raised" as const),
    startMillis: fc.integer({ min: midnight, max: midnight + 86_400_000 }),
    tripMax: fc.integer({ min: 0, max: 3_000 }),
    messages: fc.array(
      fc.record({
        recipient: fc.nat({ max: 25 }).map((n) => `r${n}`),
        isMedia: fc.boolean(),
        dueMillis: fc.option(fc.integer({ min: midnight, max: midnight + 90_000_000 }), { freq: 6 })
      }),
      { maxLength: 250 }
    )
  })
  .map(({ policy, senders, startMillis, tier, tripMax, ...more }) => {
    const messages = more.messages.map(({ dueMillis, isMedia, recipient }) =>
      text(recipient, { dueMillis, ...(isMedia && { units: 1.8, kind: "media" }) })
    )
    const tripMillis = (index: number): number => (index * 613) % (tripMax + 1)
    const standing = { tier, throughput: "standard" as const }
    const pool = Array.from({ length: senders }, (_, n) => sender(policy, { sender: `s${n}`, standing }))
    const given = campaign({ senders: pool, messages, startMillis, roundTripMillis: tripMillis })
    return { policy, tier, given, messages, tripMillis }
  })

/** SPEC RL-01, read literally, in UTC. */
const unitsMax = (tier: "initial" | "raised", atMillis: number): number => {
  if (tier === "initial") return 5
  const hour = new Date(atMillis).getUTCHours()
  return (hour >= 10 && hour < 12) || (hour >= 15 && hour < 17) ? 50 : 30
}

/** The platform's book of one sender, with every message arriving at that share of its round trip. */
const arrivals = (
  { given, messages, tier, tripMillis }: Drawn,
  name: string,
  share: number
): ReadonlyArray<Judge.Arrival> =>
  plan(given)
    .departures.filter((departure) => departure.sender === name)
    .map(({ atMillis, index }) => {
      const arrivalMillis = atMillis + Math.floor(tripMillis(index) * share)
      const granted = unitsMax(tier, arrivalMillis)
      const { recipient = "", units = 0 } = messages[index] ?? {}
      return { recipient, units, atMillis: arrivalMillis, unitsMax: granted, messagesMax: granted }
    })

/** What is over the limits that each policy is judged by. */
const over: Readonly<Record<Drawn["policy"], (book: ReadonlyArray<Judge.Arrival>) => ReadonlyArray<string>>> = {
  guide: (book) => [...Judge.overTheMinute(book), ...Judge.tooLongRuns(book)],
  "cloud-api": (book) => Judge.overTheSecond(book, 80)
}

describe("Forecast, whatever the campaign", () => {
  it("RL-12, RL-01 to RL-08, CLOUD_API 3.4: no plan breaks a limit as the platform counts", () => {
    fc.assert(
      fc.property(drawn, fc.double({ min: 0, max: 1, noNaN: true }), (course, share) => {
        for (const { context } of course.given.senders) {
          const book = arrivals(course, context.sender, share)
          const { intervalMillis, burst } = context.pacing.pair
          expect([...Judge.overThePair(book, intervalMillis, burst), ...over[course.policy](book)]).toEqual([])
        }
      }),
      { numRuns: 60 }
    )
  })

  it("RL-12: every message leaves once, in the order of time, none before its time, and conversations keep their order", () => {
    fc.assert(
      fc.property(drawn, ({ given, messages }) => {
        const { departures, stays, summary } = plan(given)
        expect(stays).toEqual([])
        expect(departures.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(messages.map((_, n) => n))
        const last = new Map<string, number>()
        let beforeMillis = given.startMillis
        for (const { atMillis, index } of departures) {
          const message = messages[index]
          expect(atMillis).toBeGreaterThanOrEqual(Math.max(beforeMillis, message?.dueMillis ?? 0))
          beforeMillis = atMillis
          expect(index).toBeGreaterThan(last.get(message?.recipient ?? "") ?? -1)
          last.set(message?.recipient ?? "", index)
        }
        expect(summary.holds).toBe(0)
        expect(summary.departures).toBe(messages.length)
        expect(summary.finishMillis).toBe(departures.at(-1)?.atMillis ?? null)
        for (const { binding } of summary.senders) {
          expect(binding.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9)
        }
      }),
      { numRuns: 100 }
    )
  })

  it("RL-12: the same campaign gives the same plan", () => {
    fc.assert(
      fc.property(drawn, ({ given }) => {
        expect(plan(given)).toEqual(plan(given))
      }),
      { numRuns: 20 }
    )
  })

  it("RL-12, RL-10: nobody starves: no sender that is free stands still while messages wait", () => {
    fc.assert(
      fc.property(fc.constantFrom(...policies), fc.integer({ min: 1, max: 5 }), (policy, count) => {
        const senders = Array.from({ length: count }, (_, n) => sender(policy, { sender: `s${n}` }))
        const pooled = plan(campaign({ senders, messages: texts(count * 200) }))
        const alone = plan(campaign({ senders: senders.slice(0, 1), messages: texts(200) }))
        expect(pooled.summary.finishMillis).toBe(alone.summary.finishMillis)
        for (const { departures } of pooled.summary.senders) expect(departures).toBe(200)
      }),
      { numRuns: 10 }
    )
  })

  it("RL-12, RL-10: with more senders a campaign never ends later", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...policies),
        fc.constantFrom("initial" as const, "raised" as const),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 3_000 }),
        (policy, tier, count, length, roundTripMillis) => {
          const finish = (senders: number): number =>
            Forecast.summarize(
              campaign({
                senders: Array.from({ length: senders }, (_, n) =>
                  sender(policy, { sender: `s${n}`, standing: { tier, throughput: "standard" } })
                ),
                messages: texts(length),
                roundTripMillis
              })
            ).finishMillis ?? 0
          expect(finish(count + 1)).toBeLessThanOrEqual(finish(count))
        }
      ),
      { numRuns: 60 }
    )
  })

  it("RL-12: it ends for any figures of a policy, any round trips and any list, and accounts for every message", () => {
    const figure = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200_000 }))
    const { guide, "cloud-api": cloudApi } = Policy.shipped
    fc.assert(
      fc.property(
        fc.record({ windowMillis: figure, initialUnits: figure, pauseMillis: figure }),
        fc.record({ runMillis: figure, cooldownMillis: figure, gapMillis: figure }),
        fc.record({ perSecond: fc.nat({ max: 100 }) }),
        fc.record({ intervalMillis: figure, burst: fc.integer({ min: 1, max: 5 }), burstMillis: figure }),
        fc.record({ window: fc.boolean(), run: fc.boolean(), throughput: fc.boolean(), ladder: fc.boolean() }),
        fc.array(
          fc.record({
            recipient: fc.constantFrom("x", "y", "z"),
            units: fc.oneof(fc.double(), fc.constantFrom(1, 1.8)),
            kind: fc.constantFrom("text" as const, "media" as const),
            template: fc.constantFrom(null, "order", "offer"),
            sender: fc.constantFrom(null, "s0", "s1", "s9"),
            dueMillis: fc.option(fc.oneof(fc.double(), fc.integer({ min: midnight, max: midnight + 1_000_000 })))
          }),
          { maxLength: 25 }
        ),
        fc.func(fc.oneof(fc.double(), fc.nat({ max: 5_000 }))),
        (window, run, throughput, pair, knows, messages, roundTripMillis) => {
          const base = guide.pacing.senderWindow
          const pacing = {
            ...guide.pacing,
            senderWindow: knows.window && base !== null ? { ...base, ...window } : null,
            continuousSending: knows.run ? run : null,
            ladder: knows.ladder ? guide.pacing.ladder : null,
            throughput:
              knows.throughput && cloudApi.pacing.throughput !== null
                ? { ...cloudApi.pacing.throughput, ...throughput }
                : null,
            pair
          }
          const senders = ["s0", "s1", "s2"].map((name, n) => ({
            context: contextOf("guide", { sender: name, pacing }),
            state: null,
            templates: n === 0 ? null : new Set(["order"])
          }))
          const { departures, stays, summary } = plan(campaign({ senders, messages, roundTripMillis }))
          const told = [...departures, ...stays].map(({ index }) => index).toSorted((a, b) => a - b)
          expect(told).toEqual(messages.map((_, n) => n))
          expect(summary.departures + summary.stays.count).toBe(messages.length)
        }
      ),
      { numRuns: 200, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true }
    )
  })
})
