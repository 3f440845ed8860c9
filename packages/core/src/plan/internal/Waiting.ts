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

/** What it asks of the limits at `nowMillis`: outside the recipient's service window it asks more (CLOUD_API 3.4). */
export const requestAt = ({ message, request }: Waiting, nowMillis: number): Ledger.Request => {
  const untilMillis = message.windowUntilMillis ?? null
  return untilMillis === null || nowMillis < untilMillis || request.outsideWindow === true
    ? request
    : { ...request, outsideWindow: true }
}

/** The order in which a lane takes what is due: by time, then by acceptance. */
export const isBefore = (a: Waiting, b: Waiting): boolean =>
  a.dueMillis < b.dueMillis || (a.dueMillis === b.dueMillis && a.index < b.index)
