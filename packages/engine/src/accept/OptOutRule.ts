import type { OptOut } from "../ports/OptOuts.ts"
import * as Finding from "./Finding.ts"

/** Whether a content advertises. Null where nobody knows: a template that no registry has. */
export type Advertises = boolean | null

const finding = (code: string, message: string, suggestion: string): Finding.Finding => ({
  path: "recipient",
  code,
  rule: "CLOUD_API 131050",
  message,
  suggestion
})

/**
 * What stands against a message whose recipient has opted out (SPEC, around it: they are never messaged).
 *
 * A template whose category nobody knows counts as marketing for those who want none: the promise is theirs.
 */
export const judge = (standing: ReadonlyArray<OptOut>, advertises: Advertises): ReadonlyArray<Finding.Finding> => {
  if (standing.some(({ scope }) => scope === "all")) {
    return [finding("opted-out", "the recipient has opted out of all messages", "leave the recipient out")]
  }
  if (advertises === false || standing.length === 0) return []
  return [
    advertises === null
      ? finding(
          "opted-out-of-marketing",
          "the recipient has opted out of marketing, and nobody knows whether this template is that",
          "import the account's templates, so that its category is known"
        )
      : finding(
          "opted-out-of-marketing",
          "the recipient has opted out of marketing, which this template is",
          "leave the recipient out, or send a template of another category"
        )
  ]
}
