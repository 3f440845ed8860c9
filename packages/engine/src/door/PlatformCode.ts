import * as FitFinding from "@sluice/core/template/fit/FitFinding"
import type { Finding } from "../accept/Finding.ts"

/** Rules that are one code of the platform: `CLOUD_API 131047`. */
const ofRule = /^CLOUD_API (\d{6})$/

/** The code that the platform would answer for what a finding says (CLOUD_API 3.3). */
export const of = ({ code, path, rule }: Finding): number => {
  const [, ruled] = ofRule.exec(rule ?? "") ?? []
  if (ruled !== undefined) return Number(ruled)
  const foreseen = FitFinding.foreseenBy(code)
  if (foreseen !== null) return foreseen
  switch (code) {
    case "missing":
      return 131008
    case "syntax":
    case "unknown-field":
      return 100
    case "not-allowed":
      return path === "type" ? 131051 : 131009
    default:
      return 131009
  }
}

/** A place as the caller wrote it: acceptance speaks of a recipient and a content, the platform's body of `to` and the content's own fields. */
export const placeOf = ({ path }: Finding): string =>
  path === "recipient" ? "to" : path.replace(/^content(?:\.|$)/, "").replace(/^replyTo$/, "context.message_id")
