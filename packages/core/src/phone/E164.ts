import { Brand, Schema } from "effect"
import * as CallingCode from "./CallingCode.ts"
import type { LineType } from "./LineType.ts"

/** A valid number in its one canonical writing: `+`, calling code, national number, nothing else (SPEC PH-01). */
export type E164 = string & Brand.Brand<"E164">

/** A valid number taken apart. */
export interface Parts {
  readonly e164: E164
  /** ISO 3166-1 alpha-2; null for a worldwide code, or where several regions share the code and none is certain. */
  readonly region: string | null
  readonly callingCode: string
  readonly nationalNumber: string
  readonly type: LineType
}

/** `+` and at most 3 + 17 digits: the longest that the library reads. Real numbers end at 15. */
const lengthMax = 21
const plus = 43

const brand = Brand.nominal<E164>()

/**
 * The parts of a text that is exactly the E.164 of a valid number, otherwise null.
 *
 * Exactly: libphonenumber-js (max) parses it, finds it valid, and prints it as it was given. A number that the library
 * would print otherwise (a trunk prefix after the calling code) is refused here and corrected by the diagnosis.
 * Total, and bounded for any input: texts longer than any number are refused unread.
 */
export const parse = (text: string): Parts | null => {
  if (text.length > lengthMax || text.charCodeAt(0) !== plus) return null
  const code = CallingCode.at(text, 1)
  if (code === null) return null
  const nationalNumber = text.slice(1 + code.digits.length)
  const { region, type } = CallingCode.place(code, nationalNumber)
  if (type === null || CallingCode.significant(code, nationalNumber) !== nationalNumber) return null
  return { e164: brand(text), region, callingCode: code.digits, nationalNumber, type }
}

/** Decodes and checks a number that claims to be E.164 already, as in a request or a database row. */
export const E164: Schema.Schema<E164, string> = Schema.String.pipe(
  Schema.filter((text) => parse(text) !== null, { message: () => "not the E.164 of a valid number" }),
  Schema.brand("E164")
)
