import type * as Hold from "./Hold.ts"
import type * as Ladder from "./Ladder.ts"
import * as SenderLadder from "./SenderLadder.ts"
import type * as Throttle from "./Throttle.ts"
import { ownHolds } from "./internal/ownHolds.ts"

/**
 * What a step of the throttle means to others, as data: read off the states before and after it.
 *
 * - `WarningRaised`: use reached the warning share (RL-04); once, then not again until a whole window stayed below it.
 * - `HoldBegan`: the sender is held by its own doing, or that hold grew longer (same number); to be stored and shown. Rests of single
 *   pairs are not among them: they are seconds long, and `decide` names them.
 * - `Escalated`: a medium is handed up to the business (RL-06); numbers grow by one, so a repeat is told apart.
 * - `CooldownBegan`: the platform's cooldown did occur, by departures that were not admitted here (RL-08).
 * - `ReputationMoved`: the learned limit changed (RL-03).
 */
export type Signal =
  | { readonly _tag: "WarningRaised"; readonly share: number }
  | { readonly _tag: "HoldBegan"; readonly hold: Hold.Hold }
  | { readonly _tag: "Escalated"; readonly escalation: Ladder.Escalation }
  | { readonly _tag: "CooldownBegan"; readonly untilMillis: number }
  | { readonly _tag: "ReputationMoved"; readonly from: number; readonly to: number }

/** The signals of the step from `before` to `after`; none for most steps. */
export const between = (
  context: Throttle.Context,
  before: Throttle.State,
  after: Throttle.State
): ReadonlyArray<Signal> => {
  const signals: Array<Signal> = []
  if (after.window.warnings > before.window.warnings) {
    signals.push({ _tag: "WarningRaised", share: after.window.warnedShare })
  }
  if (after.ladder !== before.ladder || after.backoff !== before.backoff) {
    const earlier = ownHolds(context, before)
    for (const hold of ownHolds(context, after)) {
      const same = earlier.some((other) => other.number === hold.number && other.level === hold.level)
      const longer = !earlier.some((other) => other.untilMillis === hold.untilMillis)
      if (!same || longer) signals.push({ _tag: "HoldBegan", hold })
    }
    const escalation = SenderLadder.escalation(after.ladder)
    if (escalation !== null && escalation.number !== before.ladder.handedUp?.number) {
      signals.push({ _tag: "Escalated", escalation })
    }
  }
  if (after.run._tag === "Cooling" && after.run !== before.run) {
    signals.push({ _tag: "CooldownBegan", untilMillis: after.run.untilMillis })
  }
  if (after.reputation.factor !== before.reputation.factor) {
    signals.push({ _tag: "ReputationMoved", from: before.reputation.factor, to: after.reputation.factor })
  }
  return signals
}
