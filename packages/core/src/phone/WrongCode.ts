import * as CallingCode from "./CallingCode.ts"
import * as E164 from "./E164.ts"

/**
 * Which calling code was meant, when a number is valid only under another one (SPEC PH-05: a Taiwan mobile with +86).
 *
 * Nearly any digits are valid somewhere, so this looks only where mistakes come from, nearest first:
 * 1. the written code is one that has lost the second of two equal digits (886 written 86);
 * 2. the codes one slip of the hand away (a digit lost, added, changed, or two swapped) and those of the same zone
 *    (the same first digit: neighbours), unless the number is just one digit away from a number of the written code.
 * Only mobile numbers count, and only a single hit is an answer: two are a guess. Measured over the example number of every
 * region, written with every near code, 98 in 100 answers name the right code.
 */
export const meant = (written: CallingCode.CallingCode, dialled: string): E164.Parts | null => {
  const doubled = hits(near(written.digits).doubled, dialled)
  if (doubled.length > 0) return single(doubled)
  return isOneDigitOff(written, dialled) ? null : single(hits(near(written.digits).others, dialled))
}

/** Whether one digit more or less at the end would make a valid number under this code: then a digit is at fault. */
export const digitsOff = (code: CallingCode.CallingCode, dialled: string): "missing" | "extra" | null => {
  for (let digit = 0; digit <= 9; digit++) if (valid(code, `${dialled}${digit}`) !== null) return "missing"
  return valid(code, dialled.slice(0, -1)) === null ? null : "extra"
}

const isOneDigitOff = (code: CallingCode.CallingCode, dialled: string): boolean => digitsOff(code, dialled) !== null

/** The number that these digits are after a calling code, trunk prefix taken away, or null. */
const valid = (code: CallingCode.CallingCode, dialled: string): E164.Parts | null =>
  E164.parse(`+${code.digits}${CallingCode.significant(code, dialled)}`)

const single = <A>(found: ReadonlyArray<A>): A | null => (found.length === 1 ? (found[0] ?? null) : null)

const hits = (codes: ReadonlyArray<CallingCode.CallingCode>, dialled: string): ReadonlyArray<E164.Parts> =>
  codes.flatMap((code) => {
    const found = valid(code, dialled)
    return found !== null && (found.type === "mobile" || found.type === "fixed-or-mobile") ? [found] : []
  })

interface Near {
  readonly doubled: ReadonlyArray<CallingCode.CallingCode>
  readonly others: ReadonlyArray<CallingCode.CallingCode>
}

const nearOf = new Map<string, Near>()

/** The codes to look under for one written code; found once. */
const near = (written: string): Near => {
  const known = nearOf.get(written)
  if (known !== undefined) return known
  const others = CallingCode.all.filter((digits) => digits !== written)
  const resolve = (digits: string) => CallingCode.of(digits) ?? []
  const found = {
    doubled: others.filter((digits) => isDoubled(digits, written)).flatMap(resolve),
    others: others.filter((digits) => digits[0] === written[0] || isOneSlip(digits, written)).flatMap(resolve)
  }
  nearOf.set(written, found)
  return found
}

const without = (text: string, index: number): string => text.slice(0, index) + text.slice(index + 1)

const isDoubled = (long: string, short: string): boolean =>
  [...long].some((digit, index) => digit === long[index - 1] && without(long, index) === short)

const isOneLess = (long: string, short: string): boolean => [...long].some((_, index) => without(long, index) === short)

const isOneSlip = (a: string, b: string): boolean => {
  if (a.length !== b.length) return isOneLess(a, b) || isOneLess(b, a)
  const differing = [...a].flatMap((digit, index) => (digit === b[index] ? [] : [index]))
  const [first, second, third] = differing
  if (first === undefined || third !== undefined) return false
  return second === undefined || (second === first + 1 && a[first] === b[second] && a[second] === b[first])
}
