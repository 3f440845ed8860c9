import type * as Selection from "../routing/Selection.ts"
import type * as Hold from "../throttle/Hold.ts"
import type * as Ledger from "../throttle/Ledger.ts"

/** What becomes of one message of a plan (SPEC RL-12). */

/** What a message waits for: a limit, or a hold, and how wide it reaches. */
export interface Binding {
  readonly limit: Ledger.Limit | "hold"
  readonly scope: Hold.Scope
}

/** It leaves. */
export interface Departure {
  readonly _tag: "Departs"
  /** Its place in the list, from 0. */
  readonly index: number
  readonly sender: string
  readonly atMillis: number
  /** What held it up when it was first in line; null when it left at once. */
  readonly waitedFor: Binding | null
}

/** It never leaves, whatever the clock says: somebody has to act, or it cannot be sent at all. */
export interface Stay {
  readonly _tag: "Stays"
  readonly index: number
  readonly obstacle: Obstacle
}

/** What a plan tells, one message at a time. */
export type Step = Departure | Stay

/**
 * Why a message never leaves.
 *
 * - `Malformed`: its units are no positive number, or more than a million, or no calendar knows its due time.
 * - `NoSender`: it names a sender that is not there, or there is none at all.
 * - `NoTemplate`: no sender that may take it has its template.
 * - `Held`: a hold that only somebody's act ends.
 * - `NeverAdmitted`: a limit that admits nothing, as one of 0 a second.
 * - `Behind`: an earlier message of its conversation never leaves, and conversations keep their order.
 */
export type Obstacle =
  | { readonly _tag: "Malformed"; readonly field: "units" | "dueMillis" }
  | { readonly _tag: "NoSender" }
  | { readonly _tag: "NoTemplate" }
  | { readonly _tag: "Held"; readonly hold: Hold.Hold }
  | { readonly _tag: "NeverAdmitted"; readonly limit: Ledger.Limit }
  | { readonly _tag: "Behind"; readonly index: number }

/** What a refusal binds by. */
export const bindingOf = (refusal: Selection.Refusal): Binding =>
  refusal._tag === "Held"
    ? { limit: "hold", scope: refusal.hold.scope }
    : { limit: refusal.limit, scope: refusal.scope }

/** The obstacle that a refusal is when nothing happens any more. */
export const obstacleOf = (refusal: Selection.Refusal): Obstacle =>
  refusal._tag === "Held" ? { _tag: "Held", hold: refusal.hold } : { _tag: "NeverAdmitted", limit: refusal.limit }
