import { Schema } from "effect"
import type { Numbers } from "../policy/Numbers.ts"
import * as Diagnosis from "./Diagnosis.ts"
import * as E164 from "./E164.ts"
import * as Finding from "./Finding.ts"
import * as LineType from "./LineType.ts"
import * as Reform from "./Reform.ts"
import type { Region } from "./Region.ts"
import * as Writing from "./Writing.ts"

/** What is common to both outcomes. `input` is the text as it was given. */
const about = {
  input: Schema.String,
  type: LineType.LineType,
  risk: LineType.Risk,
  findings: Schema.Array(Finding.Finding)
}

/** A number that can be sent to. `region` is null for worldwide codes; findings are warnings and repairs, never errors. */
export const Sendable = Schema.Struct({
  ...about,
  sendable: Schema.Literal(true),
  e164: E164.E164,
  region: Schema.NullOr(Schema.String),
  callingCode: Schema.String,
  nationalNumber: Schema.String
})
export type Sendable = typeof Sendable.Type

/** A text that cannot be sent to, with at least one error. The parts are what could be made out, for display only. */
export const Unsendable = Schema.Struct({
  ...about,
  sendable: Schema.Literal(false),
  e164: Schema.Null,
  region: Schema.NullOr(Schema.String),
  callingCode: Schema.NullOr(Schema.String),
  nationalNumber: Schema.NullOr(Schema.String)
})
export type Unsendable = typeof Unsendable.Type

/** The judgement of one text, in the shape that `sluice numbers check --json` prints. */
export const Verdict = Schema.Union(Sendable, Unsendable)
export type Verdict = typeof Verdict.Type

/** How to judge; strict without a region when left out. */
export interface Options {
  readonly mode: Finding.Mode
  /** Where numbers without a calling code are dialled: strict mode suggests by it, lenient mode completes by it. */
  readonly defaultRegion?: Region
}

const strict: Options = { mode: "strict" }

/**
 * Judges one text (SPEC PH-01 to PH-06).
 *
 * In strict mode `sendable` means exactly: libphonenumber-js (max) parses the text, finds it valid, and the text already
 * is the E.164 it prints. In lenient mode it means that the text can be repaired to such a number; each repair is a
 * finding, a warning where it rests on an assumption. Every other fault is an error with, where one exists, the number
 * that was probably meant.
 *
 * Total for any string; texts of more than 250 characters are refused unread. Findings are built only when there is
 * something to say, so a valid number costs a few pattern matches (PH-07).
 */
export const judge = (policy: Numbers, input: string, options: Options = strict): Verdict => {
  const valid = E164.parse(input)
  return valid === null ? examine(policy, input, options) : sendable(policy, input, valid, options.mode, none)
}

/** The verdict on a row of a list out of which no number can be read (SPEC PH-09); `input` is what stands there. */
export const unreadable = (input: string, reason: string): Unsendable =>
  unsendable(input, null, null, null, [Finding.make("strict", { code: "row-unreadable", message: reason }, null)])

/** A verdict with one more thing to say about the row it comes from (SPEC PH-09): a duplicate, broken encoding. */
export const noting = (verdict: Verdict, fault: Finding.Fault): Verdict => ({
  ...verdict,
  findings: [...verdict.findings, Finding.make("strict", fault, null)]
})

const none: ReadonlyArray<Finding.Finding> = []

const examine = (policy: Numbers, input: string, options: Options): Verdict => {
  const { mode, defaultRegion = null } = options
  const writing = Writing.read(input)
  if (writing._tag === "Unreadable")
    return unsendable(
      input,
      null,
      null,
      null,
      writing.faults.map((fault) => Finding.make(mode, fault, null))
    )
  const found = Diagnosis.diagnose(writing, defaultRegion)
  const suggestion = (found.corrected ?? found.suspected)?.e164 ?? null
  const findings = found.faults.map((fault) => Finding.make(mode, fault, suggestion))
  return mode === "lenient" && found.corrected !== null && !Finding.hasErrors(findings)
    ? sendable(policy, input, found.corrected, mode, findings)
    : unsendable(input, found.region, found.callingCode, found.nationalNumber, findings)
}

const sendable = (
  policy: Numbers,
  input: string,
  number: E164.Parts,
  mode: Finding.Mode,
  repairs: ReadonlyArray<Finding.Finding>
): Sendable => ({
  input,
  sendable: true,
  e164: number.e164,
  region: number.region,
  callingCode: number.callingCode,
  nationalNumber: number.nationalNumber,
  type: number.type,
  risk: LineType.risk(number.type),
  findings: doubts(policy, number, mode, repairs)
})

const unsendable = (
  input: string,
  region: string | null,
  callingCode: string | null,
  nationalNumber: string | null,
  findings: ReadonlyArray<Finding.Finding>
): Unsendable => ({
  input,
  sendable: false,
  e164: null,
  region,
  callingCode,
  nationalNumber,
  type: "unknown",
  risk: "unknown",
  findings
})

/** Warnings about a valid number: unusual lengths (PH-03), mobiles without their prefix (PH-04), lines at risk or without WhatsApp (PH-06). */
const doubts = (
  policy: Numbers,
  number: E164.Parts,
  mode: Finding.Mode,
  repairs: ReadonlyArray<Finding.Finding>
): ReadonlyArray<Finding.Finding> => {
  const { callingCode, nationalNumber: national, type } = number
  const digits = callingCode.length + national.length
  const usual =
    digits >= policy.digitsMin &&
    digits <= policy.digitsMax &&
    national.length >= policy.nationalDigitsMin &&
    national.length <= policy.nationalDigitsMax
  const whatsApp = LineType.whatsApp(type)
  const mobile = Reform.argentineMobile(number)
  if (usual && whatsApp !== "never" && type !== "voip" && mobile === null) return repairs

  const found = [...repairs]
  if (!usual) {
    const { digitsMax, digitsMin, nationalDigitsMax, nationalDigitsMin } = policy
    const message = `${digits} digits, ${national.length} after the code: valid here, but most have ${digitsMin} to ${digitsMax} and ${nationalDigitsMin} to ${nationalDigitsMax}`
    found.push(Finding.make(mode, { code: "length-unusual", message }, null))
  }
  if (mobile !== null) {
    const message = `a fixed line of Argentina; if it is a mobile, a 9 is missing: ${mobile.e164}`
    found.push(Finding.make(mode, { code: "mobile-prefix", message }, mobile.e164))
  }
  if (type === "voip")
    found.push(
      Finding.make(mode, { code: "voip", message: "a VoIP or virtual number: high risk, verify it first" }, null)
    )
  if (whatsApp === "never")
    found.push(
      Finding.make(mode, { code: "type-without-whatsapp", message: `a ${type} line cannot hold WhatsApp` }, null)
    )
  return found
}
