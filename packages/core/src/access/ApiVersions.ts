import { DateTime, Option } from "effect"

/**
 * When each version of the platform's API ends (CLOUD_API 3.8). A call on one that has ended is answered by another.
 *
 * Dates as the platform announced them; a version that is not here has no end that is known.
 */
const ends: Readonly<Record<string, string>> = {
  "v16.0": "2025-05-14",
  "v17.0": "2025-09-12",
  "v18.0": "2026-01-26",
  "v19.0": "2026-05-21",
  "v20.0": "2026-09-24",
  "v21.0": "2027-01-21",
  "v22.0": "2027-05-20",
  "v23.0": "2027-10-08",
  "v24.0": "2028-02-18",
  "v25.0": "2028-07-29"
}

/** The end of a version, `v25.0`, at the beginning of its day; null where none is known. */
export const endMillis = (version: string): number | null =>
  Option.fromNullable(ends[version]).pipe(
    Option.flatMap(DateTime.make),
    Option.match({ onNone: () => null, onSome: DateTime.toEpochMillis })
  )
