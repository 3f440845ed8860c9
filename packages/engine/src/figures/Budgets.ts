import * as Allowance from "@sluice/core/throttle/Allowance"
import * as Hold from "@sluice/core/throttle/Hold"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as Throttle from "@sluice/core/throttle/Throttle"
import * as Throughput from "@sluice/core/throttle/Throughput"
import * as Standings from "../dealing/Standings.ts"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import * as LaneLedger from "../dispatch/LaneLedger.ts"
import type { Sender } from "../ports/Directory.ts"
import type { PlacedHold } from "../ports/Holds.ts"

/** What keeps the next text of a sender back. */
export type Binding =
  | {
      readonly _tag: "Hold"
      /** The stored hold, for its page; null for one that the sender's own ledger tells. */
      readonly id: number | null
      readonly scope: Hold.Scope
      readonly level: Hold.Level
      /** Null where no clock ends it. */
      readonly untilMillis: number | null
    }
  /** One of the sender's own limits; null where the answer of a send in flight frees it. */
  | { readonly _tag: "Limit"; readonly limit: Throttle.Limit; readonly untilMillis: number | null }

/** What a sender may send, what of it is in use, and what binds it now (RL-01 to RL-08). */
export interface Budget {
  readonly senderId: string
  readonly tier: Sender["tier"]
  /** Learned, 1 at first (RL-03). */
  readonly reputation: number
  /** Units within `windowMillis`; null where its policy has no such limit. */
  readonly limitUnits: number | null
  readonly windowMillis: number | null
  /** Null where the limit is a throughput: a second is over before anybody has read it. */
  readonly usedUnits: number | null
  /** Null while nothing keeps a text back. */
  readonly binding: Binding | null
}

/** The hold that stops the sender as a whole for the longest. */
const longest = (sender: Sender, holds: ReadonlyArray<PlacedHold>): PlacedHold | null => {
  const keys = HoldKeys.lane(sender)
  const endOf = ({ hold }: PlacedHold): number => Hold.endMillis(hold) ?? Number.POSITIVE_INFINITY
  return holds
    .filter(({ hold }) => keys.some(({ key, scope }) => scope === hold.scope && key === hold.key))
    .reduce<PlacedHold | null>((most, one) => (most === null || endOf(one) > endOf(most) ? one : most), null)
}

const bindingOf = (
  sender: Sender,
  holds: ReadonlyArray<PlacedHold>,
  state: Throttle.State,
  nowMillis: number
): Binding | null => {
  const placed = longest(sender, holds)
  if (placed !== null) {
    const { level, scope } = placed.hold
    return { _tag: "Hold", id: placed.id, scope, level, untilMillis: Hold.endMillis(placed.hold) }
  }
  const obstacle = Throttle.obstacle(LaneLedger.contextOf(sender), state, Standings.anyText, nowMillis)
  switch (obstacle?._tag) {
    case undefined:
      return null
    case "Held":
      return {
        _tag: "Hold",
        id: null,
        scope: obstacle.hold.scope,
        level: obstacle.hold.level,
        untilMillis: obstacle.untilMillis
      }
    case "AwaitsAnswer":
      return { _tag: "Limit", limit: obstacle.limit, untilMillis: null }
    case "Waits":
      return { _tag: "Limit", limit: obstacle.limit, untilMillis: obstacle.untilMillis }
  }
}

/**
 * The budget of a sender by what its lane wrote last. What is in flight counts as answered now, so it may look a round trip better than its lane
 * sees it.
 *
 * @param holds those in force, of any scope.
 * @param ledger the sender's row; null for one that never sent.
 */
export const of = (sender: Sender, holds: ReadonlyArray<PlacedHold>, ledger: unknown, nowMillis: number): Budget => {
  const context = LaneLedger.contextOf(sender)
  const { senderWindow, throughput } = context.pacing
  const state = Recovery.recover(context, ledger, [], nowMillis)
  const factor = state.reputation.factor
  const limit =
    senderWindow !== null
      ? {
          limitUnits: Allowance.at(context, senderWindow, factor, nowMillis).thousandthsMax / 1_000,
          windowMillis: senderWindow.windowMillis,
          usedUnits: Standings.usedUnits(context, state, nowMillis)
        }
      : throughput !== null
        ? { limitUnits: Throughput.perSecond(throughput, context.standing), windowMillis: 1_000, usedUnits: null }
        : { limitUnits: null, windowMillis: null, usedUnits: null }
  return {
    senderId: sender.id,
    tier: sender.tier,
    reputation: factor,
    ...limit,
    binding: bindingOf(sender, holds, state, nowMillis)
  }
}
