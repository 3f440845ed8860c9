import type { Templates } from "../../policy/Content.ts"
import type { Field, Finding } from "../Finding.ts"
import type { Known } from "../Fit.ts"
import type { TemplateDraft } from "../TemplateDraft.ts"
import type { Language } from "../words/Language.ts"

/** What the account has already: it decides about duplicates and about room for one more. */
export interface Account {
  /** Templates that exist, and where their approval stands; the draft's own earlier version (same name and language) is not counted against it. */
  readonly templates: ReadonlyArray<Known>
  /** How many the account may have; null where that is not known (CLOUD_API 3.4: 250 until the business is verified). */
  readonly templatesMax: number | null
}

/** What every rule gets. */
export interface Context {
  readonly policy: Templates
  readonly draft: TemplateDraft
  readonly language: Language
  readonly shorteners: ReadonlyArray<string>
  readonly account: Account
  /** What the customer reads. */
  readonly wording: ReadonlyArray<Wording>
}

/**
 * A field with the forms of its text that words are looked for in. In these, what is no wording is replaced by as many U+FFFC, so that
 * places in them are places in the field; they may be cut, as no review reads a text of that length.
 */
export interface Wording {
  readonly field: Field
  /** Without links. */
  readonly linkless: string
  /** Without links and variables. */
  readonly bare: string
}

/** A rule of the linter. */
export type Rule = (context: Context) => ReadonlyArray<Finding>
