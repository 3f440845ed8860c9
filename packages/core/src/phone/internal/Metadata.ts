import metadata from "libphonenumber-js/max/metadata"

/**
 * The numbering plans as libphonenumber-js packs them (its "max" metadata, version 4), given names.
 *
 * The package stores a plan as an array whose positions carry the meaning and in which 0 or an empty string says
 * "absent". This module is the only one that knows the positions; everything above reads `RawPlan`.
 */
export interface RawPlan {
  readonly callingCode: string
  /** What is dialled to leave the country, as a pattern (`00`, `011`); null for plans that belong to no country. */
  readonly exitPattern: string | null
  readonly nationalPattern: string
  readonly lengths: ReadonlyArray<number>
  /** The trunk prefix (and carrier codes) before a number as it is dialled at home. */
  readonly prefixPattern: string | null
  readonly prefixReplacement: string | null
  /** Numbers that begin so belong to this region, for some of the regions that share a calling code. */
  readonly leadingDigitsPattern: string | null
  /** By `TypeIndex`; null where the plan has no such numbers. */
  readonly types: ReadonlyArray<RawType | null>
}

/** Numbers of one kind. An empty pattern (mobile only) means "written as the fixed lines are". */
export interface RawType {
  readonly pattern: string
  readonly lengths: ReadonlyArray<number>
}

/** Positions in `RawPlan.types`. */
export const TypeIndex = {
  fixed: 0,
  mobile: 1,
  tollFree: 2,
  premium: 3,
  personal: 4,
  voicemail: 5,
  uan: 6,
  pager: 7,
  voip: 8,
  sharedCost: 9
} as const

const at = {
  callingCode: 0,
  exitPattern: 1,
  nationalPattern: 2,
  lengths: 3,
  prefix: 5,
  prefixPattern: 7,
  prefixReplacement: 8,
  leadingDigitsPattern: 10,
  types: 11
} as const

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const numbers = (value: unknown): ReadonlyArray<number> => list(value).filter((item) => typeof item === "number")

const rawType = (packed: unknown, planLengths: ReadonlyArray<number>): RawType | null => {
  if (!Array.isArray(packed)) return null
  const own = numbers(packed[1])
  return { pattern: text(packed[0]) ?? "", lengths: own.length > 0 ? own : planLengths }
}

const rawPlan = (packed: unknown): RawPlan => {
  const fields = list(packed)
  const lengths = numbers(fields[at.lengths])
  return {
    callingCode: text(fields[at.callingCode]) ?? "",
    exitPattern: text(fields[at.exitPattern]),
    nationalPattern: text(fields[at.nationalPattern]) ?? "",
    lengths,
    prefixPattern: text(fields[at.prefixPattern]) ?? text(fields[at.prefix]),
    prefixReplacement: text(fields[at.prefixReplacement]),
    leadingDigitsPattern: text(fields[at.leadingDigitsPattern]),
    types: list(fields[at.types]).map((type) => rawType(type, lengths))
  }
}

const countries: Readonly<Record<string, unknown>> = metadata.countries

/** Regions by calling code, the main one of each code first (its trunk prefix serves them all). */
export const regionsByCallingCode: ReadonlyMap<string, ReadonlyArray<string>> = new Map(
  Object.entries(metadata.country_calling_codes)
)

/** Calling codes of no country: satellite networks, international freephone and the like. */
export const worldwideCallingCodes: ReadonlyArray<string> = Object.keys(metadata.nonGeographic)

/** ISO 3166-1 alpha-2 codes (and AC, TA, XK) of every region with a plan. */
export const regions: ReadonlyArray<string> = Object.keys(countries)

/** The plan of a region, or null when there is none by that name. */
export const ofRegion = (region: string): RawPlan | null =>
  Object.hasOwn(countries, region) ? rawPlan(countries[region]) : null

/** The plan of a worldwide calling code, or null. */
export const ofWorldwide = (callingCode: string): RawPlan | null =>
  Object.hasOwn(metadata.nonGeographic, callingCode) ? rawPlan(metadata.nonGeographic[callingCode]) : null
