import type { Provider } from "@sluice/core/callback/providers/Provider"
import type { Gap } from "@sluice/core/delivery/Channel"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A callback as it arrived, before anything is understood of it. */
export interface NewCallback {
  readonly accountId: string
  readonly provider: Provider
  readonly receivedMillis: number
  /** How the body is to be read, as its header said; null where it said nothing. */
  readonly contentType: string | null
  /** The raw bytes, exactly as signed (WH-02). */
  readonly body: Uint8Array
  /** SHA-256 of account and body: a repeat of the same delivery has the same one (WH-03). */
  readonly digest: Uint8Array
  /** `pending` is processed; the others are kept as evidence only. */
  readonly verdict: "pending" | "bad-signature" | "malformed"
}

/** A callback that is durable, with the number under which its verdict is written. */
export interface StoredCallback extends NewCallback {
  readonly id: number
  /** True of one that was processed before and is processed again (`CallbackArchive.reopen`); left out of all others. */
  readonly applied?: boolean
}

/**
 * Bodies that are handed out at once hold no more bytes than this, but for one that alone is larger: `consume` and `quarantined` read whole
 * callbacks into memory, and the platform sends up to 3 MB in one.
 */
export const handedBytesMax = 16 * 1024 * 1024

/** A repeat is known for at least this long: longer than any platform repeats a delivery, which is seven days (CLOUD_API 3.6). */
export const repeatMillis = 8 * 86_400_000

/** A day of the log: it forgets by whole days of UTC. */
export const dayMillis = 86_400_000

/** What processing made of a callback. */
export interface Processed {
  readonly id: number
  readonly verdict: "processed" | "quarantined" | "malformed"
  /** Small JSON: counts, unknown paths, disagreements (WH-09, WH-11). */
  readonly report: Readonly<Record<string, unknown>>
  /** What is kept of it instead of what came, where it names somebody who was erased; left out, it stays as it came. */
  readonly left?: Pick<NewCallback, "body" | "contentType" | "digest">
}

/**
 * The durable log of callbacks (WH-03).
 *
 * `append` answers when the callbacks are durable; a repeated digest is processed once. "duplicate" is said of what the log knows to have
 * come: a log in the store knows all, one that is written without looking (Kafka) knows what the process appended lately, says "appended"
 * of other repeats, and drops them on their way to `consume`. `consume` hands pending
 * callbacks, oldest first, to `f` within one transaction and writes its verdicts with whatever `f` stored: a crash between
 * leaves them pending, so the effect is exactly once. Several consumers may run; each row goes to one at a time.
 */
export class CallbackLog extends Context.Tag("@sluice/engine/CallbackLog")<
  CallbackLog,
  {
    readonly append: (
      callbacks: ReadonlyArray<NewCallback>
    ) => Effect.Effect<ReadonlyArray<"appended" | "duplicate">, StoreUnavailable>
    /** How many were consumed. It hands out up to `limit` callbacks, and no more than `handedBytesMax`. */
    readonly consume: <E, R>(
      limit: number,
      f: (callbacks: ReadonlyArray<StoredCallback>) => Effect.Effect<ReadonlyArray<Processed>, E, R>
    ) => Effect.Effect<number, StoreUnavailable | E, R>
    /** Arrival of the oldest pending callback; null when all are processed. */
    readonly oldestPendingMillis: Effect.Effect<number | null, StoreUnavailable>
    /**
     * Arrival of the newest processed callback of each of these accounts: that it is signed and understood shows that the platform still calls
     * back. An account that has none is not in it.
     */
    readonly heardMillis: (
      accountIds: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyMap<string, number>, StoreUnavailable>
    /**
     * The spans since `sinceMillis` that are longer than `longerMillis` and in which no processed callback of the account arrived, oldest first: a
     * first one begins at `sinceMillis`, and what follows the newest callback is none yet (RT-04). It costs by the length of the span, not by
     * what arrived in it.
     */
    readonly gaps: (request: {
      readonly accountId: string
      readonly sinceMillis: number
      readonly longerMillis: number
    }) => Effect.Effect<ReadonlyArray<Gap>, StoreUnavailable>
    /**
     * Quarantined callbacks of an account that were received at `sinceMillis` or later, newest first: what may hold a status that was never
     * applied (WH-05). It looks through the newest `limit` quarantined ones of all accounts, so that it costs the same whatever is in the log.
     */
    readonly quarantined: (request: {
      readonly accountId: string
      readonly sinceMillis: number
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<StoredCallback>, StoreUnavailable>
    /**
     * Forgets the days that ended `keepMillis` before `nowMillis` or earlier, and digests that are older than `repeatMillis`; makes ready for the days to
     * come. A day on which something is still pending is kept as a whole. To be called now and then, by any number of processes; a log
     * that nobody maintains works all the same, and grows.
     */
    readonly maintain: (request: {
      readonly nowMillis: number
      readonly keepMillis: number
    }) => Effect.Effect<void, StoreUnavailable>
    readonly counts: Effect.Effect<Readonly<Record<string, number>>, StoreUnavailable>
  }
>() {}
