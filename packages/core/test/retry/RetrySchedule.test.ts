import type { Failure } from "@sluice/core/failure/Failure"
import * as Classification from "@sluice/core/failure/Classification"
import type { RetrySchedule as Plan } from "@sluice/core/policy/Certainty"
import * as Policy from "@sluice/core/policy/Policy"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import * as RetrySchedule from "@sluice/core/retry/RetrySchedule"
import { Clock, Duration, Effect, Fiber, Random, Ref, type Schedule, TestClock, TestContext } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { certainty } = Policy.shipped["cloud-api"]
const hour = 3_600_000
const day = 24 * hour

const plans: fc.Arbitrary<Plan> = fc.record({
  baseMillis: fc.integer({ min: 1, max: hour }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  capMillis: fc.integer({ min: 1, max: day }),
  jitterShare: fc.double({ min: 0, max: 1, noNaN: true }),
  attemptsMax: fc.integer({ min: 1, max: 30 }),
  deadlineMillis: fc.integer({ min: 1, max: 30 * day })
})
const units = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 })
const takesMillis = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 5 })

/** The random source of a test: the given units, one a step, from the first again after the last. */
const source = (given: ReadonlyArray<number>) =>
  Effect.map(Ref.make(0), (index) =>
    Effect.map(
      Ref.getAndUpdate(index, (at) => at + 1),
      (at) => given[at % given.length] ?? 0
    )
  )

/** A clock that stands still until something sleeps, and then is where the sleep ends: many lives in little time. */
const leaping = (): Clock.Clock => {
  let nowMillis = 1_000
  const millis = (): number => nowMillis
  const nanos = (): bigint => BigInt(nowMillis) * 1_000_000n
  return {
    ...Clock.make(),
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.sync(() => {
        nowMillis += Duration.toMillis(duration)
      })
  }
}

/** When the tries begin that a schedule makes in virtual time, where each takes its time and then fails. */
const tries = <E>(
  scheduleOf: (firstAtMillis: number, randomUnit: Effect.Effect<number>) => Schedule.Schedule<unknown, E>,
  failureOf: (number: number) => E,
  given: { readonly units: ReadonlyArray<number>; readonly takesMillis: ReadonlyArray<number> }
): Promise<ReadonlyArray<number>> =>
  Effect.gen(function* () {
    const begun: Array<number> = []
    const attempt = Effect.gen(function* () {
      begun.push(yield* Clock.currentTimeMillis)
      yield* Effect.sleep(given.takesMillis[(begun.length - 1) % given.takesMillis.length] ?? 0)
      return yield* Effect.fail(failureOf(begun.length))
    })
    const firstAtMillis = yield* Clock.currentTimeMillis
    yield* Effect.exit(Effect.retry(attempt, scheduleOf(firstAtMillis, yield* source(given.units))))
    return begun
  }).pipe(Effect.withClock(leaping()), Effect.runPromise)

/** The same, lived through with the plan alone. */
const planned = (
  ask: (attempt: RetryPlan.Attempt, unit: number, nowMillis: number) => RetryPlan.Verdict,
  given: { readonly units: ReadonlyArray<number>; readonly takesMillis: ReadonlyArray<number> }
): ReadonlyArray<number> => {
  const begun = [1_000]
  for (;;) {
    const number = begun.length
    const endedMillis = (begun.at(-1) ?? 0) + (given.takesMillis[(number - 1) % given.takesMillis.length] ?? 0)
    const unit = given.units[(number - 1) % given.units.length] ?? 0
    const said = ask({ number, firstAtMillis: 1_000 }, unit, endedMillis)
    if (said._tag !== "Again") return begun
    begun.push(said.atMillis)
  }
}

describe("RetrySchedule", () => {
  it("RT-01: a schedule tries when its plan says, attempt by attempt, and ends when it ends", async () => {
    await fc.assert(
      fc.asyncProperty(plans, units, takesMillis, async (plan, someUnits, someMillis) => {
        const given = { units: someUnits, takesMillis: someMillis }
        const expected = planned((attempt, unit, now) => RetryPlan.next(plan, attempt, unit, now), given)
        const begun = await tries(
          (firstAtMillis, randomUnit) => RetrySchedule.make(plan, firstAtMillis, randomUnit),
          () => "failed",
          given
        )
        expect(begun).toEqual(expected)
        expect(begun.length).toBeLessThanOrEqual(plan.attemptsMax)
      }),
      { numRuns: 150, seed: 11 }
    )
  })

  it("RT-01, RL-07: by failures, each step is what the plan makes of that failure and its waits", async () => {
    const codes = [131000, 131016, 130429, 131056, 131049, 80007, 1, 2]
    const failure = fc
      .record({ code: fc.constantFrom(...codes), retryAfterMillis: fc.option(fc.integer({ min: 0, max: hour })) })
      .map((evidence) => Classification.classify({ provider: "cloud-api", httpStatus: 400, ...evidence }))
    const history = fc.array(failure, { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(history, units, takesMillis, async (failures, someUnits, someMillis) => {
        const [first, ...rest] = failures
        const given = { units: someUnits, takesMillis: someMillis }
        const failureOf = (number: number): Failure | undefined => [first, ...rest][(number - 1) % failures.length]
        const expected = planned((attempt, unit, now) => {
          const failed = failureOf(attempt.number)
          return failed === undefined
            ? { _tag: "AfterFix" }
            : RetryPlan.afterFailure(certainty, failed, attempt, unit, now)
        }, given)
        const begun = await tries<Failure>(
          (firstAtMillis, randomUnit) => RetrySchedule.ofFailures(certainty, firstAtMillis, randomUnit),
          (number) =>
            failureOf(number) ?? Classification.classify({ provider: "cloud-api", httpStatus: 400, code: 100 }),
          given
        )
        expect(begun).toEqual(expected)
      }),
      { numRuns: 60, seed: 12 }
    )
  })

  it.each([131026, 131047, 190])("RT-02: what waiting does not cure is not tried again: %d", async (code) => {
    const failure = Classification.classify({ provider: "cloud-api", httpStatus: 400, code })
    const begun = await tries<Failure>(
      (firstAtMillis, randomUnit) => RetrySchedule.ofFailures(certainty, firstAtMillis, randomUnit),
      () => failure,
      { units: [0.5], takesMillis: [10] }
    )
    expect(begun).toEqual([1_000])
  })

  it.each(["transient", "transientLimited", "throttled", "deferred"] as const)(
    "RT-01: on the test clock the policy's plan %s tries at the moments of its preview, and no sooner",
    async (name) => {
      const plan = { ...certainty[name], attemptsMax: Math.min(4, certainty[name].attemptsMax) }
      const latest = RetryPlan.preview(plan).map((step) => step.latestMillis)
      const { begun, early } = await Effect.gen(function* () {
        const begun: Array<number> = []
        const attempt = Effect.flatMap(Clock.currentTimeMillis, (now) => {
          begun.push(now)
          return Effect.fail("failed")
        })
        const schedule = RetrySchedule.make(plan, 0, Effect.succeed(1))
        const fiber = yield* Effect.fork(Effect.exit(Effect.retry(attempt, schedule)))
        yield* TestClock.adjust(Duration.millis((latest[1] ?? 0) - 1))
        const early = begun.length
        yield* TestClock.adjust("60 days")
        yield* Fiber.join(fiber)
        return { begun, early }
      }).pipe(Effect.provide(TestContext.TestContext), Effect.runPromise)
      expect(early).toBe(1)
      expect(begun).toEqual(latest)
    }
  )

  it("RT-01: an effect that succeeds is not repeated, and any random source will do", async () => {
    const outcome = await Effect.gen(function* () {
      const number = yield* Ref.make(0)
      const attempt = Effect.flatMap(
        Ref.updateAndGet(number, (n) => n + 1),
        (n) => (n < 3 ? Effect.fail("not yet") : Effect.succeed(n))
      )
      const fiber = yield* Effect.fork(Effect.retry(attempt, RetrySchedule.make(certainty.transient, 0, Random.next)))
      yield* TestClock.adjust("1 hour")
      return yield* Fiber.join(fiber)
    }).pipe(Effect.provide(TestContext.TestContext), Effect.runPromise)
    expect(outcome).toBe(3)
  })
})
