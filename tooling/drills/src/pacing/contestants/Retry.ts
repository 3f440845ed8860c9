import type { Answer } from "../Platform.ts"

/** How long a sender of the house's own making waits after a refusal before it tries the message again. */
export type Retry =
  /** As long as after any answer. */
  | "same delay"
  /** A second, twice as long after each further refusal of the message, an hour at most. */
  | "back-off"
  /** As long as the 429 asks for. */
  | "Retry-After"

const firstMillis = 1_000
const longestMillis = 3_600_000

/**
 * @param delayMillis after any answer.
 * @param refusals of this message so far, this one among them.
 */
export const waitMillis = (
  retry: Retry,
  delayMillis: number,
  refusals: number,
  { retryAfterMillis }: Extract<Answer, { readonly _tag: "Refused" }>
): number => {
  switch (retry) {
    case "same delay":
      return delayMillis
    case "back-off":
      return Math.min(firstMillis * 2 ** (refusals - 1), longestMillis)
    case "Retry-After":
      return Math.max(delayMillis, retryAfterMillis)
  }
}
