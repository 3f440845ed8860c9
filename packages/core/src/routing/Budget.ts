import * as Allowance from "../throttle/Allowance.ts"
import type * as Throttle from "../throttle/Throttle.ts"
import * as Throughput from "../throttle/Throughput.ts"

/**
 * How much a sender may have waiting at its lane when several take turns (SPEC RL-10): as many units as its limit lets through in one
 * window, or in one second where the limit is a throughput.
 *
 * So a lane never runs dry while there is something to send, and a message is bound to a sender as late as that allows: what is still to
 * be dealt can go elsewhere when a sender rests or is held.
 */

/** Where a policy limits neither window nor throughput: enough for any lane between two looks. */
const unlimitedUnits = 1_000

/** Units that may wait at a sender. */
export const units = (context: Throttle.Context, state: Throttle.State, nowMillis: number): number => {
  const { senderWindow, throughput } = context.pacing
  const window =
    senderWindow === null
      ? unlimitedUnits
      : Allowance.at(context, senderWindow, state.reputation.factor, nowMillis).thousandthsMax / 1_000
  const second = throughput === null ? unlimitedUnits : Throughput.perSecond(throughput, context.standing)
  return Math.min(window, second)
}

/**
 * What may still be dealt to a sender where `queuedUnits` wait already. A message larger than the whole budget is dealt to a sender with
 * nothing else to do, as its limits let it leave when nothing else is in use.
 */
export const freeUnits = (budgetUnits: number, queuedUnits: number, messageUnits: number): number =>
  queuedUnits <= 0 ? Math.max(budgetUnits, messageUnits) : budgetUnits - queuedUnits
