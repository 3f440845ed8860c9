import type { State } from "@sluice/core/template/Approval"
import type { TemplateDraft } from "@sluice/core/template/TemplateDraft"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What a template is called: the platform compares name and language as they are written. */
export interface TemplateKey {
  readonly accountId: string
  readonly name: string
  readonly language: string
}

/** How a template is received, in the platform's words (CLOUD_API 3.6). */
export interface Quality {
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`. */
  readonly score: string
  /** When the platform said so. */
  readonly atMillis: number
}

/** A template of an account and where its approval stands; its key is in the draft. */
export interface RegisteredTemplate {
  readonly accountId: string
  readonly draft: TemplateDraft
  readonly approval: State
  /** Left out until the platform says something of it. */
  readonly quality?: Quality
  /** The provider's id, by which it is revised; left out until the provider said it. */
  readonly platformId?: string
  /** As of when the draft's category is the platform's: older words of it change nothing. Left out where it never said. */
  readonly categoryMillis?: number
  readonly updatedMillis: number
}

/** What the registry knows of some names. */
export interface Registered {
  /** Nothing was ever imported for this account. */
  readonly isEmpty: boolean
  /** Every language of the names that were asked for. */
  readonly templates: ReadonlyArray<RegisteredTemplate>
}

/** The templates of each account, as they were imported and as the platform has reported on them since (SPEC TP-06, TP-07). */
export class Templates extends Context.Tag("@sluice/engine/Templates")<
  Templates,
  {
    readonly named: (accountId: string, names: ReadonlyArray<string>) => Effect.Effect<Registered, StoreUnavailable>
    /**
     * `f` decides on each template as it is, null where there is none; what it answers is kept, null leaves it alone. Atomic: concurrent
     * calls on one template are applied one after the other. Keys in the answers of `f` are those that were asked for.
     */
    readonly modify: (
      keys: ReadonlyArray<TemplateKey>,
      f: (known: RegisteredTemplate | null, index: number) => RegisteredTemplate | null
    ) => Effect.Effect<void, StoreUnavailable>
    /** In the order of (name, language) by code points; `after` is the last one of the page before. */
    readonly list: (page: {
      readonly accountId: string
      readonly after?: Omit<TemplateKey, "accountId">
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<RegisteredTemplate>, StoreUnavailable>
  }
>() {}
