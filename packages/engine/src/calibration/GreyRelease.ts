import * as Candidates from "@sluice/core/callback/candidate/Candidates"
import * as FieldList from "@sluice/core/callback/candidate/FieldList"
import type { Grey } from "../callbacks/Drifting.ts"

/** The names of the candidates that can read a share of live callbacks. */
export const names: ReadonlyArray<string> = Candidates.all(FieldList.shipped).map(({ name }) => name)

/**
 * A candidate by its name for a share of live callbacks (SPEC WH-10); null where there is none of that name.
 *
 * @param share 0 to 1.
 */
export const of = (name: string, share: number): Grey | null => {
  const candidate = Candidates.find(name, FieldList.shipped)
  return candidate === null ? null : { candidate, share }
}
