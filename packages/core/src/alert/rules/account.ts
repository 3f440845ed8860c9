import type { Policy } from "../../policy/Policy.ts"
import type { AlertRule } from "../AlertRule.ts"
import { atOnce, lasting } from "./defaults.ts"

/** Alerts about tokens, and about the state of accounts (SPEC SF-04; CLOUD_API 3.3, 3.8). */
export const account = ({ alerting }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...atOnce(alerting, "critical"),
    id: "token-dead",
    cites: ["SF-04"],
    means: "The account's token is not accepted: its lanes have stopped, and what is queued waits.",
    remedy: "Put a valid token in place, best of a system user; the lanes go on by themselves.",
    condition: {
      _tag: "Entered",
      measure: "account.token",
      states: ["malformed", "expired", "refused", "no-scope", "no-access"]
    }
  },
  {
    ...lasting(alerting, "warning"),
    id: "token-expiring",
    cites: ["SF-04"],
    suppressedBy: ["token-dead"],
    means: "The account's token ends within days; nothing leaves after that.",
    remedy: "Put a new token in place, best of a system user, which does not expire.",
    condition: { _tag: "Missed", measure: "account.tokenExpires", allowedMillis: -alerting.tokenLeadMillis }
  },
  {
    ...atOnce(alerting, "critical"),
    id: "business-restricted",
    cites: ["CLOUD_API 3.3", "CLOUD_API 3.6"],
    means: "The platform has restricted, locked or disabled the business account (368, 131031, account_update).",
    remedy: "Read the platform's notice on its business page, stop what it names, and ask there for a review.",
    condition: { _tag: "Entered", measure: "business.status", states: ["restricted", "locked", "disabled"] }
  },
  {
    ...atOnce(alerting, "critical"),
    id: "payment-failed",
    cites: ["CLOUD_API 3.3"],
    means: "The business account cannot pay (131042): nothing that costs leaves.",
    remedy: "Settle its payment method on the platform's business page, then clear the hold.",
    condition: { _tag: "Entered", measure: "business.payment", states: ["failed"] }
  },
  {
    ...lasting(alerting, "warning"),
    id: "api-version-expiring",
    cites: ["CLOUD_API 3.8"],
    means: "The version of the platform's API in use ends soon; calls on it are then answered by another one.",
    remedy: "Read the changes of the versions since, try the newest in the simulator, and configure it.",
    condition: { _tag: "Missed", measure: "account.versionExpires", allowedMillis: -alerting.versionLeadMillis }
  }
]
