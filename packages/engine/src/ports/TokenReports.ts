import { Standing } from "@sluice/core/access/TokenStanding"
import type { Effect } from "effect"
import { Context, Schema } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What the last check of an account's token found. */
export const TokenReport = Schema.Struct({
  accountId: Schema.String,
  /** Which token it is about (`tokens/Fingerprint`). */
  fingerprint: Schema.String,
  /** Since when that is the account's token, as far as is known. */
  sinceMillis: Schema.Number,
  checkedMillis: Schema.Number,
  standing: Standing
})
export type TokenReport = typeof TokenReport.Type

/** The newest check of each account's token, for all processes and for people (SF-04). */
export class TokenReports extends Context.Tag("@sluice/engine/TokenReports")<
  TokenReports,
  {
    /** Replaces the report of the same account. */
    readonly put: (report: TokenReport) => Effect.Effect<void, StoreUnavailable>
    /** By account. */
    readonly list: Effect.Effect<ReadonlyArray<TokenReport>, StoreUnavailable>
  }
>() {}
