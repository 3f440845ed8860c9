import * as Policy from "@sluice/core/policy/Policy"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Judge from "./judge.ts"
import * as Lane from "./lane.ts"
import {
  answerMillisMax,
  base,
  cloudContext,
  cycled,
  granted,
  guideContext,
  hours,
  message,
  midnight,
  minutes,
  runs,
  trips
} from "./lanes.ts"

const { guide } = Policy.shipped

describe("Throttle, as the platform counts at arrival", () => {
  it("RL-01, RL-02, RL-06, RL-08: a new sender is never over its units, never at six messages, never ten minutes long", () => {
    fc.assert(
      fc.property(
        fc.array(message(12), { minLength: 1, maxLength: 200 }),
        trips(25_000),
        fc.integer({ min: 0, max: 300 }),
        (messages, ways, lateMillis) => {
          const outcome = Lane.run({
            context: () => guideContext("initial"),
            grant: () => granted(5),
            messages,
            trip: cycled(ways),
            startMillis: midnight,
            endMillis: midnight + hours(8),
            lookAhead: 20,
            lateMillis
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
          expect(Judge.tooLongRuns(outcome.arrivals)).toEqual([])
          expect(Judge.overThePair(outcome.arrivals, 6_000, 1)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      runs
    )
  })

  it("RL-01: a raised sender keeps the limit of the hour at every arrival, peaks, their ends and time zones included", () => {
    fc.assert(
      fc.property(
        fc.array(message(60), { minLength: 100, maxLength: 400 }),
        trips(8_000),
        fc.constantFrom("Asia/Seoul", "Asia/Kolkata", "America/Sao_Paulo", "Europe/London", "Australia/Lord_Howe"),
        fc.integer({ min: 0, max: 47 }),
        (messages, ways, timeZone, halfHour) => {
          const outcome = Lane.run({
            context: () => guideContext("raised", timeZone),
            grant: (_, arrivalMillis) => granted(base("raised", timeZone, arrivalMillis)),
            messages,
            trip: cycled(ways),
            startMillis: midnight + halfHour * minutes(30) - minutes(3),
            endMillis: midnight + hours(72),
            lookAhead: 60
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
          expect(Judge.tooLongRuns(outcome.arrivals)).toEqual([])
          expect(Judge.overThePair(outcome.arrivals, 6_000, 1)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      { ...runs, numRuns: 60 }
    )
  })

  it("RL-01: a tier that changes binds what departs from then on", () => {
    fc.assert(
      fc.property(
        fc.array(message(200), { minLength: 50, maxLength: 200 }),
        trips(3_000),
        fc.array(fc.integer({ min: 0, max: 20 * 60_000 }), { minLength: 1, maxLength: 6 }),
        (messages, ways, offsets) => {
          const changes = offsets.map((offset) => midnight + offset).toSorted((a, b) => a - b)
          const tierAt = (atMillis: number): "initial" | "raised" =>
            changes.filter((change) => change <= atMillis).length % 2 === 0 ? "raised" : "initial"
          const outcome = Lane.run({
            context: (nowMillis) => guideContext(tierAt(nowMillis)),
            // The platform hears of a change while sends are under way: the higher of the limits during a trip is granted.
            grant: (departedMillis, arrivalMillis) =>
              granted(
                [departedMillis, ...changes, arrivalMillis].some(
                  (millis) => millis >= departedMillis && millis <= arrivalMillis && tierAt(millis) === "raised"
                )
                  ? 30
                  : 5
              ),
            messages,
            trip: cycled(ways),
            startMillis: midnight,
            endMillis: midnight + hours(8),
            lookAhead: 60
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      { ...runs, numRuns: 60 }
    )
  })

  it("RL-03: units follow a learned reputation in both directions, messages never exceed the base", () => {
    fc.assert(
      fc.property(
        fc.array(message(40), { minLength: 20, maxLength: 120 }),
        trips(3_000),
        fc.integer({ min: 14, max: 26 }).map((n) => n / 20),
        (messages, ways, reputation) => {
          const context: Throttle.Context = {
            ...guideContext("initial"),
            pacing: {
              ...guide.pacing,
              senderWindow:
                guide.pacing.senderWindow === null
                  ? null
                  : { ...guide.pacing.senderWindow, reputationInitial: reputation }
            }
          }
          const outcome = Lane.run({
            context: () => context,
            grant: () => ({ unitsMax: 5 * reputation, messagesMax: 5 }),
            messages,
            trip: cycled(ways),
            startMillis: midnight,
            endMillis: midnight + hours(5),
            lookAhead: 20
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      { ...runs, numRuns: 80 }
    )
  })

  it("RT-03: crashes change nothing about the limits: the next owner knows what the last one sent", () => {
    fc.assert(
      fc.property(
        fc.array(message(10), { minLength: 20, maxLength: 120 }),
        trips(answerMillisMax),
        fc.array(fc.integer({ min: 0, max: minutes(20) }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom("guide" as const, "cloud-api" as const),
        fc.boolean(),
        (messages, ways, offsets, policy, ledgerLost) => {
          const outcome = Lane.run({
            context: () => (policy === "guide" ? guideContext("initial") : cloudContext("coexistence")),
            grant: () => granted(policy === "guide" ? 5 : Number.POSITIVE_INFINITY),
            messages,
            trip: cycled(ways),
            startMillis: midnight,
            endMillis: midnight + hours(8),
            lookAhead: 20,
            ledgerLost,
            crashesMillis: offsets.map((offset) => midnight + offset).toSorted((a, b) => a - b)
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
          expect(outcome.left).toBe(0)
          const over =
            policy === "guide"
              ? [...Judge.tooLongRuns(outcome.arrivals), ...Judge.overThePair(outcome.arrivals, 6_000, 1)]
              : [...Judge.overTheSecond(outcome.arrivals, 20), ...Judge.overThePair(outcome.arrivals, 6_000, 45)]
          expect(over).toEqual([])
        }
      ),
      { ...runs, numRuns: 100 }
    )
  })

  it("CLOUD_API 3.4: never more than 80 (20 in coexistence) in any second, never more than a pair's burst", () => {
    fc.assert(
      fc.property(
        fc.array(message(30), { minLength: 1, maxLength: 700 }),
        trips(2_500),
        fc.constantFrom("standard" as const, "coexistence" as const),
        fc.integer({ min: 0, max: 40 }),
        (messages, ways, throughput, lateMillis) => {
          const outcome = Lane.run({
            context: () => cloudContext(throughput),
            grant: () => granted(Number.POSITIVE_INFINITY),
            messages,
            trip: cycled(ways),
            startMillis: midnight,
            endMillis: midnight + hours(2),
            lookAhead: 40,
            lateMillis
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheSecond(outcome.arrivals, throughput === "standard" ? 80 : 20)).toEqual([])
          expect(Judge.overThePair(outcome.arrivals, 6_000, 45)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      { ...runs, numRuns: 100 }
    )
  })

  it("CLOUD_API 3.4: a recipient who gets everything waits for the interval once the burst is spent", () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 80 }), trips(answerMillisMax), (count, ways) => {
        const outcome = Lane.run({
          context: () => cloudContext("standard"),
          grant: () => granted(Number.POSITIVE_INFINITY),
          messages: Array.from({ length: count }, () => ({ recipient: "one", units: 1, kind: "text" as const })),
          trip: cycled(ways),
          startMillis: midnight,
          endMillis: midnight + hours(3),
          lookAhead: 1
        })
        expect(outcome.faults).toEqual([])
        expect(Judge.overThePair(outcome.arrivals, 6_000, 45)).toEqual([])
        expect(outcome.left).toBe(0)
      }),
      { ...runs, numRuns: 40 }
    )
  })
})
