import type { Failure } from "@sluice/core/failure/Failure"
import type { RetrySchedule } from "@sluice/core/policy/Certainty"
import * as Policy from "@sluice/core/policy/Policy"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { certainty } = Policy.shipped["cloud-api"]
const minute = 60_000
const hour = 60 * minute

const failure = (change: Partial<Failure>): Failure => ({
  provider: "cloud-api",
  code: 131000,
  subcode: null,
  httpStatus: 500,
  known: true,
  title: "Something went wrong",
  cause: "provider-outage",
  retry: "transient",
  scope: "platform",
  wait: { _tag: "Schedule", name: "transient" },
  statedMillis: null,
  reaction: "lane",
  remedy: "wait",
  details: null,
  ...change
})

const schedules: fc.Arbitrary<RetrySchedule> = fc.record({
  baseMillis: fc.integer({ min: 1, max: hour }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  capMillis: fc.integer({ min: 1, max: 24 * hour }),
  jitterShare: fc.double({ min: 0, max: 1, noNaN: true }),
  attemptsMax: fc.integer({ min: 1, max: 300 }),
  deadlineMillis: fc.integer({ min: 1, max: 30 * 24 * hour })
})
const unit = fc.double({ min: 0, max: 1, noNaN: true })

/** A plan lived through: every try fails at once. */
const live = (schedule: RetrySchedule, units: ReadonlyArray<number>) => {
  const tries = [1_000]
  for (;;) {
    const nowMillis = tries.at(-1) ?? 0
    const attempt = { number: tries.length, firstAtMillis: 1_000 }
    const next = RetryPlan.next(schedule, attempt, units[tries.length % units.length] ?? 0, nowMillis)
    if (next._tag === "Exhausted") return { tries, why: next.why }
    tries.push(next.atMillis)
  }
}

describe("RetryPlan", () => {
  it("RT-01: every plan ends, within its tries and before its deadline, and never goes back in time", () => {
    fc.assert(
      fc.property(schedules, fc.array(unit, { minLength: 1, maxLength: 9 }), (schedule, units) => {
        const { tries, why } = live(schedule, units)
        expect(tries.length).toBeLessThanOrEqual(schedule.attemptsMax)
        expect((tries.at(-1) ?? 0) - 1_000).toBeLessThanOrEqual(schedule.deadlineMillis)
        expect(tries).toEqual(tries.toSorted((a, b) => a - b))
        expect(why === "attempts").toBe(tries.length === schedule.attemptsMax)
      }),
      { numRuns: 500, seed: 1 }
    )
  })

  it("RT-01: delays stay within the cap and their jitter's share, and grow from try to try", () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 2_000 }), unit, (schedule, number, randomUnit) => {
        const least = RetryPlan.delayMillis(schedule, number, 0)
        const most = RetryPlan.delayMillis(schedule, number, 1)
        const delay = RetryPlan.delayMillis(schedule, number, randomUnit)
        expect(most).toBeLessThanOrEqual(schedule.capMillis)
        expect(delay).toBeGreaterThanOrEqual(least)
        expect(delay).toBeLessThanOrEqual(most)
        expect(Math.abs(least - most * (1 - schedule.jitterShare))).toBeLessThanOrEqual(1)
        expect(RetryPlan.delayMillis(schedule, number + 1, randomUnit)).toBeGreaterThanOrEqual(delay)
      }),
      { numRuns: 1_000, seed: 2 }
    )
  })

  it("RT-01: a plan can be looked at: every life of it lies within its preview", () => {
    fc.assert(
      fc.property(schedules, fc.array(unit, { minLength: 1, maxLength: 9 }), (schedule, units) => {
        const preview = RetryPlan.preview(schedule)
        const { tries } = live(schedule, units)
        expect(tries.length).toBeLessThanOrEqual(preview.length)
        tries.forEach((atMillis, index) => {
          expect(atMillis - 1_000).toBeGreaterThanOrEqual(preview[index]?.earliestMillis ?? Number.NaN)
          expect(atMillis - 1_000).toBeLessThanOrEqual(preview[index]?.latestMillis ?? Number.NaN)
        })
      }),
      { numRuns: 300, seed: 4 }
    )
    expect(RetryPlan.preview(certainty.transientLimited)).toEqual([
      { number: 1, earliestMillis: 0, latestMillis: 0 },
      { number: 2, earliestMillis: 1_000, latestMillis: 2_000 },
      { number: 3, earliestMillis: 3_000, latestMillis: 6_000 }
    ])
  })

  it("RT-01: tries that never left and time under holds are taken off: the plan goes on as if they had not been", () => {
    fc.assert(
      fc.property(
        schedules,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.nat(30 * 24 * hour),
        fc.nat(30 * 24 * hour),
        unit,
        (schedule, number, unsent, passedMillis, heldMillis, randomUnit) => {
          const plain = { number, firstAtMillis: 1_000 }
          const hindered = { number: number + unsent, firstAtMillis: 1_000, unsent, heldMillis }
          const next = RetryPlan.next(schedule, plain, randomUnit, 1_000 + passedMillis)
          const later = RetryPlan.next(schedule, hindered, randomUnit, 1_000 + passedMillis + heldMillis)
          expect(later).toEqual(next._tag === "Again" ? { ...next, atMillis: next.atMillis + heldMillis } : next)
        }
      ),
      { numRuns: 1_000, seed: 5 }
    )
  })

  it("RT-01: a plan ends by the tries that left, whatever is taken off", () => {
    fc.assert(
      fc.property(
        schedules,
        fc.array(fc.record({ unsent: fc.nat(5), heldMillis: fc.nat(24 * hour), randomUnit: unit }), { minLength: 1 }),
        (schedule, tries) => {
          let attempt = { number: 1, firstAtMillis: 0, unsent: 0, heldMillis: 0 }
          let nowMillis = 0
          let again = 0
          for (;;) {
            const { heldMillis, randomUnit, unsent } = tries[again % tries.length] ?? {
              heldMillis: 0,
              randomUnit: 0,
              unsent: 0
            }
            const next = RetryPlan.next(schedule, attempt, randomUnit, nowMillis)
            if (next._tag === "Exhausted") break
            again += 1
            nowMillis = next.atMillis + heldMillis
            attempt = {
              ...attempt,
              number: attempt.number + unsent + 1,
              unsent: attempt.unsent + unsent,
              heldMillis: attempt.heldMillis + heldMillis
            }
          }
          expect(again).toBeLessThan(schedule.attemptsMax)
          expect(nowMillis - attempt.heldMillis).toBeLessThanOrEqual(schedule.deadlineMillis)
        }
      ),
      { numRuns: 300, seed: 6 }
    )
  })

  it("RL-09: a message that waited out a hold of three days still has its tries and its time", () => {
    const held = 72 * hour
    const transient = failure({})
    const attempt = { number: 3, firstAtMillis: 0, unsent: 1, heldMillis: held }
    expect(RetryPlan.counted(attempt)).toBe(2)
    expect(RetryPlan.afterFailure(certainty, transient, attempt, 1, held + 1_000)).toEqual({
      _tag: "Again",
      atMillis: held + 3_000
    })
    expect(RetryPlan.afterFailure(certainty, transient, { number: 3, firstAtMillis: 0 }, 1, held + 1_000)).toEqual({
      _tag: "Exhausted",
      why: "deadline"
    })
  })

  it.each([
    ["unsent above the number", { number: 1, firstAtMillis: 0, unsent: 9 }],
    ["negative figures", { number: 1, firstAtMillis: 0, unsent: -3, heldMillis: -hour }]
  ])("RT-01: at least the failed try counts: %s", (_name, attempt) => {
    expect(RetryPlan.counted(attempt)).toBe(1)
    expect(RetryPlan.next(certainty.transient, attempt, 1, 0)).toEqual({ _tag: "Again", atMillis: 1_000 })
  })

  it.each([
    ["transient", certainty.transient],
    ["transient_limited", certainty.transientLimited],
    ["throttle", certainty.throttled],
    ["throttle_long", certainty.throttled],
    ["defer", certainty.deferred]
  ] as const)("RT-01: %s has its schedule", (retry, schedule) => {
    expect(RetryPlan.scheduleOf(certainty, { retry, wait: { _tag: "None" } })).toBe(schedule)
  })

  it("RT-01: the catalogue may name another schedule than the class has", () => {
    const wait = { _tag: "Schedule", name: "transientLimited" } as const
    expect(RetryPlan.scheduleOf(certainty, { retry: "transient", wait })).toBe(certainty.transientLimited)
    expect(RetryPlan.scheduleOf(certainty, { retry: "never", wait })).toBeNull()
  })

  it("RT-02: a permanent failure is not retried; one that must be fixed keeps the message", () => {
    const attempt = { number: 1, firstAtMillis: 0 }
    const verdict = (retry: Failure["retry"]) =>
      RetryPlan.afterFailure(certainty, failure({ retry, wait: { _tag: "None" } }), attempt, 0.5, 10)
    expect(verdict("never")).toEqual({ _tag: "Never", anotherRoute: false })
    expect(verdict("never_as_is")).toEqual({ _tag: "Never", anotherRoute: true })
    expect(verdict("after_fix")).toEqual({ _tag: "AfterFix" })
  })

  it("RT-02: what is out of tries or out of time is exhausted, and says of which", () => {
    const limited = failure({ retry: "transient_limited", wait: { _tag: "Schedule", name: "transientLimited" } })
    const verdict = (number: number, nowMillis: number) =>
      RetryPlan.afterFailure(certainty, limited, { number, firstAtMillis: 0 }, 1, nowMillis)
    expect(verdict(2, 10)).toEqual({ _tag: "Again", atMillis: 4_010 })
    expect(verdict(3, 10)).toEqual({ _tag: "Exhausted", why: "attempts" })
    expect(verdict(2, hour - 4_000)).toEqual({ _tag: "Again", atMillis: hour })
    expect(verdict(2, hour - 3_999)).toEqual({ _tag: "Exhausted", why: "deadline" })
  })

  it("RL-07: the longest of schedule, catalogue and Retry-After decides", () => {
    const wait = (change: Partial<Failure>, failuresBefore = 0) =>
      RetryPlan.waitMillis(certainty, failure(change), failuresBefore, 1)
    expect(wait({})).toBe(1_000)
    expect(wait({ statedMillis: 20_000 })).toBe(20_000)
    expect(wait({ statedMillis: 20 })).toBe(1_000)
    expect(wait({ retry: "throttle", wait: { _tag: "Steps", millis: [minute, 5 * minute] } }, 1)).toBe(5 * minute)
    expect(wait({ retry: "never", wait: { _tag: "None" } })).toBe(0)
    const again = RetryPlan.afterFailure(
      certainty,
      failure({ statedMillis: hour }),
      { number: 1, firstAtMillis: 0 },
      0,
      5
    )
    expect(again).toEqual({ _tag: "Again", atMillis: hour + 5 })
  })
})
