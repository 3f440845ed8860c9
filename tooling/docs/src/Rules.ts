import type { PolicyPath } from "./PolicyLeaf.ts"
import type { Rule } from "./Rule.ts"
import { callbacks, guards } from "./rules/callbacks.ts"
import { certainty } from "./rules/certainty.ts"
import { cost, onboarding } from "./rules/journey.ts"
import { limits } from "./rules/limits.ts"
import { media } from "./rules/media.ts"
import { numbers, verification } from "./rules/numbers.ts"
import { sending } from "./rules/sending.ts"
import { standing } from "./rules/standing.ts"
import { templates } from "./rules/templates.ts"

export interface Chapter {
  readonly title: string
  readonly rules: ReadonlyArray<Rule>
}

/** Every rule, by chapters, in the order of the specification. */
export const chapters: ReadonlyArray<Chapter> = [
  { title: "Phone numbers", rules: numbers },
  { title: "Templates", rules: templates },
  { title: "Media", rules: media },
  { title: "Limits and pacing", rules: limits },
  { title: "Standing of a sender", rules: standing },
  { title: "Verification", rules: verification },
  { title: "Sending and its failures", rules: sending },
  { title: "Callbacks", rules: callbacks },
  { title: "Guards", rules: guards },
  { title: "Retries and certainty", rules: certainty },
  { title: "Onboarding", rules: onboarding },
  { title: "Cost", rules: cost }
]

export const all: ReadonlyArray<Rule> = chapters.flatMap(({ rules }) => rules)

/** A part of the policy that no rule speaks of. */
export interface Beyond {
  readonly path: PolicyPath
  readonly about: string
  /** Where it comes from: a section of CLOUD_API, a page under docs/adr, or this project's own choice. */
  readonly source: string
}

/** Defaults that no rule speaks of: together with the rules' they are the whole policy. */
export const beyond: ReadonlyArray<Beyond> = [
  {
    path: "consent",
    about:
      "Words by which people stop messages and want them again, beside those of the dictionaries; and those that are no wish here",
    source: "SPEC, around it"
  },
  {
    path: "pacing.throughput",
    about: "Messages a second of one number, by its throughput level",
    source: "CLOUD_API 3.4"
  },
  {
    path: "pacing.pair.burst",
    about: "Messages to one recipient that may borrow from the future",
    source: "CLOUD_API 3.4"
  },
  {
    path: "pacing.pair.burstMillis",
    about: "How soon after its first message the rest of a burst leaves",
    source: "CLOUD_API 3.4"
  },
  {
    path: "pacing.uniqueRecipients",
    about: "Recipients in a moving day, by tier of the portfolio",
    source: "CLOUD_API 3.4"
  },
  { path: "pacing.sharedCalls", about: "Requests that the senders of a scope share", source: "CLOUD_API 3.4" },
  {
    path: "pacing.usage",
    about: "How the platform's own reports of spent requests are obeyed",
    source: "CLOUD_API 3.1 and 3.3"
  },
  { path: "pacing.leasing", about: "How budgets that many lanes share are cut into leases", source: "ADR 7" },
  { path: "pacing.senderBackoff", about: "The wait after a throttle code about a sender", source: "CLOUD_API 3.3" },
  { path: "pacing.pairBackoff", about: "The wait after a throttle code about a pair", source: "CLOUD_API 3.3" },
  { path: "receiving.bodyBytesMax", about: "The largest callback", source: "CLOUD_API 3.6" },
  { path: "receiving.batchUpdatesMax", about: "The most updates in one callback", source: "CLOUD_API 3.6" },
  { path: "alerting.pendingMillis", about: "How long a condition stands before its alert fires", source: "our choice" },
  { path: "alerting.recoveringMillis", about: "How long it is gone before the alert recovers", source: "our choice" },
  {
    path: "alerting.recoverShare",
    about: "The share of its threshold at which a value recovers",
    source: "our choice"
  },
  {
    path: "alerting.repeatCriticalMillis",
    about: "How often a critical alert that stands is told again",
    source: "our choice"
  },
  {
    path: "alerting.repeatWarningMillis",
    about: "How often a warning that stands is told again",
    source: "our choice"
  },
  {
    path: "alerting.queueLagMillisMax",
    about: "The longest that a due message waits for no reason",
    source: "our choice"
  },
  {
    path: "alerting.uniqueShareMax",
    about: "The share of the day's unique recipients that alerts",
    source: "CLOUD_API 3.4"
  },
  {
    path: "alerting.callbackSilenceMillis",
    about: "The longest silence of callbacks while messages leave",
    source: "CLOUD_API 3.6"
  },
  {
    path: "alerting.versionLeadMillis",
    about: "How long before its end a version of the API alerts",
    source: "CLOUD_API 3.8"
  }
]
