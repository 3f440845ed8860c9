import * as MediaBreaker from "@sluice/core/guard/MediaBreaker"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Clock, Effect, Option, Schema } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"

/** The breaker's row in the limit ledger, one a sender. */
const scope = "media"

const decode = Schema.decodeUnknownOption(MediaBreaker.State)

const stateOf = (json: unknown): MediaBreaker.State => Option.getOrElse(decode(json), () => MediaBreaker.initial)

/** The suspension as a hold, numbered by its beginning. */
const holdOf = (state: Extract<MediaBreaker.State, { _tag: "Open" }>, senderId: string): Hold => ({
  scope,
  key: senderId,
  level: "throttle",
  number: state.sinceMillis,
  sinceMillis: state.sinceMillis,
  untilMillis: state.untilMillis,
  needsReview: false,
  reason: "media failed several times in a row; text goes on",
  reviewFromMillis: null
})

/** What media messages do to the breaker of their sender. */
export interface MediaHold {
  /**
   * One that departed at `departedMillis` failed for its media. The row and the hold change in one step.
   *
   * @returns the hold of the suspension that this failure began; null for every other.
   */
  readonly failed: (sender: Sender, departedMillis: number) => Effect.Effect<Hold | null, StoreUnavailable>
  /** The platform sent some on, with their media: a row is broken. Touches the store where there is one. */
  readonly passed: (sender: Sender, departures: ReadonlyArray<number>) => Effect.Effect<void, StoreUnavailable>
}

/**
 * Media failures in a row suspend the media of a sender (SPEC MD-03): its row is counted by whoever hears of them, lanes by answers and callbacks by
 * statuses, and the suspension is a hold of scope `media`, which every lane of the sender sees and `/v1/holds` shows. Media that wait stay queued.
 *
 * That the platform accepted a message does not break a row: it has not fetched the media then. That it sent the message on does.
 */
export const make: Effect.Effect<MediaHold, never, Holds | LedgerStore> = Effect.gen(function* () {
  const holds = yield* Holds
  const ledger = yield* LedgerStore

  const failed: MediaHold["failed"] = Effect.fn("MediaHold.failed")(function* (sender, departedMillis) {
    const nowMillis = yield* Clock.currentTimeMillis
    return yield* holds.rule(scope, sender.id, (json) => {
      const before = stateOf(json)
      const next = MediaBreaker.afterFailure(sender.policy.media, before, departedMillis, nowMillis)
      const began = next._tag === "Open" && next !== before ? holdOf(next, sender.id) : null
      return { answer: began, next, holds: began === null ? [] : [began] }
    })
  })

  const passed: MediaHold["passed"] = Effect.fn("MediaHold.passed")(function* (sender, departures) {
    const kept = stateOf(yield* ledger.read(scope, sender.id))
    // Nothing to break: the row of a sender whose media arrive is not written again and again.
    if (kept._tag === "Closed" && kept.failuresInRow === 0) return
    const nowMillis = yield* Clock.currentTimeMillis
    yield* ledger.modify(scope, sender.id, (json) => [
      undefined,
      departures.reduce(
        (state, departedMillis) => MediaBreaker.afterSuccess(state, departedMillis, nowMillis),
        stateOf(json)
      )
    ])
  })

  return { failed, passed }
})
