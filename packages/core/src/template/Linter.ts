import { Either } from "effect"
import type { Issue } from "../message/Issue.ts"
import type { Templates } from "../policy/Content.ts"
import * as Finding from "./Finding.ts"
import * as Part from "./Part.ts"
import type { Account, Context, Rule, Wording } from "./rules/Context.ts"
import { abbreviations } from "./rules/abbreviations.ts"
import { account } from "./rules/account.ts"
import { authentication } from "./rules/authentication.ts"
import { buttons } from "./rules/buttons.ts"
import { discounts } from "./rules/discounts.ts"
import { formatting } from "./rules/formatting.ts"
import { identity } from "./rules/identity.ts"
import { links } from "./rules/links.ts"
import { offers } from "./rules/offers.ts"
import { samples } from "./rules/samples.ts"
import { sensitive } from "./rules/sensitive.ts"
import { structure } from "./rules/structure.ts"
import { variables } from "./rules/variables.ts"
import * as TemplateDraft from "./TemplateDraft.ts"
import * as Variables from "./Variables.ts"
import * as Link from "./words/Link.ts"
import * as Words from "./words/Words.ts"

/**
 * Judges a template before it is submitted (SPEC TP-01 to TP-05): what the platform would refuse, and what its review would reject.
 *
 * Total on any draft. A wording rule looks at the first `judgedUnitsMax` units of a text; what is longer is a finding in itself.
 */

const rules: ReadonlyArray<Rule> = [
  identity,
  structure,
  formatting,
  variables,
  samples,
  buttons,
  authentication,
  offers,
  account,
  abbreviations,
  discounts,
  links,
  sensitive
]

/** Four times the longest body. */
const judgedUnitsMax = 4_096

const blanked = (text: string, places: ReadonlyArray<{ readonly start: number; readonly end: number }>): string =>
  places.reduce(
    (whole, { end, start }) => whole.slice(0, start) + "\uFFFC".repeat(end - start) + whole.slice(end),
    text
  )

const wordingOf = (field: Finding.Field): Wording => {
  const text = field.text.slice(0, judgedUnitsMax)
  const linkless = blanked(text, Link.links(text))
  return { field, linkless, bare: blanked(linkless, Variables.parse(linkless)) }
}

/** What the linter may be told besides the draft. */
export interface Options {
  /** Dictionaries; `Words.shipped` unless given, and `Words.extended` adds to them. */
  readonly words?: Words.Words
  /** What the account has already; nothing unless given. */
  readonly account?: Account
}

const emptyAccount: Account = { templates: [], templatesMax: null }

/**
 * Every finding of a draft, in the order of the rules; within a rule in the order of the components.
 *
 * @public For drafts that are decoded already.
 */
export const lint = (
  policy: Templates,
  draft: TemplateDraft.TemplateDraft,
  { account: had = emptyAccount, words = Words.shipped }: Options = {}
): ReadonlyArray<Finding.Finding> => {
  const context: Context = {
    policy,
    draft,
    language: Words.languageOf(words, draft.language),
    shorteners: words.shorteners,
    account: had,
    wording: Part.wording(draft).map(wordingOf)
  }
  return rules.flatMap((rule) => rule(context))
}

/** A fault of shape as a finding; components are named as in the draft's JSON. */
const shape = ({ message, path }: Issue): Finding.Finding =>
  Finding.whole(
    "shape",
    { component: path === "" ? "template" : path, text: "" },
    `${path === "" ? "the template" : path} ${message}`
  )

/** Reads and judges a draft as it comes from a file or a request; one that cannot be read has its faults of shape alone. */
export const lintJson = (policy: Templates, json: unknown, options: Options = {}): ReadonlyArray<Finding.Finding> =>
  Either.match(TemplateDraft.decode(json), {
    onLeft: (issues) => issues.map(shape),
    onRight: (draft) => lint(policy, draft, options)
  })
