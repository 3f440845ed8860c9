import * as Policy from "@sluice/core/policy/Policy"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Judge from "./judge.ts"
import * as Lane from "./lane.ts"

const { guide, "cloud-api": cloudApi } = Policy.shipped
const minutes = (n: number): number => n * 60_000
const hours = (n: number): number => n * 3_600_000

/** A Tuesday, 00:00 UTC. */
const midnight = Date.UTC(2026, 2, 10)

const guideContext = (tier: "initial" | "raised", timeZone = "Etc/UTC"): Throttle.Context => ({
  sender: "s1",
  pacing: guide.pacing,
  standing: { tier, throughput: "standard" },
  timeZone
})

const cloudContext = (throughput: "standard" | "upgraded" | "coexistence"): Throttle.Context => ({
  sender: "s1",
  pacing: cloudApi.pacing,
  standing: { tier: "initial", throughput },
  timeZone: "Etc/UTC"
})

const calendars = new Map<string, Intl.DateTimeFormat>()

/** The hour that clocks in `timeZone` show, from the platform's calendar and not from ours. */
const hourIn = (timeZone: string, atMillis: number): number => {
  const calendar =
    calendars.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" })
  calendars.set(timeZone, calendar)
  return Number(calendar.format(atMillis))
}

/** SPEC RL-01, read literally. */
const base = (tier: "initial" | "raised", timeZone: string, atMillis: number): number => {
  if (tier === "initial") return 5
  const hour = hourIn(timeZone, atMillis)
  return (hour >= 10 && hour < 12) || (hour >= 15 && hour < 17) ? 50 : 30
}

const granted = (units: number): { readonly unitsMax: number; readonly messagesMax: number } => ({
  unitsMax: units,
  messagesMax: units
})

const message = (recipients: number): fc.Arbitrary<Lane.Queued> =>
  fc
    .record({
      recipient: fc.integer({ min: 1, max: recipients }).map((n) => `r${n}`),
      media: fc.boolean()
    })
    .map(({ media, recipient }) => ({
      recipient,
      kind: media ? ("media" as const) : ("text" as const),
      units: media ? 1.8 : 1
    }))

const trips = (answerMillisMax: number): fc.Arbitrary<ReadonlyArray<Lane.Trip>> =>
  fc.array(
    fc.record({
      answerMillis: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: answerMillisMax })),
      arrivalShare: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }))
    }),
    { minLength: 1, maxLength: 40 }
  )

const cycled =
  (all: ReadonlyArray<Lane.Trip>) =>
  (index: number): Lane.Trip =>
    all[index % all.length] ?? { answerMillis: 100, arrivalShare: 1 }

const texts = (count: number): ReadonlyArray<Lane.Queued> =>
  Array.from({ length: count }, (_, index) => ({ recipient: `r${index}`, units: 1, kind: "text" }))

const runs = { numRuns: 150, seed: 20_260_310 }

/** A send is given up after 3 s (SF-03); that a burst arrives within its interval rests on it. */
const answerMillisMax = 3_000

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

describe("Throttle, how much of what the rules allow a greedy sender gets", () => {
  const quick = (index: number): Lane.Trip => ({ answerMillis: 60 + ((index * 37) % 240), arrivalShare: 0.5 })

  /**
   * The rules without a network: spacing (RL-05), a pause of 10 s at 90 % (RL-04), and a rest of a minute
   * before the tenth minute of a run ends (RL-08). How many depart within the span.
   */
  const ideal = (perMinute: number, spanMillis: number): number => {
    const sent: Array<number> = []
    let atMillis = 0
    let sinceMillis = 0
    while (atMillis < spanMillis) {
      if (atMillis - sinceMillis >= minutes(10)) {
        atMillis = (sent.at(-1) ?? 0) + minutes(1)
        sinceMillis = atMillis
      }
      sent.push(atMillis)
      const used = sent.filter((millis) => millis > atMillis - minutes(1)).length
      const paused = used >= 0.9 * perMinute ? atMillis + 10_000 : atMillis
      atMillis = Math.max(paused, atMillis + minutes(1) / perMinute)
    }
    return sent.length
  }

  it.each([
    { tier: "initial" as const, perMinute: 5, startMillis: midnight },
    { tier: "raised" as const, perMinute: 30, startMillis: midnight },
    { tier: "raised" as const, perMinute: 50, startMillis: midnight + hours(10) }
  ])("RL-01, RL-04, RL-05, RL-08: at least 95 % at $perMinute a minute", ({ perMinute, startMillis, tier }) => {
    const spanMillis = minutes(115)
    const outcome = Lane.run({
      context: () => guideContext(tier),
      grant: () => granted(perMinute),
      messages: texts(60 * perMinute * 2),
      trip: quick,
      startMillis,
      endMillis: startMillis + spanMillis,
      lookAhead: 5
    })
    expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
    expect(outcome.departures.length).toBeGreaterThanOrEqual(0.95 * ideal(perMinute, spanMillis))
  })

  it("CLOUD_API 3.4: at least 95 % of 80 a second with short answers; one round trip a second less with long ones", () => {
    const rate = (answerMillis: number): number => {
      const outcome = Lane.run({
        context: () => cloudContext("standard"),
        grant: () => granted(Number.POSITIVE_INFINITY),
        messages: texts(4_000),
        trip: () => ({ answerMillis, arrivalShare: 0.7 }),
        startMillis: midnight,
        endMillis: midnight + 30_000,
        lookAhead: 1,
        lateMillis: 3
      })
      expect(Judge.overTheSecond(outcome.arrivals, 80)).toEqual([])
      return outcome.departures.length / 30
    }
    expect(rate(20)).toBeGreaterThanOrEqual(0.95 * 80)
    expect(rate(250)).toBeGreaterThanOrEqual((0.97 * 80) / 1.25)
  })

  it("RL-05: texts of a new sender leave twelve seconds apart, never bunched", () => {
    const outcome = Lane.run({
      context: () => guideContext("initial"),
      grant: () => granted(5),
      messages: texts(60),
      trip: quick,
      startMillis: midnight,
      endMillis: midnight + hours(1),
      lookAhead: 5
    })
    const times = outcome.departures.map(({ atMillis }) => atMillis)
    const gaps = times.slice(1).map((atMillis, index) => atMillis - (times[index] ?? 0))
    expect(Math.min(...gaps)).toBe(12_000)
  })

  it("RL-04: one warning for an hour of steady sending at the limit, not a flood", () => {
    const outcome = Lane.run({
      context: () => ({ ...guideContext("initial"), pacing: { ...guide.pacing, continuousSending: null } }),
      grant: () => granted(5),
      messages: texts(290),
      trip: quick,
      startMillis: midnight,
      endMillis: midnight + hours(1),
      lookAhead: 5
    })
    expect(outcome.signals.filter(({ signal }) => signal._tag === "WarningRaised")).toHaveLength(1)
    expect(outcome.signals.map(({ signal }) => signal._tag)).toEqual(["WarningRaised"])
  })
})
