import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { minutes, seconds } from "../../policy/internal/spans.ts"

const shared = {
  source: "cloud-api",
  cause: "account",
  httpStatus: [400],
  wait: Wait.none,
  reaction: "account",
  seen: ["answer", "status"]
} as const

/** State of the number or of the business account that sends (CLOUD_API 3.3). */
export const account: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 33,
    title: "Parameter value is not valid (number deleted)",
    retry: "never",
    scope: "phone_number",
    remedy: "The business number has been deleted. Retire the sender and move its conversations to another."
  },
  {
    ...shared,
    code: 131031,
    title: "Account has been locked",
    httpStatus: [403],
    retry: "never",
    scope: "waba",
    remedy:
      "The business account is locked, for a violation or for a wrong PIN. Read its health status in the business manager and ask for it to be unlocked."
  },
  {
    ...shared,
    code: 131037,
    title: "Display name not approved (555 number)",
    retry: "after_fix",
    scope: "phone_number",
    remedy: "The number's display name is not approved yet. Have it approved; the sender's messages wait meanwhile."
  },
  {
    ...shared,
    code: 131042,
    title: "Business eligibility payment issue",
    retry: "after_fix",
    scope: "waba",
    remedy:
      "The business account has no valid way to pay, or its credit line is spent. Settle it in the business manager; the messages wait meanwhile."
  },
  {
    ...shared,
    code: 131045,
    title: "Incorrect certificate",
    httpStatus: [500],
    retry: "after_fix",
    scope: "phone_number",
    remedy: "The number is not registered properly, in spite of the status 500. Register it again."
  },
  {
    ...shared,
    code: 131057,
    title: "Account in maintenance mode",
    httpStatus: [500],
    retry: "transient",
    scope: "phone_number",
    wait: Wait.steps(seconds(60)),
    reaction: "ledger",
    remedy: "The number is being moved to a higher throughput, which takes about a minute. Nothing has to be done."
  },
  {
    ...shared,
    code: 134011,
    title: "WhatsApp Payments terms of service pending",
    retry: "after_fix",
    scope: "waba",
    remedy: "Payment messages need the payment terms accepted. Accept them in the business manager."
  },
  {
    ...shared,
    code: 1752041,
    title: "Duplicate request (MM onboarding)",
    seen: ["answer"],
    retry: "never",
    scope: "app",
    reaction: "operator",
    remedy: "The business is already being onboarded for marketing messages. Wait for the request that is under way."
  },
  {
    ...shared,
    code: 2494100,
    title: "Account is in maintenance mode (migration)",
    seen: ["answer"],
    retry: "transient",
    scope: "phone_number",
    wait: Wait.steps(minutes(1), minutes(5), minutes(15)),
    reaction: "ledger",
    remedy: "The number is being migrated, which takes minutes. Nothing has to be done."
  },
  {
    ...shared,
    code: 2593107,
    title: "Synchronization request limit exceeded",
    seen: ["answer"],
    retry: "never",
    scope: "phone_number",
    reaction: "operator",
    remedy:
      "The business app's data can be synchronised once only, and that has happened. Onboard the number anew to get another try."
  },
  {
    ...shared,
    code: 2593108,
    title: "Synchronization outside 24 h window",
    seen: ["answer"],
    retry: "never",
    scope: "phone_number",
    reaction: "operator",
    remedy:
      "The business app's data had to be asked for within 24 hours of onboarding. Onboard the number anew if it is needed."
  }
]
