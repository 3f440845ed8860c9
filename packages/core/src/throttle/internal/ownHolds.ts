import type * as Backoff from "../Backoff.ts"
import type * as Hold from "../Hold.ts"
import * as SenderLadder from "../SenderLadder.ts"
import type * as Throttle from "../Throttle.ts"

/** The rest after a throttle code, as a hold. */
export const backoffHold = (scope: "pair" | "sender", key: string, backoff: Backoff.State): Hold.Hold => ({
  scope,
  key,
  level: "throttle",
  number: backoff.number,
  sinceMillis: backoff.sinceMillis,
  untilMillis: backoff.untilMillis,
  needsReview: false,
  reason: "the platform asked to slow down",
  reviewFromMillis: null
})

/** The sender's own holds, newest of each kind, standing or over: from its ladder, and from throttle codes. */
export const ownHolds = (context: Throttle.Context, state: Throttle.State): ReadonlyArray<Hold.Hold> => {
  const ladder = context.pacing.ladder
  const rung = ladder === null ? null : SenderLadder.hold(ladder, state.ladder, context.sender)
  const backoff = state.backoff.number === 0 ? null : backoffHold("sender", context.sender, state.backoff)
  return [rung, backoff].filter((hold) => hold !== null)
}
