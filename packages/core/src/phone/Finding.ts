import { Schema } from "effect"
import * as E164 from "./E164.ts"

/** `error`: the number cannot be sent to as written. `warning`: it can, with a doubt. `info`: it was repaired. */
export const Severity = Schema.Literal("error", "warning", "info")
export type Severity = typeof Severity.Type

/** How a text is judged: `strict` takes E.164 alone, `lenient` repairs what leaves no doubt about the number. */
export const Mode = Schema.Literal("strict", "lenient")
export type Mode = typeof Mode.Type

/**
 * Every finding there is: the rule it comes from and its severity in each mode.
 *
 * What is not an error in lenient mode is a fault that lenient mode repairs; a warning there means that the repair rests
 * on an assumption. A guess about which number was meant (another calling code, a letter for a digit) is never a repair.
 */
const catalogue = {
  empty: { rule: "PH-01", strict: "error", lenient: "error" },
  "input-too-long": { rule: "PH-01", strict: "error", lenient: "error" },
  "plus-missing": { rule: "PH-01", strict: "error", lenient: "warning" },
  "exit-prefix": { rule: "PH-01", strict: "error", lenient: "info" },
  "national-form": { rule: "PH-01", strict: "error", lenient: "info" },
  "calling-code-missing": { rule: "PH-01", strict: "error", lenient: "error" },
  "calling-code-unknown": { rule: "PH-01", strict: "error", lenient: "error" },
  "national-missing": { rule: "PH-01", strict: "error", lenient: "error" },
  "national-too-short": { rule: "PH-01", strict: "error", lenient: "error" },
  "national-too-long": { rule: "PH-01", strict: "error", lenient: "error" },
  "national-length": { rule: "PH-01", strict: "error", lenient: "error" },
  separators: { rule: "PH-02", strict: "error", lenient: "info" },
  "invisible-characters": { rule: "PH-02", strict: "error", lenient: "info" },
  "foreign-digits": { rule: "PH-02", strict: "error", lenient: "info" },
  "plus-repeated": { rule: "PH-02", strict: "error", lenient: "info" },
  scheme: { rule: "PH-02", strict: "error", lenient: "info" },
  "decimal-point": { rule: "PH-02", strict: "error", lenient: "warning" },
  "digits-lost": { rule: "PH-02", strict: "error", lenient: "error" },
  extension: { rule: "PH-02", strict: "error", lenient: "error" },
  "forbidden-characters": { rule: "PH-02", strict: "error", lenient: "error" },
  "length-unusual": { rule: "PH-03", strict: "warning", lenient: "warning" },
  "trunk-prefix": { rule: "PH-04", strict: "error", lenient: "info" },
  "not-in-plan": { rule: "PH-04", strict: "error", lenient: "error" },
  "outdated-form": { rule: "PH-04", strict: "error", lenient: "warning" },
  "leading-zero": { rule: "PH-04", strict: "error", lenient: "warning" },
  "mobile-prefix": { rule: "PH-04", strict: "warning", lenient: "warning" },
  "calling-code-wrong": { rule: "PH-05", strict: "error", lenient: "error" },
  "calling-code-repeated": { rule: "PH-05", strict: "error", lenient: "error" },
  "two-readings": { rule: "PH-05", strict: "warning", lenient: "warning" },
  voip: { rule: "PH-06", strict: "warning", lenient: "warning" },
  "type-without-whatsapp": { rule: "PH-06", strict: "warning", lenient: "warning" },
  duplicate: { rule: "PH-09", strict: "warning", lenient: "warning" },
  "row-encoding": { rule: "PH-09", strict: "warning", lenient: "warning" },
  "row-unreadable": { rule: "PH-09", strict: "error", lenient: "error" }
} as const satisfies Record<string, { readonly rule: string; readonly strict: Severity; readonly lenient: Severity }>

/** Names one diagnosis; stable, for programs to act on. */
export type Code = keyof typeof catalogue

const isCode = (text: string): text is Code => Object.hasOwn(catalogue, text)

/** Every code, in the order of the rules. */
export const codes: ReadonlyArray<Code> = Object.keys(catalogue).filter(isCode)

/** One thing to say about a number. `suggestion` is the E.164 that was probably meant, null when that would be a guess in the dark. */
export const Finding = Schema.Struct({
  rule: Schema.String,
  code: Schema.Literal(...codes),
  severity: Severity,
  message: Schema.String,
  suggestion: Schema.NullOr(E164.E164)
})
export type Finding = typeof Finding.Type

/** A fault as the diagnosis sees it, before the mode decides how grave it is. */
export interface Fault {
  readonly code: Code
  readonly message: string
  /** A number of this fault's own, where it is not the one that the whole diagnosis arrives at. */
  readonly suggestion?: E164.E164
}

/** The finding that a fault is in a mode; `corrected` is what the whole diagnosis suggests. */
export const make = (mode: Mode, { code, message, suggestion }: Fault, corrected: E164.E164 | null): Finding => ({
  rule: catalogue[code].rule,
  code,
  severity: catalogue[code][mode],
  message,
  suggestion: suggestion ?? corrected
})

/** Whether any finding forbids sending. */
export const hasErrors = (findings: ReadonlyArray<Finding>): boolean =>
  findings.some((finding) => finding.severity === "error")
