import { Schema } from "effect"

const severities = Schema.Literal("error", "warning")
/** `error`: the platform or the policy refuses the template. `warning`: it can be submitted, and its review is at risk. */
export type Severity = typeof severities.Type

/**
 * What a finding saves the author from: a refusal when the template is submitted (an `error_subcode` 2388xxx of code 100, or code 100
 * without one), or a rejection at its review by reason. Which subcode stands for which rule is this project's judgement where the
 * platform does not document it.
 */
const Foreseen = Schema.Literal(
  100,
  2388019,
  2388039,
  2388040,
  2388047,
  2388072,
  2388073,
  2388293,
  2388299,
  "INVALID_FORMAT",
  "ABUSIVE_CONTENT",
  "PROMOTIONAL"
)
/** A number is a code of the answer to the submission, a word a reason of the review (CLOUD_API 3.6). */
export type Foreseen = typeof Foreseen.Type

interface Entry {
  readonly rule: string
  readonly severity: Severity
  readonly foresees: Foreseen
}

const entry = (rule: string, severity: Severity, foresees: Foreseen): Entry => ({ rule, severity, foresees })

/** Every finding there is: the rule it comes from, how grave it is, and what it foresees. */
const catalogue = {
  abbreviation: entry("TP-02", "warning", "INVALID_FORMAT"),
  "percent-discount": entry("TP-03", "error", "PROMOTIONAL"),
  shortener: entry("TP-04", "error", "ABUSIVE_CONTENT"),
  "link-request": entry("TP-04", "error", "PROMOTIONAL"),
  "link-button": entry("TP-04", "warning", "PROMOTIONAL"),
  "raw-link": entry("TP-04", "warning", "INVALID_FORMAT"),
  shape: entry("TP-05", "error", 100),
  "name-format": entry("TP-05", "error", 100),
  "name-too-long": entry("TP-05", "error", 2388040),
  "language-format": entry("TP-05", "error", 100),
  "language-unknown": entry("TP-05", "warning", 100),
  "component-repeated": entry("TP-05", "error", 100),
  "component-order": entry("TP-05", "error", 100),
  "body-missing": entry("TP-05", "error", 2388072),
  "body-too-long": entry("TP-05", "error", 2388040),
  "header-empty": entry("TP-05", "error", 2388047),
  "header-too-long": entry("TP-05", "error", 2388040),
  "header-variables": entry("TP-05", "error", 2388047),
  "header-formatting": entry("TP-05", "error", 2388047),
  "header-category": entry("TP-05", "error", 2388047),
  "header-sample": entry("TP-05", "error", 2388047),
  "footer-empty": entry("TP-05", "error", 2388073),
  "footer-too-long": entry("TP-05", "error", 2388040),
  "footer-variables": entry("TP-05", "error", 2388073),
  "footer-formatting": entry("TP-05", "error", 2388073),
  "body-line-breaks": entry("TP-05", "error", 2388072),
  "body-blanks": entry("TP-05", "warning", "INVALID_FORMAT"),
  "body-emoji": entry("TP-05", "warning", "INVALID_FORMAT"),
  "variable-malformed": entry("TP-05", "error", 2388072),
  "variable-mixed": entry("TP-05", "error", 2388072),
  "variable-kind": entry("TP-05", "error", 2388072),
  "variable-numbering": entry("TP-05", "error", 2388072),
  "variable-repeated": entry("TP-05", "error", 2388072),
  "variable-adjacent": entry("TP-05", "error", "INVALID_FORMAT"),
  "variable-at-edge": entry("TP-05", "error", 2388299),
  "variable-ratio": entry("TP-05", "error", 2388293),
  "body-sample": entry("TP-05", "error", 2388072),
  "buttons-empty": entry("TP-05", "error", 100),
  "buttons-too-many": entry("TP-05", "error", 100),
  "buttons-of-kind": entry("TP-05", "error", 100),
  "buttons-order": entry("TP-05", "error", 100),
  "button-label-empty": entry("TP-05", "error", 100),
  "button-label-too-long": entry("TP-05", "error", 2388040),
  "button-label-variable": entry("TP-05", "error", 100),
  "button-label-formatting": entry("TP-05", "error", 100),
  "button-url-format": entry("TP-05", "error", 100),
  "button-url-too-long": entry("TP-05", "error", 2388040),
  "button-url-variable": entry("TP-05", "error", 100),
  "button-phone-format": entry("TP-05", "error", 100),
  "button-phone-too-long": entry("TP-05", "error", 2388040),
  "button-code-too-long": entry("TP-05", "error", 2388040),
  "button-sample": entry("TP-05", "error", 100),
  "authentication-parts": entry("TP-05", "error", 100),
  "authentication-button": entry("TP-05", "error", 100),
  "authentication-expiry": entry("TP-05", "error", 100),
  "authentication-app": entry("TP-05", "error", 100),
  "marketing-only": entry("TP-05", "error", 100),
  "offer-parts": entry("TP-05", "error", 100),
  "offer-too-long": entry("TP-05", "error", 2388040),
  "carousel-cards": entry("TP-05", "error", 100),
  "carousel-card-parts": entry("TP-05", "error", 100),
  "carousel-cards-differ": entry("TP-05", "error", 100),
  "sensitive-request": entry("TP-05", "error", "ABUSIVE_CONTENT"),
  "content-duplicate": entry("TP-05", "error", 100),
  "account-full": entry("TP-05", "error", 2388019),
  "status-fixed": entry("TP-05", "error", 2388039)
} as const satisfies Record<string, Entry>

/** Names one diagnosis; stable, for programs to act on. */
export type Code = keyof typeof catalogue

const isCode = (text: string): text is Code => Object.hasOwn(catalogue, text)

/** Every code, in the order of the rules. */
export const codes: ReadonlyArray<Code> = Object.keys(catalogue).filter(isCode)

/**
 * One thing to say about a draft (SPEC TP-01).
 *
 * `component` names the field: `name`, `header`, `body`, `buttons[0].url`, `carousel.cards[1].body`. `text` is the offending stretch of it
 * and begins `offset` UTF-16 code units into it, as editors and `String.slice` count; a finding about the whole field has its whole text
 * at 0, and the empty text where there is none. `suggestion` is what to write in place of `text`; words in angle brackets are the author's to fill in. It is null where only
 * the author can tell.
 */
export const Finding = Schema.Struct({
  rule: Schema.String,
  code: Schema.Literal(...codes),
  severity: severities,
  component: Schema.String,
  offset: Schema.Int,
  text: Schema.String,
  message: Schema.String,
  suggestion: Schema.NullOr(Schema.String),
  foresees: Foreseen
})
export type Finding = typeof Finding.Type

/** A field of the draft and its text. */
export interface Field {
  readonly component: string
  readonly text: string
}

/** A faulty variable is refused as a fault of the part that it stands in. */
const foreseen = (code: Code, component: string): Foreseen =>
  catalogue[code].foresees === 2388072 && component.endsWith("header") ? 2388047 : catalogue[code].foresees

const make = (
  code: Code,
  place: Pick<Finding, "component" | "offset" | "text">,
  message: string,
  suggestion: string | null
): Finding => ({
  rule: catalogue[code].rule,
  code,
  severity: catalogue[code].severity,
  ...place,
  message,
  suggestion,
  foresees: foreseen(code, place.component)
})

/** A finding about a whole field. */
export const whole = (code: Code, field: Field, message: string, suggestion: string | null = null): Finding =>
  make(code, { component: field.component, offset: 0, text: field.text }, message, suggestion)

/** A finding about the stretch from `start` to `end`, in UTF-16 code units of the field's text. */
export const stretch = (
  code: Code,
  field: Field,
  { end, start }: { readonly start: number; readonly end: number },
  message: string,
  suggestion: string | null = null
): Finding =>
  make(code, { component: field.component, offset: start, text: field.text.slice(start, end) }, message, suggestion)

/** Length of a text as the platform counts it: in Unicode code points. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Whether any finding forbids submitting. */
export const hasErrors = (findings: ReadonlyArray<Finding>): boolean =>
  findings.some(({ severity }) => severity === "error")
