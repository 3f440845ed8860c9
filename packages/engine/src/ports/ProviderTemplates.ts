import type { TemplateDraft } from "@sluice/core/template/TemplateDraft"
import { Context, type Effect } from "effect"
import type { Account, Sender } from "./Directory.ts"
import type { ProviderUnwilling } from "./ProviderAnswer.ts"

/** A template as a provider has it. */
export interface ProviderTemplate {
  readonly id: string
  readonly name: string
  readonly language: string
  /** `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, … as the platform writes it. */
  readonly status: string
  readonly category: string | null
  /** `GREEN`, `YELLOW`, `RED`, `UNKNOWN`; null where it is not told. */
  readonly quality: string | null
  /** Why it was rejected, as `INVALID_FORMAT`; null where it was not. */
  readonly rejection: string | null
  /** All of it, as it was listed: what `registry/Import` reads. */
  readonly listed: unknown
}

/** A template that was handed in for approval. */
export interface Submitted {
  readonly id: string
  readonly status: string
  /** The category that the platform put it into; null where it does not say. */
  readonly category: string | null
}

/** The templates of an account at its provider (SPEC TP-06, CLOUD_API 3.7): read, and handed in for approval. */
export class ProviderTemplates extends Context.Tag("@sluice/engine/ProviderTemplates")<
  ProviderTemplates,
  {
    /** All templates of the business accounts that these senders are in. */
    readonly list: (
      account: Account,
      senders: ReadonlyArray<Sender>
    ) => Effect.Effect<ReadonlyArray<ProviderTemplate>, ProviderUnwilling>
    /** Every language of a name; none where the provider has none. */
    readonly named: (
      account: Account,
      senders: ReadonlyArray<Sender>,
      name: string
    ) => Effect.Effect<ReadonlyArray<ProviderTemplate>, ProviderUnwilling>
    /** Hands a draft in for approval, to the business account that the sender is in. */
    readonly submit: (
      account: Account,
      sender: Sender,
      draft: TemplateDraft
    ) => Effect.Effect<Submitted, ProviderUnwilling>
    /** Hands new content of a template in; `id` is the provider's. */
    readonly revise: (account: Account, id: string, draft: TemplateDraft) => Effect.Effect<void, ProviderUnwilling>
  }
>() {}
