import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { MessagingLimit } from "../MessagingLimit.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"
import * as Parts from "./AccountParts.ts"

/** What can happen to an account (CLOUD_API 3.6). */
export const events = Word.list(
  "ACCOUNT_DELETED",
  "ACCOUNT_VIOLATION",
  "ACCOUNT_RESTRICTION",
  "DISABLED_UPDATE",
  "VERIFIED_ACCOUNT",
  "ACCOUNT_OFFBOARDED",
  "ACCOUNT_RECONNECTED",
  "AD_ACCOUNT_LINKED",
  "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
  "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
  "MM_LITE_TERMS_SIGNED",
  "PARTNER_ADDED",
  "PARTNER_REMOVED",
  "PARTNER_APP_INSTALLED",
  "PARTNER_APP_UNINSTALLED",
  "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
  "VOLUME_BASED_PRICING_TIER_UPDATE"
)

/** What an alert of the platform is about (CLOUD_API 3.6). */
export const entities = Word.list("BUSINESS", "PHONE_NUMBER", "CURRENT_STATUS_ID")

/** How grave the platform takes what it alerts of (CLOUD_API 3.6). */
export const severities = Word.list("CRITICAL", "WARNING", "INFORMATIONAL")

/** Whether an alert of the platform stands. */
export const alertStatuses = Word.list("ACTIVE", "NONE")

/** What the platform alerts of: eligibility for more, the official business account (OBA), the profile picture (CLOUD_API 3.6). */
export const alertTypes = Word.list(
  "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
  "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
  "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
  "OBA_APPROVED",
  "OBA_REJECTED",
  "PROFILE_PICTURE_LOST"
)

/** How the review of an account ended, or where it is. */
export const decisions = Word.list("APPROVED", "REJECTED", "PENDING", "DEFERRED")

/** News about the account. Each event brings parts of its own; those of other events are null or empty. */
export interface AccountChanged extends Dated {
  readonly _tag: "AccountChanged"
  readonly event: Word.In<typeof events> | null
  /** Where the business is based: two letters. */
  readonly country: string | null
  readonly shared: Parts.SharedAccount | null
  readonly violation: Parts.Violation | null
  readonly restrictions: ReadonlyArray<Parts.Restriction>
  readonly ban: Parts.Ban | null
  readonly internationalRates: Parts.InternationalRates | null
  readonly certification: Parts.Certification | null
  readonly volumeTier: Parts.VolumeTier | null
  readonly disconnection: Parts.Disconnection | null
}

/** The platform wants an operator's attention; `description` is for people. */
export interface AccountAlerted extends Dated {
  readonly _tag: "AccountAlerted"
  readonly entity: Word.In<typeof entities> | null
  readonly entityId: string | null
  readonly alert: {
    readonly severity: Word.In<typeof severities> | null
    readonly status: Word.In<typeof alertStatuses> | null
    readonly type: Word.In<typeof alertTypes> | null
    readonly description: string | null
  } | null
}

/** The account was reviewed. */
export interface AccountReviewed extends Dated {
  readonly _tag: "AccountReviewed"
  readonly decision: Word.In<typeof decisions> | null
}

/**
 * What the account may do changed. `businessLimit` is the unique recipients a day of the portfolio, and the one to use; `numberLimit` is
 * the older one of each number.
 */
export interface CapabilityChanged extends Dated {
  readonly _tag: "CapabilityChanged"
  readonly businessLimit: MessagingLimit | null
  readonly numberLimit: MessagingLimit | null
  readonly numbersMaxOfBusiness: number | null
  readonly numbersMaxOfAccount: number | null
}

const known = new Set([
  "event",
  "phone_number",
  "country",
  "waba_info",
  "violation_info",
  "restriction_info",
  "ban_info",
  "auth_international_rate_eligibility",
  "partner_client_certification_info",
  "volume_tier_info",
  "disconnection_info"
])
const knownAlerts = new Set(["entity_type", "entity_id", "alert_info"])
const knownAlert = new Set(["alert_severity", "alert_status", "alert_type", "alert_description"])
const knownReview = new Set(["decision"])
const knownCapability = new Set([
  "max_daily_conversations_per_business",
  "max_daily_conversation_per_phone",
  "max_phone_numbers_per_business",
  "max_phone_numbers_per_waba"
])

/** `account_update` */
export const readUpdate: Notice.Reader<AccountChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const event = Read.word(log, value, "event", path, events)
  return [
    {
      _tag: "AccountChanged",
      ...Notice.datedAs(log, value, place, "phone_number"),
      event: Notice.needed(log, event, value, path, "event"),
      country: Read.text(log, value, "country", path),
      shared: Read.record(log, value, "waba_info", path, Parts.readShared),
      violation: Read.record(log, value, "violation_info", path, Parts.readViolation),
      restrictions: Read.records(log, value, "restriction_info", path, Parts.readRestriction),
      ban: Read.record(log, value, "ban_info", path, Parts.readBan),
      internationalRates: Read.record(log, value, "auth_international_rate_eligibility", path, Parts.readRates),
      certification: Read.record(log, value, "partner_client_certification_info", path, Parts.readCertification),
      volumeTier: Read.record(log, value, "volume_tier_info", path, Parts.readVolumeTier),
      disconnection: Read.record(log, value, "disconnection_info", path, Parts.readDisconnection)
    }
  ]
}

const readAlert = (log: Log.Log, value: Read.Fields, path: string): NonNullable<AccountAlerted["alert"]> => {
  Read.onlyKnown(log, value, knownAlert, path)
  return {
    severity: Read.word(log, value, "alert_severity", path, severities),
    status: Read.word(log, value, "alert_status", path, alertStatuses),
    type: Read.word(log, value, "alert_type", path, alertTypes),
    description: Read.text(log, value, "alert_description", path)
  }
}

/** `account_alerts` */
export const readAlerts: Notice.Reader<AccountAlerted> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownAlerts, path)
  return [
    {
      _tag: "AccountAlerted",
      ...Notice.datedAs(log, value, place, null),
      entity: Read.word(log, value, "entity_type", path, entities),
      entityId: Read.id(log, value, "entity_id", path),
      alert: Notice.needed(log, Read.record(log, value, "alert_info", path, readAlert), value, path, "alert_info")
    }
  ]
}

/** `account_review_update` */
export const readReview: Notice.Reader<AccountReviewed> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownReview, path)
  return [
    {
      _tag: "AccountReviewed",
      ...Notice.datedAs(log, value, place, null),
      decision: Notice.needed(log, Read.word(log, value, "decision", path, decisions), value, path, "decision")
    }
  ]
}

/** `business_capability_update` */
export const readCapability: Notice.Reader<CapabilityChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownCapability, path)
  return [
    {
      _tag: "CapabilityChanged",
      ...Notice.datedAs(log, value, place, null),
      businessLimit: Read.limit(log, value, "max_daily_conversations_per_business", path),
      numberLimit: Read.limit(log, value, "max_daily_conversation_per_phone", path),
      numbersMaxOfBusiness: Read.number(log, value, "max_phone_numbers_per_business", path),
      numbersMaxOfAccount: Read.number(log, value, "max_phone_numbers_per_waba", path)
    }
  ]
}
