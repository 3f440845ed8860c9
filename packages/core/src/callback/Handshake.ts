import { equalBytes } from "./internal/constantTime.ts"

/**
 * The answer to the platform's question whether a callback address is ours (SPEC WH-01; CLOUD_API 3.6).
 *
 * `Confirmed`: answer 200 with the challenge as plain text, unchanged. `Refused`: answer 403 and tell no more than that.
 */
export type Decision =
  | { readonly _tag: "Confirmed"; readonly challenge: string }
  | { readonly _tag: "Refused"; readonly reason: "mode" | "challenge" | "token" }

/** The parameters of the question, as they stand in the address; null or undefined where one is absent. */
export interface Question {
  readonly mode: string | null | undefined
  readonly verifyToken: string | null | undefined
  readonly challenge: string | null | undefined
}

/** Longest challenge that is echoed; the platform's are about ten digits. */
const challengeCharsMax = 1_024

const encoder = new TextEncoder()

/**
 * Whether the question carries one of our verify tokens. Every token is compared in constant time, and an empty one is never
 * right, so that an account without a token confirms nobody.
 */
export const decide = (question: Question, verifyTokens: ReadonlyArray<string>): Decision => {
  if (question.mode !== "subscribe") return { _tag: "Refused", reason: "mode" }
  const { challenge } = question
  if (!challenge || challenge.length > challengeCharsMax) return { _tag: "Refused", reason: "challenge" }
  const given = encoder.encode(question.verifyToken ?? "")
  let matches = 0
  for (const token of verifyTokens) {
    matches |= Number(token !== "" && equalBytes(encoder.encode(token), given))
  }
  return matches === 1 ? { _tag: "Confirmed", challenge } : { _tag: "Refused", reason: "token" }
}
