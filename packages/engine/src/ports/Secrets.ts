import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"
import type { AccountLabel, Sealed } from "./Vault.ts"

/** A secret as it is kept: sealed, by an owner and a name, and who put it there when. */
export interface StoredSecret {
  readonly label: AccountLabel
  readonly sealed: Sealed
  readonly putMillis: number
  /** For people: the name of the key or the tool that put it. */
  readonly putBy: string
}

/** Secrets of accounts that were given at run time; they stand above those of the accounts file (SF-04). No store can read them. */
export class Secrets extends Context.Tag("@sluice/engine/Secrets")<
  Secrets,
  {
    /** Replaces the one of the same label. */
    readonly put: (secret: StoredSecret) => Effect.Effect<void, StoreUnavailable>
    /**
     * The same secret under another key: who put it, and when, stay. Only where it is still the one of `before`, else it answers false and
     * changes nothing: another secret was put meanwhile, and stands.
     */
    readonly reseal: (label: AccountLabel, before: Sealed, after: Sealed) => Effect.Effect<boolean, StoreUnavailable>
    /** All of them, by account and field: one for each account at most, so there are few. */
    readonly list: Effect.Effect<ReadonlyArray<StoredSecret>, StoreUnavailable>
    /** How often anything was put or sealed anew. Whoever keeps what it has read asks for this alone, and reads again when it has grown. */
    readonly revision: Effect.Effect<number, StoreUnavailable>
  }
>() {}
