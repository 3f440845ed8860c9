import type { LineType } from "./LineType.ts"
import * as Plan from "./Plan.ts"
import * as Metadata from "./internal/Metadata.ts"

/**
 * A country calling code and the plans behind it (SPEC PH-01).
 *
 * No calling code begins another, so the first digits of a number name at most one. Some are shared (`1` by 25 regions):
 * then the number's own digits decide the region, and the first region's trunk prefix serves all.
 */
export interface CallingCode {
  readonly digits: string
  readonly main: Plan.Plan
  /** One for each region, in the library's order; empty when the code belongs to no country. */
  readonly plans: ReadonlyArray<Plan.Plan>
}

/** Where a national number belongs: the plan that judges it, its region if one is certain, its type if it is valid. */
export interface Place {
  readonly plan: Plan.Plan
  readonly region: string | null
  readonly type: LineType | null
}

const make = (digits: string): CallingCode | null => {
  const regions = Metadata.regionsByCallingCode.get(digits)
  const plans = regions === undefined ? [] : regions.flatMap((region) => Plan.ofRegion(region) ?? [])
  const main = plans[0] ?? Plan.ofWorldwide(digits)
  return main === null ? null : { digits, main, plans }
}

/** Every calling code as text, those of no country last. */
export const all: ReadonlyArray<string> = [...Metadata.regionsByCallingCode.keys(), ...Metadata.worldwideCallingCodes]

const known: ReadonlySet<string> = new Set(all)

/**
 * Codes by their value as a number: none begins with 0, so `1`, `44` and `886` cannot collide.
 * undefined: not asked for yet.
 */
const byValue: Array<CallingCode | null | undefined> = []

const ofValue = (value: number): CallingCode | null => {
  const found = byValue[value]
  if (found !== undefined) return found
  const digits = String(value)
  const made = known.has(digits) ? make(digits) : null
  byValue[value] = made
  return made
}

const zero = 48
const digitsMax = 3

/** The calling code that begins at `from` in a text, or null when the digits there name none. */
export const at = (text: string, from: number): CallingCode | null => {
  let value = 0
  for (let index = from; index < from + digitsMax && index < text.length; index++) {
    const digit = text.charCodeAt(index) - zero
    if (digit < 0 || digit > 9 || (value === 0 && digit === 0)) return null
    value = value * 10 + digit
    const found = ofValue(value)
    if (found !== null) return found
  }
  return null
}

/** The calling code with exactly these digits, or null. */
export const of = (digits: string): CallingCode | null => {
  const found = at(digits, 0)
  return found !== null && found.digits.length === digits.length ? found : null
}

/**
 * The region and type of a national number under a calling code.
 *
 * A code of one region needs no search. Among several, the first whose leading digits match, or else whose types accept
 * the number, has it. When none does, the main plan still judges, and the region stays unknown.
 */
export const place = (code: CallingCode, national: string): Place => {
  const { main, plans } = code
  if (plans.length <= 1) return { plan: main, region: main.region, type: Plan.typeOf(main, national) }
  for (const plan of plans) {
    if (plan.leadingDigits !== null) {
      if (plan.leadingDigits.test(national)) return { plan, region: plan.region, type: Plan.typeOf(plan, national) }
    } else {
      const type = Plan.typeOf(plan, national)
      if (type !== null) return { plan, region: plan.region, type }
    }
  }
  return { plan: main, region: null, type: Plan.typeOf(main, national) }
}

/**
 * The digits after a calling code with a trunk prefix taken away, where the library would take it away (SPEC PH-04).
 *
 * It keeps the digits when they are valid as they stand and would not be without the prefix, or when too few would be left.
 *
 * @param dialling whose dialling habits apply: the main plan for a number with its code, a region's own for one without.
 */
export const significant = (code: CallingCode, dialled: string, dialling: Plan.Plan = code.main): string => {
  const reduced = Plan.undial(dialling, dialled)
  if (reduced === dialled) return dialled
  if (dialling.national.test(dialled) && !dialling.national.test(reduced)) return dialled
  const { plan, region } = place(code, reduced)
  const fit = Plan.fit((region === null ? dialling : plan).lengths, reduced.length)
  return fit === "too-short" || fit === "between" ? dialled : reduced
}
