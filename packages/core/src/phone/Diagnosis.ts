import * as CallingCode from "./CallingCode.ts"
import * as E164 from "./E164.ts"
import type { Fault } from "./Finding.ts"
import * as Plan from "./Plan.ts"
import * as Reform from "./Reform.ts"
import type { Region } from "./Region.ts"
import * as WrongCode from "./WrongCode.ts"
import type * as Writing from "./Writing.ts"

/**
 * Why a text is not the E.164 of a valid number, and which number it should have been (SPEC PH-01, PH-04, PH-05).
 *
 * `corrected` is beyond doubt once the faults are repaired (or an assumption that a fault names). `suspected` is a
 * guess worth showing. At most one of them is given.
 */
export interface Diagnosis {
  readonly faults: ReadonlyArray<Fault>
  readonly corrected: E164.Parts | null
  readonly suspected: E164.Parts | null
  /** What could be made out of the text as it stands. */
  readonly region: string | null
  readonly callingCode: string | null
  readonly nationalNumber: string | null
}

/**
 * Diagnoses digits.
 *
 * @param region where a number without a calling code is dialled; null when nothing is known about the sender of the list.
 */
export const diagnose = (writing: Extract<Writing.Writing, { _tag: "Digits" }>, region: Region | null): Diagnosis => {
  const { digits, faults, plus } = writing
  const found = plus ? afterPlus(digits, region) : withoutPlus(digits, region)
  return { ...found, faults: [...faults, ...found.faults] }
}

const exit = "00"

const afterPlus = (digits: string, region: Region | null): Diagnosis => {
  const read = international(digits, region)
  if (read.corrected !== null || !digits.startsWith("0")) return read
  if (digits.startsWith(exit)) return prefixed(exitPrefix(exit), international(digits.slice(exit.length), region))
  const home = region === null ? null : domestic(digits, region)
  return home === null ? read : { ...read, suspected: home }
}

const withoutPlus = (digits: string, region: Region | null): Diagnosis => {
  const left = leaving(digits, region)
  if (left !== null && left.corrected !== null) return left
  const home = region === null ? null : domestic(digits, region)
  const abroad = international(digits, region)
  if (home !== null) return atHome(home, digits, abroad)
  if (abroad.corrected !== null) return prefixed(plusMissing(abroad), abroad)
  if (left !== null) return left
  if (region !== null && !startsWithCode(digits, region)) return astray(digits, region)
  return digits.startsWith("0")
    ? {
        ...abroad,
        faults: [{ code: "calling-code-missing", message: "written as dialled inside a country: no calling code" }]
      }
    : prefixed(plusMissing(abroad), abroad)
}

/**
 * The number dialled from abroad: what follows the digits that leave a country.
 *
 * `00` is tried before the region's own digits (`011`), because in some regions those go on with a carrier's digits, which
 * cannot be told from a calling code (Hong Kong: `00` and `008`).
 */
const leaving = (digits: string, region: Region | null): Diagnosis | null => {
  const own = region === null ? null : (Plan.ofRegion(region)?.exit?.exec(digits)?.[0] ?? null)
  const readings = [exit, ...(own === null ? [] : [own])].flatMap((prefix) => {
    const rest = digits.slice(prefix.length)
    return digits.startsWith(prefix) && CallingCode.at(rest, 0) !== null
      ? [prefixed(exitPrefix(prefix), international(rest, region))]
      : []
  })
  return readings.find(({ corrected }) => corrected !== null) ?? readings[0] ?? null
}

/** The number that these digits reach when dialled in a region, or null. */
const domestic = (digits: string, region: Region): E164.Parts | null => {
  const plan = Plan.ofRegion(region)
  const code = plan === null ? null : CallingCode.of(plan.callingCode)
  if (plan === null || code === null) return null
  return E164.parse(`+${code.digits}${CallingCode.significant(code, digits, plan)}`)
}

const startsWithCode = (digits: string, region: Region): boolean => {
  const plan = Plan.ofRegion(region)
  return plan !== null && digits.startsWith(plan.callingCode)
}

const atHome = (home: E164.Parts, digits: string, abroad: Diagnosis): Diagnosis => {
  const national: Fault = {
    code: "national-form",
    message: `written as dialled in ${home.region ?? "its region"}: +${home.callingCode} is missing`
  }
  const other: ReadonlyArray<Fault> =
    abroad.corrected === null || abroad.corrected.e164 === home.e164
      ? []
      : [
          {
            code: "two-readings",
            message: `with a plus alone, ${digits} would be ${describe(abroad.corrected)}`,
            suggestion: abroad.corrected.e164
          }
        ]
  return { ...parts(home), faults: [national, ...other], corrected: home, suspected: null }
}

/** Digits that are no number of the region they were said to come from, nor of any calling code that they begin with. */
const astray = (digits: string, region: Region): Diagnosis => {
  const plan = Plan.ofRegion(region)
  const code = plan === null ? null : CallingCode.of(plan.callingCode)
  const missing: Fault = {
    code: "calling-code-missing",
    message: `no calling code, and no number of ${region} as dialled`
  }
  if (plan === null || code === null) return { ...nothing, faults: [missing] }
  const national = CallingCode.significant(code, digits, plan)
  return {
    ...nothing,
    region,
    callingCode: code.digits,
    nationalNumber: national,
    faults: [missing, notInPlan(code, national, plan)]
  }
}

/** Digits that should begin with a calling code. */
const international = (digits: string, region: Region | null): Diagnosis => {
  const code = CallingCode.at(digits, 0)
  if (code === null) {
    const message = digits.startsWith("0")
      ? "no calling code begins with 0"
      : `+${digits.slice(0, 3)} begins with no country's calling code`
    return { ...nothing, faults: [{ code: "calling-code-unknown", message }] }
  }
  const dialled = digits.slice(code.digits.length)
  const national = CallingCode.significant(code, dialled)
  const valid = E164.parse(`+${code.digits}${national}`)
  if (valid !== null) {
    const trunk: Fault = {
      code: "trunk-prefix",
      message: `${dialled} after +${code.digits} is written as dialled inside the country; it is ${national}`
    }
    return { ...parts(valid), faults: national === dialled ? [] : [trunk], corrected: valid, suspected: null }
  }
  const { plan, region: placed } = CallingCode.place(code, national)
  const context = { region: placed, callingCode: code.digits, nationalNumber: national === "" ? null : national }
  if (national === "")
    return {
      ...nothing,
      ...context,
      faults: [{ code: "national-missing", message: `nothing follows ${label(code, placed)}` }]
    }
  const reformed = Reform.of(code, dialled)
  if (reformed !== null)
    return { ...parts(reformed.number), faults: [reformed.fault], corrected: reformed.number, suspected: null }
  return { ...nothing, ...context, ...suspect(code, dialled, region, notInPlan(code, national, plan)) }
}

const suspect = (
  code: CallingCode.CallingCode,
  dialled: string,
  region: Region | null,
  fault: Fault
): Pick<Diagnosis, "faults" | "suspected"> => {
  const repeated = dialled.startsWith(code.digits) ? E164.parse(`+${dialled}`) : null
  if (repeated !== null)
    return {
      suspected: repeated,
      faults: [{ code: "calling-code-repeated", message: `+${code.digits} is written twice` }]
    }
  const home = region === null ? null : (domestic(dialled, region) ?? domestic(`${code.digits}${dialled}`, region))
  const meant = home ?? WrongCode.meant(code, dialled)
  if (meant === null) return { suspected: null, faults: [fault] }
  return {
    suspected: meant,
    faults: [
      { code: "calling-code-wrong", message: `${fault.message}; under +${meant.callingCode} it is ${describe(meant)}` }
    ]
  }
}

/**
 * Why a national number is not valid: its length, or its digits.
 *
 * The length is held against what fixed and mobile numbers have there, since special services make nearly any length
 * possible. Where that says nothing, a number that one digit more or less would complete is one of a wrong length too.
 */
const notInPlan = (code: CallingCode.CallingCode, national: string, plan: Plan.Plan): Fault => {
  const owner = label(code, plan.region)
  const lengths = `${owner} takes ${counts(plan.usualLengths)} digits after the code; ${national} has ${national.length}`
  switch (Plan.fit(plan.usualLengths, national.length)) {
    case "too-short":
      return { code: "national-too-short", message: lengths }
    case "too-long":
      return { code: "national-too-long", message: lengths }
    case "between":
      return { code: "national-length", message: lengths }
    case "possible":
      switch (WrongCode.digitsOff(code, national)) {
        case "missing":
          return { code: "national-too-short", message: `${national} is one digit short of a number of ${owner}` }
        case "extra":
          return { code: "national-too-long", message: `${national} is one digit more than a number of ${owner}` }
        case null:
          return { code: "not-in-plan", message: `no number of ${owner} is ${national}` }
      }
  }
}

const nothing: Diagnosis = {
  faults: [],
  corrected: null,
  suspected: null,
  region: null,
  callingCode: null,
  nationalNumber: null
}

const parts = ({ callingCode, nationalNumber, region }: E164.Parts) => ({ callingCode, nationalNumber, region })

const prefixed = (fault: Fault, rest: Diagnosis): Diagnosis => ({ ...rest, faults: [fault, ...rest.faults] })

const exitPrefix = (digits: string): Fault => ({
  code: "exit-prefix",
  message: `${digits} leaves one country for another when dialled; E.164 begins with +`
})

const plusMissing = (read: Diagnosis): Fault => ({
  code: "plus-missing",
  message:
    read.corrected === null
      ? "no +, and no number with one; if the calling code is missing too, name the region"
      : `no + before what is ${describe(read.corrected)}`
})

const label = (code: CallingCode.CallingCode, region: string | null): string =>
  region === null ? `+${code.digits}` : `+${code.digits} (${region})`

const describe = ({ e164, region, type }: E164.Parts): string =>
  region === null ? `${e164}, ${type}` : `${e164}, ${type} in ${region}`

/** `8`, `8 or 10`, `7 to 11`, `8, 10 or 11`. */
const counts = (lengths: ReadonlyArray<number>): string => {
  const first = lengths[0] ?? 0
  const last = lengths[lengths.length - 1] ?? 0
  if (lengths.length > 2 && last - first === lengths.length - 1) return `${first} to ${last}`
  return lengths.length <= 1 ? String(first) : `${lengths.slice(0, -1).join(", ")} or ${last}`
}
