import { describe, expect, it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as Review from "@sluice/engine/holds/Review"
import { Holds } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, Fiber, Layer, TestClock } from "effect"
import * as World from "../world.ts"

const ladder = Policy.shipped.guide.pacing.ladder

/** A medium of the business, as a lane hands it up. */
const medium = Effect.gen(function* () {
  if (ladder === null) return yield* Effect.dieMessage("the guide has a ladder")
  const ledger = yield* LedgerStore
  const hold = yield* ledger.modify("business", "business", () => {
    const state = BusinessLadder.escalated(ladder, BusinessLadder.initial, {
      number: 1,
      atMillis: 0,
      reason: "burst"
    })
    return [BusinessLadder.hold(ladder, state, "business"), state]
  })
  if (hold === null) return yield* Effect.dieMessage("a medium stands")
  const holds = yield* Holds
  return yield* holds.place(hold)
})

const place = (changes: Partial<Hold>) =>
  Effect.flatMap(Holds, (holds) =>
    holds.place({
      scope: "business",
      key: "business",
      level: "restriction",
      number: 1,
      sinceMillis: 0,
      untilMillis: null,
      needsReview: true,
      reason: "spam rate limit hit",
      reviewFromMillis: null,
      ...changes
    })
  )

const minutes = (count: number): number => count * 60_000

const active = Effect.flatMap(Holds, (holds) =>
  Effect.flatMap(Effect.clock, (clock) => holds.active(clock.unsafeCurrentTimeMillis()))
)

const worldOf = (provider: ReturnType<typeof World.scripted>) =>
  Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("guide")))

const world = worldOf(World.scripted(World.accepted))

describe("Review", () => {
  it.effect("RL-06: a reviewed medium ends after its hour, not before", () =>
    Effect.gen(function* () {
      const { id } = yield* medium
      yield* TestClock.adjust("10 minutes")
      expect(yield* Review.review(id, { by: "ada", note: "" })).toEqual({ _tag: "Reviewed", endsMillis: minutes(60) })
      yield* TestClock.adjust("49 minutes")
      expect(yield* active).toMatchObject([{ id, hold: { needsReview: false, untilMillis: minutes(60) } }])
      yield* TestClock.adjust("1 minute")
      expect(yield* active).toEqual([])
    }).pipe(Effect.provide(world))
  )

  it.effect("RL-06: without a review a medium stands for ever; a late one ends it at once", () =>
    Effect.gen(function* () {
      const { id } = yield* medium
      yield* TestClock.adjust("5 hours")
      expect(yield* active).toHaveLength(1)
      expect(yield* Review.review(id, { by: "ada", note: "" })).toEqual({ _tag: "Reviewed", endsMillis: minutes(300) })
      expect(yield* active).toEqual([])
    }).pipe(Effect.provide(world))
  )

  it.effect("RL-09: a lane that was held by a medium goes on by itself once the review has ended it", () => {
    const provider = World.scripted(World.accepted)
    return Effect.gen(function* () {
      const outbox = yield* Outbox
      const { id } = yield* medium
      yield* outbox.enqueue([World.message(1)])
      yield* TestClock.adjust("2 hours")
      const lane = yield* Effect.fork(Lane.run("sender", { ...Lane.defaults, runner: "test" }))
      yield* TestClock.adjust("5 seconds")
      expect(provider.sent).toEqual([])
      yield* Review.review(id, { by: "ada", note: "" })
      yield* TestClock.adjust("5 seconds")
      expect(provider.sent).toHaveLength(1)
      yield* Fiber.interrupt(lane)
    }).pipe(Effect.provide(worldOf(provider)))
  })

  it.effect("a second review of one medium changes nothing, so one whose answer was lost may be repeated", () =>
    Effect.gen(function* () {
      const { id } = yield* medium
      yield* TestClock.adjust("10 minutes")
      const first = yield* Review.review(id, { by: "ada", note: "" })
      yield* TestClock.adjust("10 minutes")
      expect(yield* Review.review(id, { by: "grace", note: "" })).toEqual(first)
    }).pipe(Effect.provide(world))
  )

  it.effect("a restriction that nobody but an operator ends is cleared", () =>
    Effect.gen(function* () {
      const { id } = yield* place({})
      expect(yield* Review.review(id, { by: "ada", note: "" })).toEqual({ _tag: "Cleared" })
      expect(yield* active).toEqual([])
      expect(yield* Effect.flip(Review.review(id, { by: "ada", note: "" }))).toEqual(new Review.HoldUnknown({ id }))
    }).pipe(Effect.provide(world))
  )

  it.effect("RL-07: a hold that the clock ends is not lifted early", () =>
    Effect.gen(function* () {
      const { id } = yield* place({ level: "throttle", needsReview: false, untilMillis: minutes(5) })
      expect(yield* Effect.flip(Review.review(id, { by: "ada", note: "" }))).toEqual(
        new Review.HoldNotReviewable({ id, level: "throttle", untilMillis: minutes(5) })
      )
      expect(yield* active).toHaveLength(1)
    }).pipe(Effect.provide(world))
  )
})
