import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Lane from "./lane.ts"
import { cloudContext, cycled, granted, guideContext, hours, message, midnight, minutes, runs, trips } from "./lanes.ts"

describe("Throttle, while a hold stands", () => {
  it("RL-07: nothing departs during a hold, whoever placed it, and everything departs in the end", () => {
    fc.assert(
      fc.property(
        fc.array(message(20), { minLength: 10, maxLength: 80 }),
        trips(3_000),
        fc.array(
          fc.record({
            atMillis: fc.integer({ min: 0, max: minutes(40) }),
            lastsMillis: fc.integer({ min: 1, max: minutes(30) }),
            scope: fc.constantFrom(
              "sender" as const,
              "business" as const,
              "account" as const,
              "app" as const,
              "token" as const
            ),
            needsReview: fc.boolean()
          }),
          { maxLength: 6 }
        ),
        (messages, ways, drawn) => {
          const holds = drawn.map((hold, index) => ({ ...hold, key: `k${index}`, atMillis: midnight + hold.atMillis }))
          const facts = holds
            .flatMap(({ atMillis, key, lastsMillis, needsReview, scope }, index) => [
              {
                atMillis,
                event: {
                  _tag: "HoldPlaced" as const,
                  hold: {
                    scope,
                    key,
                    level: "fix" as const,
                    number: index,
                    sinceMillis: atMillis,
                    untilMillis: needsReview ? null : atMillis + lastsMillis,
                    needsReview,
                    reason: "drawn",
                    reviewFromMillis: null
                  }
                }
              },
              {
                atMillis: atMillis + lastsMillis,
                event: { _tag: "HoldCleared" as const, scope, key, number: index }
              }
            ])
            .toSorted((a, b) => a.atMillis - b.atMillis)
          const outcome = Lane.run({
            context: () => guideContext("initial"),
            grant: () => granted(5),
            messages,
            trip: cycled(ways),
            startMillis: midnight,
            endMillis: midnight + hours(8),
            lookAhead: 20,
            facts
          })
          expect(outcome.faults).toEqual([])
          for (const { atMillis } of outcome.departures) {
            expect(
              holds.filter((hold) => atMillis >= hold.atMillis && atMillis < hold.atMillis + hold.lastsMillis)
            ).toEqual([])
          }
          expect(outcome.left).toBe(0)
        }
      ),
      { ...runs, numRuns: 80 }
    )
  })

  it("RL-07: after a 429 nothing departs for an hour, after a throttle code for its wait; the longer wait wins", () => {
    fc.assert(
      fc.property(
        fc.array(message(20), { minLength: 10, maxLength: 60 }),
        trips(2_000),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: hours(3) }),
        fc.boolean(),
        (messages, ways, nth, askedMillis, underGuide) => {
          const outcome = Lane.run({
            context: () => (underGuide ? guideContext("initial") : cloudContext("standard")),
            grant: () => granted(Number.POSITIVE_INFINITY),
            messages,
            trip: (index) =>
              index === nth
                ? { ...cycled(ways)(index), refused: { scope: "sender", askedMillis } }
                : cycled(ways)(index),
            startMillis: midnight,
            endMillis: midnight + hours(12),
            lookAhead: 20
          })
          const refused = outcome.answers.find((answer) => answer.refused)
          const wait = Math.max(askedMillis, underGuide ? hours(1) : 1_000)
          expect(outcome.faults).toEqual([])
          expect(
            outcome.departures.filter(
              ({ atMillis }) =>
                refused !== undefined && atMillis > refused.atMillis && atMillis < refused.atMillis + wait
            )
          ).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      { ...runs, numRuns: 80 }
    )
  })
})
