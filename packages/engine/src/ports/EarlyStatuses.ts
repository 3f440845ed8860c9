import type { StatusChanged } from "@sluice/core/callback/Event"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A status whose message is not known yet; the event is its own JSON. */
export interface EarlyStatus {
  readonly wamid: string
  /** Whose secret signed it; null for what was parked before this was kept. */
  readonly accountId: string | null
  readonly receivedMillis: number
  readonly status: StatusChanged
  /** Its moment on the sender's timeline in epoch milliseconds (WH-07); null where it has none. */
  readonly stampMillis: number | null
}

/** Statuses that came before the answer that names their message (WH-03): parked until it does. */
export class EarlyStatuses extends Context.Tag("@sluice/engine/EarlyStatuses")<
  EarlyStatuses,
  {
    readonly park: (statuses: ReadonlyArray<EarlyStatus>) => Effect.Effect<void, StoreUnavailable>
    /**
     * Hands those whose message exists by now to `f`, oldest first, and takes them out, all in one transaction with what
     * `f` stores: a crash between leaves them parked. Answers how many were taken; `f` is not called for none.
     *
     * It costs as much as there are received at `sinceMillis` or later: a recent moment keeps it small, 0 asks for all.
     */
    readonly consumeKnown: <E, R>(
      request: { readonly limit: number; readonly sinceMillis: number },
      f: (statuses: ReadonlyArray<EarlyStatus>) => Effect.Effect<void, E, R>
    ) => Effect.Effect<number, StoreUnavailable | E, R>
    /**
     * Forgets those received before `beforeMillis`, and answers how many: a number may also be used from elsewhere, and what is not
     * ours would be parked for ever. The callback itself stays in the log.
     */
    readonly expire: (beforeMillis: number) => Effect.Effect<number, StoreUnavailable>
    readonly count: Effect.Effect<number, StoreUnavailable>
  }
>() {}
