import type * as Ledger from "../../throttle/Ledger.ts"
import type * as Campaign from "../Campaign.ts"
import type * as Step from "../Step.ts"

/** A message that has been read and has not left. */
export interface Waiting {
  readonly index: number
  readonly message: Campaign.Message
  readonly dueMillis: number
  readonly request: Ledger.Request
  readonly conversation: string
  /** At its lane: not asked about again before this, since a limit of its own conversation or template stands until then. */
  blockedUntilMillis: number
  waitedFor: Step.Binding | null
}

/** The order in which a lane takes what is due: by time, then by acceptance. */
export const isBefore = (a: Waiting, b: Waiting): boolean =>
  a.dueMillis < b.dueMillis || (a.dueMillis === b.dueMillis && a.index < b.index)
