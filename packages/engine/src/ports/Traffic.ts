import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A span of the engine's clock, cut into steps that begin at `fromMillis`; the end is not in it. */
export interface Stepped {
  readonly fromMillis: number
  readonly untilMillis: number
  readonly stepMillis: number
}

/** What one sender sent within one step. */
export interface SendsOfStep {
  readonly senderId: string
  readonly fromMillis: number
  /** Requests that left, or were about to. */
  readonly sends: number
  readonly accepted: number
  readonly refused: number
}

/** Messages of one sender that failed for one reason (SF-01). */
export interface FailedMessages {
  readonly senderId: string
  /** Of the failure catalogue. */
  readonly cause: string
  readonly code: number | null
  readonly count: number
}

/** What became of the messages whose latest attempt began within a span. Each counts once. */
export interface Endings {
  readonly attempted: number
  /** By sender, the most frequent first. What failed before it was ever attempted is not among them. */
  readonly failed: ReadonlyArray<FailedMessages>
}

/** How long callbacks waited from their arrival until they were processed (WH-08), of those that arrived within one step. */
export interface WaitsOfStep {
  readonly fromMillis: number
  readonly callbacks: number
  readonly medianMillis: number
  readonly p95Millis: number
  readonly longestMillis: number
}

/**
 * The newest callbacks of an account that a look at waits reads at most: at a thousand a second an hour has millions, and the newest of them
 * tell how it goes now.
 */
export const waitsReadMax = 20_000

/** Figures over what has happened, for people who watch it. Reading them never slows a lane: nothing is locked. */
export class Traffic extends Context.Tag("@sluice/engine/Traffic")<
  Traffic,
  {
    /** Steps without sends are left out. By sender, then by time. */
    readonly sends: (
      asked: Stepped & { readonly senderIds: ReadonlyArray<string> }
    ) => Effect.Effect<ReadonlyArray<SendsOfStep>, StoreUnavailable>
    readonly endings: (asked: {
      readonly senderIds: ReadonlyArray<string>
      readonly fromMillis: number
      readonly untilMillis: number
    }) => Effect.Effect<Endings, StoreUnavailable>
    /** Over all of these accounts together, without those that were processed again; steps without callbacks are left out. */
    readonly waits: (
      asked: Stepped & { readonly accountIds: ReadonlyArray<string> }
    ) => Effect.Effect<ReadonlyArray<WaitsOfStep>, StoreUnavailable>
  }
>() {}
