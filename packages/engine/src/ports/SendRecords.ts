import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What one sender sent within a span, as far as a reviewer needs it (RL-07): counts alone, no recipients. */
export interface SendSummary {
  readonly senderId: string
  /** Requests that left, or were about to. */
  readonly sends: number
  readonly accepted: number
  readonly refused: number
  /** Those that nobody answered, or not yet. */
  readonly unanswered: number
  /** The most within any minute. */
  readonly busiestMinute: number
  readonly firstMillis: number
  readonly lastMillis: number
  /** Refusals by their code and status: the most frequent first, of those as frequent the lower code and status. */
  readonly refusals: ReadonlyArray<{
    readonly code: number | null
    readonly httpStatus: number | null
    readonly count: number
  }>
}

/** The record of what has been sent, for people who have to judge it. */
export class SendRecords extends Context.Tag("@sluice/engine/SendRecords")<
  SendRecords,
  {
    /** Sends that began in a span, both ends included; senders without any are left out. By name of the sender. */
    readonly summary: (asked: {
      readonly senderIds: ReadonlyArray<string>
      readonly fromMillis: number
      readonly untilMillis: number
    }) => Effect.Effect<ReadonlyArray<SendSummary>, StoreUnavailable>
  }
>() {}
