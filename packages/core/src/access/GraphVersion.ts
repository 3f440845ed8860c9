import { Data } from "effect"

/**
 * The Graph API's versions and how long each is served (CLOUD_API 3.8). A call on a version that has ended is served by a later one, whose
 * answers may differ: so an account should leave a version before that, and not find out.
 */
interface Version {
  readonly name: string
  readonly releasedMillis: number
  /** Null where the platform has not said when it ends. */
  readonly endsMillis: number | null
}

const days = (year: number, month: number, day: number): number => {
  // Days from the civil calendar: March first, so that the leap day ends the year.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

type Day = readonly [year: number, month: number, day: number]

const version = (name: string, released: Day, ends: Day | null): Version => ({
  name,
  releasedMillis: days(...released) * 86_400_000,
  endsMillis: ends === null ? null : days(...ends) * 86_400_000
})

/** Newest first. */
export const versions: ReadonlyArray<Version> = [
  version("v26.0", [2026, 7, 29], null),
  version("v25.0", [2026, 2, 18], [2028, 7, 29]),
  version("v24.0", [2025, 10, 8], [2028, 2, 18]),
  version("v23.0", [2025, 5, 29], [2027, 10, 8]),
  version("v22.0", [2025, 1, 21], [2027, 5, 20]),
  version("v21.0", [2024, 10, 2], [2027, 1, 21]),
  version("v20.0", [2024, 5, 21], [2026, 9, 24]),
  version("v19.0", [2024, 1, 23], [2026, 5, 21]),
  version("v18.0", [2023, 9, 12], [2026, 1, 26]),
  version("v17.0", [2023, 5, 23], [2025, 9, 12]),
  version("v16.0", [2023, 2, 2], [2025, 5, 14])
]

/** How a configured version stands: served; served, and ending within half a year; ended; or newer or older than this list. */
export type Standing = Data.TaggedEnum<{
  Served: { readonly endsMillis: number | null }
  Ending: { readonly endsMillis: number }
  Ended: { readonly endsMillis: number }
  Unlisted: {}
}>
const { Served, Ending, Ended, Unlisted } = Data.taggedEnum<Standing>()

/** Half a year: time to read a changelog, and to change a line of configuration. */
const leadMillis = 182 * 86_400_000

/** How a version (`v25.0`) stands at `nowMillis`. */
export const standing = (name: string, nowMillis: number): Standing => {
  const found = versions.find((one) => one.name === name)
  if (found === undefined) return Unlisted()
  const { endsMillis } = found
  if (endsMillis === null) return Served({ endsMillis })
  if (endsMillis <= nowMillis) return Ended({ endsMillis })
  return endsMillis - nowMillis <= leadMillis ? Ending({ endsMillis }) : Served({ endsMillis })
}
