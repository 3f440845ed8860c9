import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Sends of one sender that came to the same. */
export interface SendCount {
  /** `open`: without an answer yet. */
  readonly outcome: "accepted" | "refused" | "uncertain" | "open"
  readonly httpStatus: number | null
  readonly code: number | null
  /** The cause that a callback told of this very send after it was accepted; null where none did. */
  readonly toldCause: string | null
  readonly toldCode: number | null
  readonly count: number
}

/** What one sender's sends of late came to. */
export interface SenderStats {
  readonly senderId: string
  /** Sorted by their fields, so that every store answers alike. */
  readonly counts: ReadonlyArray<SendCount>
  /** 95th percentile (the value at or above it) from departure to answer; null without an answer. */
  readonly answerMillisP95: number | null
  /** The same from departure to the newest status, of those whose newest is `delivered`; null without any. */
  readonly deliveryMillisP95: number | null
  /** Units that left at `unitsSinceMillis` or later. */
  readonly units: number
  /** When the newest of them left. */
  readonly lastMillis: number
}

/** Which sends are looked at. */
export interface Asked {
  readonly senderIds: ReadonlyArray<string>
  readonly sinceMillis: number
  readonly unitsSinceMillis: number
  /** Of each sender, its newest: so that a look costs the same however much was sent. */
  readonly newestMax: number
}

/** What was counted for one account. */
export interface AccountCount {
  readonly accountId: string
  readonly count: number
}

/** The record of sends in figures, for those who watch (SPEC SF-03, SF-07, RT-02, WH-11). It names no recipient. */
export class SendStats extends Context.Tag("@sluice/engine/SendStats")<
  SendStats,
  {
    /** By name of the sender; those that sent nothing since are left out. */
    readonly recent: (asked: Asked) => Effect.Effect<ReadonlyArray<SenderStats>, StoreUnavailable>
    /** Messages that became dead letters at `sinceMillis` or later, whatever became of them since. By account; none is left out. */
    readonly deadLetters: (sinceMillis: number) => Effect.Effect<ReadonlyArray<AccountCount>, StoreUnavailable>
    /** Callbacks received since then on which two readings disagree. Likewise. */
    readonly quarantined: (sinceMillis: number) => Effect.Effect<ReadonlyArray<AccountCount>, StoreUnavailable>
    /** When the oldest send of these senders since then left that was accepted and of which no status has come; null where there is none. */
    readonly unheardMillis: (
      senderIds: ReadonlyArray<string>,
      sinceMillis: number
    ) => Effect.Effect<number | null, StoreUnavailable>
  }
>() {}
