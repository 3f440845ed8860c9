import type { Hold, Standing } from "../api/Shapes.ts"

/** The first week of a business (ST-03): whether it stops bulk sends, and when that ends. */
export interface Week {
  readonly businessId: string
  readonly state: NonNullable<Standing["firstWeek"]>["state"]
  readonly liveAt: string
  readonly share: number | null
  /** The end of the week. A stop outlives it: `hold` is the one that a person has to review, null where nothing is stopped. */
  readonly until: string
  readonly hold: Hold | null
}

/**
 * The first weeks that stop bulk sends or may come to it, one a business, those that stop first. A week that is over is not listed, unless its stop still
 * stands.
 */
export const of = (standing: ReadonlyArray<Standing>, holds: ReadonlyArray<Hold>): ReadonlyArray<Week> => {
  const weeks = new Map<string, Week>()
  for (const { businessId, firstWeek } of standing) {
    if (firstWeek === null || weeks.has(businessId)) continue
    const hold = holds.find(({ key, scope }) => scope === "bulk" && key === businessId) ?? null
    if (firstWeek.state === "over" && hold === null) continue
    weeks.set(businessId, { businessId, ...firstWeek, hold })
  }
  return [...weeks.values()].toSorted((one, other) => Number(one.hold === null) - Number(other.hold === null))
}
