/**
 * How many recipients may be written to outside the service window in a moving day (CLOUD_API 3.4).
 *
 * The platform states it as a number (`2000`) in one place and as a tier (`TIER_2K`) in another; both read to the same. `NotSet`: the
 * platform has not decided yet. `Other`: a word that is no limit, kept in `text` as every limit keeps what was written (SPEC WH-09).
 */
export type MessagingLimit =
  | { readonly _tag: "Limited"; readonly recipientsMax: number; readonly text: string }
  | { readonly _tag: "Unlimited"; readonly text: string }
  | { readonly _tag: "NotSet"; readonly text: string }
  | { readonly _tag: "Other"; readonly text: string }

/** `TIER_250`, `TIER_2K`, `100K`, `2000`. */
const form = /^(?:TIER_)?([0-9]{1,9})(K?)$/

/** Reads a limit from the number or the text that states it. Total. */
export const read = (stated: number | string): MessagingLimit => {
  const text = String(stated)
  const [, digits, thousands] = form.exec(text) ?? []
  if (digits !== undefined) {
    return { _tag: "Limited", recipientsMax: Number(digits) * (thousands === "K" ? 1_000 : 1), text }
  }
  if (text === "TIER_UNLIMITED" || text === "UNLIMITED") return { _tag: "Unlimited", text }
  if (text === "TIER_NOT_SET" || text === "NOT_SET") return { _tag: "NotSet", text }
  return { _tag: "Other", text }
}

/**
 * The tier's name as a policy keys its tiers (`Pacing`), whichever way the platform stated the limit; null where it states none.
 * A number that is no tier of the platform has a name all the same, which no policy knows.
 */
export const tier = (limit: MessagingLimit): string | null => {
  if (limit._tag === "Unlimited") return "TIER_UNLIMITED"
  if (limit._tag !== "Limited") return null
  const thousands = limit.recipientsMax / 1_000
  return Number.isInteger(thousands) && thousands > 0 ? `TIER_${thousands}K` : `TIER_${limit.recipientsMax}`
}
