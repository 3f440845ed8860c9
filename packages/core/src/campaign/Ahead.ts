import * as Allowance from "../throttle/Allowance.ts"
import type * as Throttle from "../throttle/Throttle.ts"
import * as Throughput from "../throttle/Throughput.ts"

/**
 * How much of all campaigns may wait at one sender's lane (SPEC RL-10).
 *
 * Little, so that a pause is obeyed at once, a message is bound to a sender as late as possible, and the queue stays as small as if there
 * were no campaign; but enough that a lane does not run dry while whoever feeds it is away: a crash and a new start take seconds.
 *
 * **Fairness.** Campaigns that share a sender have equal parts of this, whatever they have left. A lane takes bulk messages in the order in
 * which they were handed over, so equal parts in its queue are equal parts of what it sends; and a campaign that has nothing more to
 * hand over leaves its part to the others.
 */
export interface Bounds {
  /** How long a lane can work without being fed. */
  readonly aheadMillis: number
  /** At the largest rates this binds first. */
  readonly unitsMax: number
}

/** A lane works on for two minutes while nobody feeds it. */
export const defaults: Bounds = { aheadMillis: 120_000, unitsMax: 5_000 }

/** What of a sender it depends on. */
export type Terms = Pick<Throttle.Context, "pacing" | "standing" | "timeZone">

/** Units that leave a sender in a millisecond at most; Infinity where its policy limits neither window nor throughput. */
const perMilli = ({ pacing, standing, timeZone }: Terms, nowMillis: number): number => {
  const { ladder, senderWindow, throughput } = pacing
  const terms = { pacing: { ladder }, standing, timeZone }
  const window =
    senderWindow === null
      ? Number.POSITIVE_INFINITY
      : Allowance.at(terms, senderWindow, senderWindow.reputationInitial, nowMillis).thousandthsMax /
        (1_000 * senderWindow.windowMillis)
  const second = throughput === null ? Number.POSITIVE_INFINITY : Throughput.perSecond(throughput, standing) / 1_000
  return Math.min(window, second)
}

/** Units of all campaigns that may wait at a sender. */
export const units = (bounds: Bounds, terms: Terms, nowMillis: number): number =>
  Math.min(bounds.unitsMax, perMilli(terms, nowMillis) * bounds.aheadMillis)

/** One campaign's part of it. @param campaigns how many have something for this sender, this one among them. */
export const part = (unitsMax: number, campaigns: number): number => unitsMax / Math.max(1, campaigns)
