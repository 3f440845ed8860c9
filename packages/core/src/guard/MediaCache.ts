import type { Failure } from "../failure/Failure.ts"
import type { Media } from "../policy/Content.ts"

/**
 * What becomes of a cached file of a callback (SPEC GD-01): it is kept while the platform still holds the file, and goes at once when the
 * platform says that it has expired (1306), or when its time is over.
 *
 * A copy that outlived its original would answer for a file that the customer's platform has already dropped.
 */
export interface Entry {
  /** When the callback announced the file: its time runs from there, not from the fetch. */
  readonly announcedMillis: number
}

/** `reason` tells a file that the platform has dropped from one whose time is over by our own clock. */
export type Decision =
  | { readonly _tag: "Keeps"; readonly untilMillis: number }
  | { readonly _tag: "Removes"; readonly reason: "refused" | "time" }

/**
 * The entry at `nowMillis`.
 *
 * @param failure of the newest request for the file; null when it was not refused. The catalogue decides which failures speak of an
 * expired file: those whose reaction is `media-cache`.
 */
export const decide = (
  policy: Media,
  entry: Entry,
  failure: Pick<Failure, "reaction"> | null,
  nowMillis: number
): Decision => {
  if (failure?.reaction === "media-cache") return { _tag: "Removes", reason: "refused" }
  const untilMillis = entry.announcedMillis + policy.callbackMediaMillis
  return nowMillis < untilMillis ? { _tag: "Keeps", untilMillis } : { _tag: "Removes", reason: "time" }
}
