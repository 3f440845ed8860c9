import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/**
 * State of the limit ledger by scope and key, as JSON (DESIGN.md, the kernel).
 *
 * The sender's own state is written by its lane with each `begin`; this is for the scopes that several senders share.
 * `modify` is atomic: concurrent calls on one key are applied one after the other, none is lost. What was never written is null.
 */
export class LedgerStore extends Context.Tag("@sluice/engine/LedgerStore")<
  LedgerStore,
  {
    readonly read: (scope: string, key: string) => Effect.Effect<unknown, StoreUnavailable>
    readonly modify: <A>(
      scope: string,
      key: string,
      f: (state: unknown) => readonly [answer: A, next: unknown]
    ) => Effect.Effect<A, StoreUnavailable>
  }
>() {}
