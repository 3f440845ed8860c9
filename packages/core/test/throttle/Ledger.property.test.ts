import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import type * as Pacing from "@sluice/core/policy/Pacing"
import type * as Ledger from "@sluice/core/throttle/Ledger"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Judge from "./judge.ts"
import type { Trip } from "./lane.ts"
import * as Lanes from "./ledgerLanes.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A Tuesday, 00:00 UTC. */
const midnight = Date.UTC(2026, 2, 10)

const leasing: Pacing.Leasing = { sliceShare: 0.1, leaseMillis: 2 * hour, graceMillis: minute }

const contexts =
  (pacing: Pacing.Pacing, leased: boolean) =>
  (lane: number): Ledger.Context => ({
    sender: `s${lane}`,
    business: "b",
    account: "a",
    app: "p",
    pacing: { ...pacing, leasing },
    standing: { tier: "raised", throughput: "standard" },
    timeZone: "Etc/UTC",
    messagingTier: "TIER_TEST",
    leased
  })

const message = (recipients: number): fc.Arbitrary<Lanes.Queued> =>
  fc
    .record({
      recipient: fc.integer({ min: 1, max: recipients }).map((n) => `r${n}`),
      media: fc.boolean(),
      outsideWindow: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
    })
    .map(({ media, outsideWindow, recipient }) => ({
      recipient,
      kind: media ? ("media" as const) : ("text" as const),
      units: media ? 1.8 : 1,
      outsideWindow
    }))

const queues = (
  lanes: number,
  recipients: number,
  maxLength: number,
  minLength = 1
): fc.Arbitrary<ReadonlyArray<ReadonlyArray<Lanes.Queued>>> =>
  fc.array(fc.array(message(recipients), { minLength, maxLength }), { minLength: lanes, maxLength: lanes })

const trips: fc.Arbitrary<ReadonlyArray<Trip>> = fc.array(
  fc.record({
    answerMillis: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 3_000 })),
    arrivalShare: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }))
  }),
  { minLength: 1, maxLength: 30 }
)

const cycled =
  (all: ReadonlyArray<Trip>) =>
  (index: number): Trip =>
    all[index % all.length] ?? { answerMillis: 100, arrivalShare: 1 }

const crashes = fc.array(
  fc.record({
    atMillis: fc.integer({ min: 0, max: 2 * day }).map((n) => midnight + n),
    lane: fc.integer({ min: 0, max: 4 })
  }),
  { maxLength: 6 }
)

const holds = fc.array(
  fc.record({
    atMillis: fc
      .oneof(fc.integer({ min: 0, max: 20 * minute }), fc.integer({ min: 0, max: 2 * day }))
      .map((n) => midnight + n),
    lastsMillis: fc.integer({ min: 1, max: 3 * hour }),
    scope: fc.constantFrom("business" as const, "account" as const, "app" as const)
  }),
  { maxLength: 4 }
)

const runs = { numRuns: 60, seed: 20_260_311 }

const unique = (tier: number): Pacing.Pacing["uniqueRecipients"] => ({ windowMillis: day, tiers: { TIER_TEST: tier } })

/** No departure while a hold stands; one at the moment it begins was decided before. */
const duringHolds = (
  outcome: Lanes.Outcome,
  drawn: ReadonlyArray<{ readonly atMillis: number; readonly lastsMillis: number }>
): ReadonlyArray<number> =>
  outcome.arrivals
    .map(({ departedMillis }) => departedMillis)
    .filter((at) => drawn.some(({ atMillis, lastsMillis }) => at > atMillis && at < atMillis + lastsMillis))

describe("Ledger, as the platform counts at arrival", () => {
  it("CLOUD_API 3.4: five lanes on leases never exceed the tier in any moving day, through crashes, late answers and holds", () => {
    fc.assert(
      fc.property(
        queues(5, 25, 8),
        trips,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 2_000 }),
        crashes,
        holds,
        (messages, ways, tier, claimMillis, died, held) => {
          const outcome = Lanes.run({
            context: contexts({ ...cloudApi.pacing, uniqueRecipients: unique(tier) }, true),
            messages,
            trip: cycled(ways),
            claimMillis,
            startMillis: midnight,
            endMillis: midnight + 100 * day,
            crashes: died,
            holds: held
          })
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheTier(outcome.arrivals, day, tier)).toEqual([])
          expect(duringHolds(outcome, held)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      runs
    )
  })

  it("CLOUD_API 3.4: shared requests of business, account and app stay within their windows over all lanes", () => {
    fc.assert(
      fc.property(
        queues(5, 200, 40),
        trips,
        fc.record({
          business: fc.integer({ min: 5, max: 30 }),
          account: fc.integer({ min: 5, max: 30 }),
          app: fc.integer({ min: 5, max: 30 })
        }),
        fc.integer({ min: 0, max: 500 }),
        crashes,
        holds,
        (messages, ways, most, claimMillis, died, held) => {
          const windows = { business: 10_000, account: 30_000, app: minute }
          const outcome = Lanes.run({
            context: contexts(
              {
                ...cloudApi.pacing,
                uniqueRecipients: null,
                sharedCalls: {
                  business: { windowMillis: windows.business, callsMax: most.business },
                  account: { windowMillis: windows.account, callsMax: most.account },
                  app: { windowMillis: windows.app, callsMax: most.app }
                }
              },
              true
            ),
            messages,
            trip: cycled(ways),
            claimMillis,
            startMillis: midnight,
            endMillis: midnight + 30 * day,
            crashes: died.map(({ atMillis, lane }) => ({
              atMillis: midnight + ((atMillis - midnight) % (5 * minute)),
              lane
            })),
            holds: held
          })
          const times = outcome.arrivals.map(({ atMillis }) => atMillis)
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheWindow(times, windows.business, most.business)).toEqual([])
          expect(Judge.overTheWindow(times, windows.account, most.account)).toEqual([])
          expect(Judge.overTheWindow(times, windows.app, most.app)).toEqual([])
          expect(duringHolds(outcome, held)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      runs
    )
  })

  it("CLOUD_API 3.4: a lane alone has all of every budget, and all five scopes hold at once", () => {
    const named = new Set<string>()
    fc.assert(
      fc.property(
        queues(1, 20, 160, 100),
        trips,
        fc.integer({ min: 3, max: 40 }),
        crashes,
        holds,
        (messages, ways, tier, died, held) => {
          const outcome = Lanes.run({
            context: contexts(
              {
                ...cloudApi.pacing,
                throughput: { perSecond: 8, upgradedPerSecond: 8, coexistencePerSecond: 8 },
                pair: { intervalMillis: 6_000, burst: 3, burstMillis: 3_000 },
                uniqueRecipients: unique(tier),
                sharedCalls: {
                  business: { windowMillis: 3_000, callsMax: 10 },
                  account: { windowMillis: 10_000, callsMax: 30 },
                  app: { windowMillis: 30_000, callsMax: 60 }
                }
              },
              false
            ),
            messages,
            trip: cycled(ways),
            claimMillis: 0,
            startMillis: midnight,
            endMillis: midnight + 100 * day,
            crashes: died.filter(({ lane }) => lane === 0),
            holds: held
          })
          for (const name of outcome.named) named.add(name)
          const times = outcome.arrivals.map(({ atMillis }) => atMillis)
          expect(outcome.faults).toEqual([])
          expect(Judge.overTheTier(outcome.arrivals, day, tier)).toEqual([])
          expect(Judge.overTheWindow(times, 1_000, 8)).toEqual([])
          expect(Judge.overTheWindow(times, 3_000, 10)).toEqual([])
          expect(Judge.overTheWindow(times, 10_000, 30)).toEqual([])
          expect(Judge.overTheWindow(times, 30_000, 60)).toEqual([])
          expect(duringHolds(outcome, held)).toEqual([])
          expect(outcome.left).toBe(0)
        }
      ),
      runs
    )
    expect([...named].toSorted()).toEqual(
      [
        "account calls",
        "app calls",
        "business calls",
        "business uniqueRecipients",
        "pair pair",
        "sender throughput"
      ].toSorted()
    )
  })

  it("RL-01, RL-02, RL-05, RL-08: the guide's sender limits hold under shared ones, lane by lane", () => {
    fc.assert(
      fc.property(queues(3, 60, 60), trips, fc.integer({ min: 10, max: 60 }), (messages, ways, callsMax) => {
        const outcome = Lanes.run({
          context: contexts(
            {
              ...guide.pacing,
              sharedCalls: { business: { windowMillis: minute, callsMax }, account: null, app: null }
            },
            true
          ),
          messages,
          trip: cycled(ways),
          claimMillis: 50,
          startMillis: midnight,
          endMillis: midnight + 5 * day
        })
        expect(outcome.faults).toEqual([])
        expect(
          Judge.overTheWindow(
            outcome.arrivals.map(({ atMillis }) => atMillis),
            minute,
            callsMax
          )
        ).toEqual([])
        for (const lane of [0, 1, 2]) {
          const own = outcome.arrivals
            .filter((arrival) => arrival.lane === lane)
            .map(({ atMillis, recipient, units }) => ({ atMillis, recipient, units, unitsMax: 30, messagesMax: 30 }))
          expect(Judge.overTheMinute(own)).toEqual([])
          expect(Judge.overThePair(own, 6_000, 1)).toEqual([])
          expect(Judge.tooLongRuns(own)).toEqual([])
        }
        expect(outcome.left).toBe(0)
      }),
      { ...runs, numRuns: 30 }
    )
  })
})
