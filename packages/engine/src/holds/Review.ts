import type * as Pacing from "@sluice/core/policy/Pacing"
import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as HoldRules from "@sluice/core/throttle/Hold"
import { Array, Clock, Data, Effect, Either, Option, Schema } from "effect"
import { Directory } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { PlacedHold, Review, Ruled } from "../ports/Holds.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import * as BulkStop from "../standing/BulkStop.ts"

/**
 * What a review did. `Reviewed`: the ladder lets the hold end, at `endsMillis` (RL-06: a medium lasts an hour at least). `Cleared`: nothing but
 * somebody's word held it, and it is over.
 */
export type Reviewed = Data.TaggedEnum<{ Reviewed: { readonly endsMillis: number }; Cleared: {} }>
const { Cleared, Reviewed } = Data.taggedEnum<Reviewed>()

/** No hold of that id is in force: it never was, or it is over. */
export class HoldUnknown extends Data.TaggedError("HoldUnknown")<{ readonly id: number }> {
  override get message(): string {
    return `no hold ${this.id}, or none that is in force`
  }
}

/** The hold ends by the clock alone: to lift it early would make the platform's worse (RL-07). */
export class HoldNotReviewable extends Data.TaggedError("HoldNotReviewable")<{
  readonly id: number
  readonly level: Hold["level"]
  readonly untilMillis: number | null
}> {
  override get message(): string {
    return `hold ${this.id} (${this.level}) ends by the clock, not by a review`
  }
}

const businessState = Schema.decodeUnknownOption(BusinessLadder.State)
const accountState = Schema.decodeUnknownOption(AccountLadder.State)

/** The ladder that a hold of a business or an account stands on; null where its policy has none, or it is no rung. */
const ladderOf = Effect.fn("Review.ladderOf")(function* (hold: Hold) {
  const directory = yield* Directory
  const senders = yield* directory.senders
  const own = senders.find(({ accountId, businessId }) =>
    hold.level === "medium" && hold.scope === "business" ? businessId === hold.key : accountId === hold.key
  )
  return hold.level === "medium" || hold.level === "severe" ? (own?.policy.pacing.ladder ?? null) : null
})

/** The ladder's row after the review, and the hold as it stands on it then; null where the ladder knows of a newer one, or of none. */
const onLadder = (ladder: Pacing.Ladder, hold: Hold, review: Review, json: unknown): Ruled<Hold | null> => {
  const ruled = (next: unknown, stands: Hold | null): Ruled<Hold | null> => ({
    answer: stands,
    next,
    holds: stands === null ? [] : [stands],
    review
  })
  if (hold.level === "medium") {
    const state = Option.getOrElse(businessState(json), () => BusinessLadder.initial)
    const next = Either.getOrNull(BusinessLadder.reviewed(ladder, state, hold.number, review.atMillis))
    return next === null ? ruled(json, null) : ruled(next, BusinessLadder.hold(ladder, next, hold.key))
  }
  const state = Option.getOrElse(accountState(json), () => AccountLadder.initial)
  const next = Either.getOrNull(AccountLadder.reviewed(ladder, state, hold.number, review.atMillis))
  return next === null ? ruled(json, null) : ruled(next, AccountLadder.hold(ladder, next, hold.key))
}

/** A stop of bulk traffic ends by its own rule: once complaints are below the threshold (ST-03). */
const liftBulk = Effect.fn("Review.liftBulk")(function* ({ hold, id }: PlacedHold, made: Review) {
  const directory = yield* Directory
  const standings = yield* SenderStandings
  const own = (yield* directory.senders).filter(({ businessId }) => businessId === hold.key)
  if (!Array.isNonEmptyReadonlyArray(own)) return yield* new HoldUnknown({ id })
  yield* Effect.catchTag(BulkStop.lift(own, yield* standings.list, hold, made), "NotStopped", () =>
    Effect.fail(new HoldUnknown({ id }))
  )
  return Reviewed({ endsMillis: made.atMillis })
})

/**
 * An operator has looked at what a hold is about, and lets it end (SPEC RL-06, RL-07). Who, when and what they noted stay with the hold.
 *
 * The ladder's row and the hold change in one step. Every lane behind the hold sees it at its next look.
 */
export const review = Effect.fn("Review.review")(function* (
  id: number,
  by: { readonly by: string; readonly note: string }
) {
  const holds = yield* Holds
  const nowMillis = yield* Clock.currentTimeMillis
  const placed = Option.getOrNull(yield* holds.find(id))
  if (placed === null || placed.clearedMillis !== null || !HoldRules.stands(placed.hold, nowMillis)) {
    return yield* new HoldUnknown({ id })
  }
  const { hold } = placed
  const made: Review = { ...by, atMillis: nowMillis }
  if (hold.scope === BulkStop.scope) return yield* liftBulk(placed, made)
  const ladder = yield* ladderOf(hold)
  if (ladder !== null) {
    const next = yield* holds.rule(hold.scope, hold.key, (json) => onLadder(ladder, hold, made, json))
    if (next !== null) return Reviewed({ endsMillis: Math.max(nowMillis, HoldRules.endMillis(next) ?? nowMillis) })
  }
  if (!hold.needsReview && hold.untilMillis !== null) {
    return yield* new HoldNotReviewable({ id, level: hold.level, untilMillis: hold.untilMillis })
  }
  // A rung that its ladder has left behind, a restriction, a fault that is mended: nothing but this row stands.
  if (!(yield* holds.clear(id, made))) return yield* new HoldUnknown({ id })
  return Cleared()
})
