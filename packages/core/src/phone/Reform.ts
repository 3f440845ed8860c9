import type * as CallingCode from "./CallingCode.ts"
import * as E164 from "./E164.ts"
import type { Fault } from "./Finding.ts"

/**
 * Numbers in a form that their country has given up, or that other countries' habits have spoilt (SPEC PH-04).
 *
 * Lists are old: they hold Brazilian mobiles from before the ninth digit, Mexican ones with the 1 that nobody dials since 2019, Ivorian
 * ones from before 2021. Each row rewrites such a number as its country did; what comes out counts only when the country's plan accepts it.
 */
interface Row {
  readonly callingCode: string
  readonly from: RegExp
  /** As in `String.replace`. */
  readonly to: string
  readonly code: "outdated-form" | "leading-zero" | "trunk-prefix"
  readonly why: string
}

const rows: ReadonlyArray<Row> = [
  {
    callingCode: "55",
    from: /^([1-9]\d)([6-9]\d{7})$/,
    to: "$19$2",
    code: "outdated-form",
    why: "mobile numbers of Brazil have a 9 after the area code since 2016"
  },
  {
    callingCode: "52",
    from: /^(?:1|044|045)([1-9]\d{9})$/,
    to: "$1",
    code: "outdated-form",
    why: "numbers of Mexico have no prefix for mobiles since 2019"
  },
  {
    callingCode: "225",
    from: /^([04-9][0-3]\d{6})$/,
    to: "01$1",
    code: "outdated-form",
    why: "numbers of Ivory Coast have ten digits since 2021"
  },
  {
    callingCode: "225",
    from: /^([04-9][4-6]\d{6})$/,
    to: "05$1",
    code: "outdated-form",
    why: "numbers of Ivory Coast have ten digits since 2021"
  },
  {
    callingCode: "225",
    from: /^([04-9][7-9]\d{6})$/,
    to: "07$1",
    code: "outdated-form",
    why: "numbers of Ivory Coast have ten digits since 2021"
  },
  {
    callingCode: "229",
    from: /^([2-9]\d{7})$/,
    to: "01$1",
    code: "outdated-form",
    why: "numbers of Benin have ten digits since 2024"
  },
  {
    callingCode: "39",
    from: /^0(3\d{8,9})$/,
    to: "$1",
    code: "trunk-prefix",
    why: "mobile numbers of Italy have no 0 in front"
  },
  {
    callingCode: "39",
    from: /^([1-9]\d{5,9})$/,
    to: "0$1",
    code: "leading-zero",
    why: "fixed lines of Italy keep their 0, also from abroad"
  }
]

/** A number as its country writes it today, and the fault of the form that it was written in. */
export interface Reformed {
  readonly number: E164.Parts
  readonly fault: Fault
}

/** What digits that are not in the plan were in a form that has been given up; null where no reform explains them. */
export const of = (code: CallingCode.CallingCode, national: string): Reformed | null => {
  for (const row of rows) {
    if (row.callingCode !== code.digits || !row.from.test(national)) continue
    const number = E164.parse(`+${code.digits}${national.replace(row.from, row.to)}`)
    if (number !== null)
      return { number, fault: { code: row.code, message: `${row.why}: ${national} is ${number.nationalNumber} now` } }
  }
  return null
}

/**
 * The mobile number that a fixed line of Argentina would be: from abroad its mobiles take a 9 after the calling code, and lists leave it out.
 * Null for every other number.
 */
export const argentineMobile = ({ callingCode, nationalNumber, type }: E164.Parts): E164.Parts | null => {
  if (callingCode !== "54" || type !== "fixed") return null
  const mobile = E164.parse(`+${callingCode}9${nationalNumber}`)
  return mobile?.type === "mobile" ? mobile : null
}
