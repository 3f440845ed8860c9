import type { Template } from "../message/Template.ts"
import type { Status } from "./Approval.ts"
import * as Components from "./fit/components.ts"
import * as FitFinding from "./fit/FitFinding.ts"
import type { TemplateDraft } from "./TemplateDraft.ts"

/**
 * Whether a message may use its template (SPEC TP-07): refused here is refused before it is queued.
 *
 * - `Fits`: the template is approved, and the message's values fit it;
 * - `Refused`: with every reason. Where the template cannot be sent at all, its values are not looked at.
 */
export type Decision =
  | { readonly _tag: "Fits"; readonly template: TemplateDraft }
  | { readonly _tag: "Refused"; readonly findings: ReadonlyArray<FitFinding.FitFinding> }

/** A template of the account, and where its approval stands. */
export interface Known {
  readonly template: TemplateDraft
  readonly status: Status
}

const refused = (...findings: ReadonlyArray<FitFinding.FitFinding>): Decision => ({ _tag: "Refused", findings })

/** Why a template of this status cannot be sent; null where it can. */
const obstacle = (status: Status): FitFinding.FitFinding | null => {
  switch (status) {
    case "approved":
      return null
    case "paused":
      return FitFinding.make("template-paused", "name", "the template is paused")
    case "disabled":
      return FitFinding.make("template-disabled", "name", "the template is disabled")
    case "draft":
    case "submitted":
    case "rejected":
      return FitFinding.make("template-not-approved", "name", `the template is ${status}, and not approved`)
  }
}

/**
 * Judges a message's template content against the templates of its account.
 *
 * Name and language are compared as they are written, as the platform does: `en` does not stand for `en_US`.
 */
export const judge = (known: ReadonlyArray<Known>, { components, language, name }: Template): Decision => {
  const named = known.filter(({ template }) => template.name === name)
  if (named.length === 0) return refused(FitFinding.make("template-unknown", "name", `no template is called ${name}`))
  const one = named.find(({ template }) => template.language === language.code)
  if (one === undefined) {
    const languages = named.map(({ template }) => template.language)
    const only = languages.length === 1 ? (languages[0] ?? null) : null
    const message = `${name} is not there in ${language.code}, but in ${languages.join(", ")}`
    return refused(FitFinding.make("language-missing", "language", message, only))
  }
  const standing = obstacle(one.status)
  if (standing !== null) return refused(standing)
  const findings = Components.fit(one.template, components ?? [])
  return findings.length === 0 ? { _tag: "Fits", template: one.template } : refused(...findings)
}
