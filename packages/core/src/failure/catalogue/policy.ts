import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { days } from "../../policy/internal/spans.ts"

const shared = {
  source: "cloud-api",
  cause: "policy",
  httpStatus: [400],
  wait: Wait.none,
  seen: ["answer", "status"]
} as const

/** The platform's rules on who may be sent what, and when (CLOUD_API 3.3). */
export const policy: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 368,
    title: "Temporarily blocked for policies violations",
    httpStatus: [403],
    retry: "never",
    scope: "waba",
    reaction: "account",
    remedy:
      "The business account broke a policy and may not send for now. Stop its campaigns, read the violation in the business manager and appeal there."
  },
  {
    ...shared,
    code: 130472,
    title: "User's number is part of an experiment",
    retry: "never",
    scope: "recipient",
    reaction: "recipients",
    remedy:
      "The platform holds marketing back from this recipient as part of an experiment. Do not send it again; use another channel if it matters."
  },
  {
    ...shared,
    code: 130497,
    title: "Business account is restricted from messaging users in this country",
    httpStatus: [403],
    retry: "never",
    scope: "country",
    reaction: "account",
    remedy:
      "This business account may not message that country. Take the country out of its lists, or use another account."
  },
  {
    ...shared,
    code: 131047,
    title: "Re-engagement message",
    retry: "never_as_is",
    scope: "recipient",
    reaction: "acceptance",
    remedy: "The recipient has not written within the last 24 hours. Send an approved template instead."
  },
  {
    ...shared,
    code: 131049,
    title: "Not delivered to maintain healthy ecosystem engagement",
    retry: "defer",
    scope: "recipient",
    wait: Wait.steps(days(1), days(2), days(7)),
    reaction: "recipients",
    remedy:
      "The recipient has had enough marketing from all businesses for now. It is tried again after a day and then less often; do not push it."
  },
  {
    ...shared,
    code: 131050,
    title: "User stopped marketing messages",
    retry: "never",
    scope: "recipient",
    reaction: "recipients",
    remedy:
      "The recipient has stopped marketing from this business. Marketing to them stays off until they turn it on again."
  },
  {
    ...shared,
    code: 131063,
    title: "Marketing disabled on Cloud API",
    retry: "never_as_is",
    scope: "waba",
    reaction: "operator",
    remedy: "This account sends marketing templates only through the marketing_messages endpoint. Route them there."
  }
]
