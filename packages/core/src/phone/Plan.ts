import type { LineType } from "./LineType.ts"
import * as Metadata from "./internal/Metadata.ts"

/**
 * The numbering plan of one region, compiled from the library's metadata on first use (SPEC PH-04).
 *
 * Patterns match a whole national number in ASCII digits, so a match also proves that nothing else is in the text.
 */
export interface Plan {
  /** ISO 3166-1 alpha-2, or null for a calling code that belongs to no country. */
  readonly region: string | null
  readonly callingCode: string
  /** Possible lengths of a national number, ascending: of any, and of the fixed and mobile numbers that people have. */
  readonly lengths: ReadonlyArray<number>
  readonly usualLengths: ReadonlyArray<number>
  readonly national: RegExp
  readonly exit: RegExp | null
  readonly prefix: RegExp | null
  readonly prefixReplacement: string | null
  readonly leadingDigits: RegExp | null
  readonly fixed: Kind | null
  readonly mobile: Kind | null
  /** Every kind but fixed lines, in the order in which the library asks. */
  readonly others: ReadonlyArray<Kind>
}

/** Numbers of one type within a plan; bit n of `lengthBits` is set when n digits are possible. */
interface Kind {
  readonly type: LineType
  readonly lengthBits: number
  readonly pattern: RegExp
}

/** The library accepts no longer national number than this, whatever its plan says; lengths fit one 32-bit set. */
const nationalLengthMax = 17

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`)
const start = (pattern: string | null): RegExp | null => (pattern === null ? null : new RegExp(`^(?:${pattern})`))

const lengthBits = (lengths: ReadonlyArray<number>): number => lengths.reduce((bits, length) => bits | (1 << length), 0)

const kind = (raw: Metadata.RawPlan, index: number, type: LineType): Kind | null => {
  const found = raw.types[index] ?? null
  return found === null || found.pattern === ""
    ? null
    : { type, lengthBits: lengthBits(found.lengths), pattern: whole(found.pattern) }
}

/** A number that fits several types has the first of them, as in the library. */
const otherTypes: ReadonlyArray<readonly [index: number, type: LineType]> = [
  [Metadata.TypeIndex.mobile, "mobile"],
  [Metadata.TypeIndex.premium, "premium"],
  [Metadata.TypeIndex.tollFree, "toll-free"],
  [Metadata.TypeIndex.sharedCost, "shared-cost"],
  [Metadata.TypeIndex.voip, "voip"],
  [Metadata.TypeIndex.personal, "personal"],
  [Metadata.TypeIndex.pager, "pager"],
  [Metadata.TypeIndex.uan, "uan"],
  [Metadata.TypeIndex.voicemail, "voicemail"]
]

const usualLengths = (raw: Metadata.RawPlan): ReadonlyArray<number> => {
  const people = [raw.types[Metadata.TypeIndex.fixed], raw.types[Metadata.TypeIndex.mobile]]
  const lengths = new Set(people.flatMap((type) => type?.lengths ?? []))
  return lengths.size === 0 ? raw.lengths : [...lengths].sort((a, b) => a - b)
}

const compile = (region: string | null, raw: Metadata.RawPlan): Plan => ({
  region,
  callingCode: raw.callingCode,
  lengths: raw.lengths,
  usualLengths: usualLengths(raw),
  national: whole(raw.nationalPattern),
  exit: start(raw.exitPattern),
  prefix: start(raw.prefixPattern),
  prefixReplacement: raw.prefixReplacement,
  leadingDigits: start(raw.leadingDigitsPattern),
  fixed: kind(raw, Metadata.TypeIndex.fixed, "fixed"),
  mobile: kind(raw, Metadata.TypeIndex.mobile, "mobile"),
  others: otherTypes.flatMap(([index, type]) => kind(raw, index, type) ?? [])
})

const compiled = new Map<string, Plan | null>()

const once = (key: string, make: () => Plan | null): Plan | null => {
  const known = compiled.get(key)
  if (known !== undefined) return known
  const made = make()
  compiled.set(key, made)
  return made
}

/** The plan of a region, or null when the metadata knows none by that name. */
export const ofRegion = (region: string): Plan | null =>
  once(region, () => {
    const raw = Metadata.ofRegion(region)
    return raw === null ? null : compile(region, raw)
  })

/** The plan of a calling code that belongs to no country (`870`), or null. */
export const ofWorldwide = (callingCode: string): Plan | null =>
  once(callingCode, () => {
    const raw = Metadata.ofWorldwide(callingCode)
    return raw === null ? null : compile(null, raw)
  })

const isKind = (kind: Kind, national: string): boolean =>
  (kind.lengthBits & (1 << national.length)) !== 0 && kind.pattern.test(national)

/**
 * The type of a national number within a plan, or null when the plan does not accept it.
 *
 * Plans that do not tell mobile from fixed lines (North America) answer `fixed-or-mobile`.
 */
export const typeOf = (plan: Plan, national: string): LineType | null => {
  if (national.length > nationalLengthMax || !plan.national.test(national)) return null
  if (plan.fixed !== null && isKind(plan.fixed, national))
    return plan.mobile === null || isKind(plan.mobile, national) ? "fixed-or-mobile" : "fixed"
  for (const other of plan.others) if (isKind(other, national)) return other.type
  return null
}

/** How a length compares with a set of possible ones; `between` falls into a gap. */
export type Fit = "possible" | "too-short" | "too-long" | "between"

/** Compares `length` digits with possible lengths. */
export const fit = (lengths: ReadonlyArray<number>, length: number): Fit => {
  if (lengths.includes(length)) return "possible"
  if (lengths.every((possible) => possible > length)) return "too-short"
  if (lengths.every((possible) => possible < length)) return "too-long"
  return "between"
}

/**
 * A national number as the plan's own dialling rules would reduce it: the trunk prefix and carrier codes taken away, an
 * area code that may be left out at home put back. Whether the result is wanted is the caller's decision.
 */
export const undial = (plan: Plan, dialled: string): string => {
  if (plan.prefix === null) return dialled
  const match = plan.prefix.exec(dialled)
  if (match === null) return dialled
  const captured = match.length > 1 && Boolean(match[match.length - 1])
  return plan.prefixReplacement !== null && captured
    ? dialled.replace(plan.prefix, plan.prefixReplacement)
    : dialled.slice(match[0].length)
}
