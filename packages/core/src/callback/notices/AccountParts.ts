import type * as Log from "../internal/Log.ts"
import * as Read from "../internal/read.ts"
import * as Word from "../Word.ts"

/** The parts that news about an account can carry, each with the events that it belongs to (CLOUD_API 3.6). */

/** What becomes of a banned account (`DISABLED_UPDATE`): disabled, to be disabled on a day, or back. */
export const banStates = Word.list("DISABLE", "REINSTATE", "SCHEDULE_FOR_DISABLE")

/** What an account may be kept from (`ACCOUNT_RESTRICTION`): numbers, messages, calls, templates. */
export const restrictionTypes = Word.list(
  "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
  "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
  "RESTRICTED_BIZ_INITIATED_MESSAGING",
  "RESTRICTED_BUSINESS_INITIATED_CALLING",
  "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
  "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES",
  "RESTRICTED_USER_INITIATED_CALLING",
  "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
  "RESTRICTED_UTILITY_TEMPLATES"
)

/** Where the verification of a client is (`PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE`). */
export const certificationStatuses = Word.list("APPROVED", "DISCARDED", "FAILED", "PENDING", "REVOKED")

/** Why the verification of a client was refused; `NONE` is how the platform writes that there is no reason. */
export const certificationRejections = Word.list(
  "ADDRESS NOT MATCHING",
  "BUSINESS NOT ELIGIBLE",
  "LEGAL NAME NOT MATCHING",
  "LEGAL NAME NOT FOUND IN DOCUMENTS",
  "MALFORMED DOCUMENTS",
  "NONE",
  "WEBSITE NOT MATCHING"
)

/** Why a number of the platform's own app is connected no more (`PARTNER_REMOVED`). */
export const disconnectionReasons = Word.list(
  "ACCOUNT_DISCONNECTED",
  "BUSINESS_DOWNGRADE",
  "CHANGE_NUMBER",
  "COMPANION_INACTIVITY",
  "PRIMARY_INACTIVITY",
  "USER_RE_REGISTERED"
)

/** Who disconnected a number. */
export const initiators = Word.list("SYSTEM", "USER")

/** The account that was shared, unshared, linked (`PARTNER_*`, `AD_ACCOUNT_LINKED`, `MM_LITE_TERMS_SIGNED`). */
export interface SharedAccount {
  readonly wabaId: string | null
  readonly ownerBusinessId: string | null
  readonly adAccountId: string | null
  readonly partnerAppId: string | null
  readonly solutionId: string | null
  readonly solutionPartnerBusinessIds: ReadonlyArray<string>
}

/** Which rule was broken (`ACCOUNT_VIOLATION`), such as `ADULT`: the platform's list has no end, so it stays a text. */
export interface Violation {
  readonly type: string | null
  readonly remediation: string | null
}

/** What the account may not do any more (`ACCOUNT_RESTRICTION`), until unix seconds where it ends by itself. */
export interface Restriction {
  readonly type: Word.In<typeof restrictionTypes> | null
  readonly expiresSeconds: number | null
  readonly remediation: string | null
}

/** Whether the account is banned (`DISABLED_UPDATE`); the day is written for people (`April 17, 2025`). */
export interface Ban {
  readonly state: Word.In<typeof banStates> | null
  readonly date: string | null
}

/** From when cheaper international authentication applies (`AUTH_INTL_PRICE_ELIGIBILITY_UPDATE`). */
export interface InternationalRates {
  readonly startSeconds: number | null
  readonly exceptions: ReadonlyArray<{ readonly country: string | null; readonly startSeconds: number | null }>
}

/** How the verification of a client went (`PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE`). */
export interface Certification {
  readonly clientBusinessId: string | null
  readonly status: Word.In<typeof certificationStatuses> | null
  readonly rejections: ReadonlyArray<Word.In<typeof certificationRejections>>
}

/** The price tier that the volume has reached (`VOLUME_BASED_PRICING_TIER_UPDATE`): `25000001:50000000`, from a month (`2025-11`). */
export interface VolumeTier {
  readonly updatedSeconds: number | null
  readonly pricingCategory: string | null
  readonly tier: string | null
  readonly effectiveMonth: string | null
  readonly region: string | null
}

/** Why a number of the platform's own app was disconnected, and by whom (`PARTNER_REMOVED`). */
export interface Disconnection {
  readonly reason: Word.In<typeof disconnectionReasons> | null
  readonly initiatedBy: Word.In<typeof initiators> | null
}

const knownShared = new Set([
  "waba_id",
  "owner_business_id",
  "ad_account_linked",
  "partner_app_id",
  "solution_id",
  "solution_partner_business_ids"
])
const knownViolation = new Set(["violation_type", "remediation"])
const knownRestriction = new Set(["restriction_type", "expiration", "remediation"])
const knownBan = new Set(["waba_ban_state", "waba_ban_date"])
const knownRates = new Set(["start_time", "exception_countries"])
const knownException = new Set(["country_code", "start_time"])
const knownCertification = new Set(["client_business_id", "status", "rejection_reasons"])
const knownTier = new Set(["tier_update_time", "pricing_category", "tier", "effective_month", "region"])
const knownDisconnection = new Set(["reason", "initiated_by"])

/** `waba_info`. As with every part here: total, what is absent or of another type is null or empty, and what is not known is reported. */
export const readShared = (log: Log.Log, value: Read.Fields, path: string): SharedAccount => {
  Read.onlyKnown(log, value, knownShared, path)
  return {
    wabaId: Read.id(log, value, "waba_id", path),
    ownerBusinessId: Read.id(log, value, "owner_business_id", path),
    adAccountId: Read.id(log, value, "ad_account_linked", path),
    partnerAppId: Read.id(log, value, "partner_app_id", path),
    solutionId: Read.id(log, value, "solution_id", path),
    solutionPartnerBusinessIds: Read.texts(log, value, "solution_partner_business_ids", path)
  }
}

/** `violation_info` */
export const readViolation = (log: Log.Log, value: Read.Fields, path: string): Violation => {
  Read.onlyKnown(log, value, knownViolation, path)
  return {
    type: Read.text(log, value, "violation_type", path),
    remediation: Read.text(log, value, "remediation", path)
  }
}

/** One of `restriction_info` */
export const readRestriction = (log: Log.Log, value: Read.Fields, path: string): Restriction => {
  Read.onlyKnown(log, value, knownRestriction, path)
  return {
    type: Read.word(log, value, "restriction_type", path, restrictionTypes),
    expiresSeconds: Read.seconds(log, value, "expiration", path),
    remediation: Read.text(log, value, "remediation", path)
  }
}

/** `ban_info` */
export const readBan = (log: Log.Log, value: Read.Fields, path: string): Ban => {
  Read.onlyKnown(log, value, knownBan, path)
  return {
    state: Read.word(log, value, "waba_ban_state", path, banStates),
    date: Read.text(log, value, "waba_ban_date", path)
  }
}

const readException = (log: Log.Log, value: Read.Fields, path: string): InternationalRates["exceptions"][number] => {
  Read.onlyKnown(log, value, knownException, path)
  return {
    country: Read.text(log, value, "country_code", path),
    startSeconds: Read.seconds(log, value, "start_time", path)
  }
}

/** `auth_international_rate_eligibility` */
export const readRates = (log: Log.Log, value: Read.Fields, path: string): InternationalRates => {
  Read.onlyKnown(log, value, knownRates, path)
  return {
    startSeconds: Read.seconds(log, value, "start_time", path),
    exceptions: Read.records(log, value, "exception_countries", path, readException)
  }
}

/** `partner_client_certification_info` */
export const readCertification = (log: Log.Log, value: Read.Fields, path: string): Certification => {
  Read.onlyKnown(log, value, knownCertification, path)
  return {
    clientBusinessId: Read.id(log, value, "client_business_id", path),
    status: Read.word(log, value, "status", path, certificationStatuses),
    rejections: Read.words(log, value, "rejection_reasons", path, certificationRejections)
  }
}

/** `volume_tier_info` */
export const readVolumeTier = (log: Log.Log, value: Read.Fields, path: string): VolumeTier => {
  Read.onlyKnown(log, value, knownTier, path)
  return {
    updatedSeconds: Read.seconds(log, value, "tier_update_time", path),
    pricingCategory: Read.text(log, value, "pricing_category", path),
    tier: Read.text(log, value, "tier", path),
    effectiveMonth: Read.text(log, value, "effective_month", path),
    region: Read.text(log, value, "region", path)
  }
}

/** `disconnection_info` */
export const readDisconnection = (log: Log.Log, value: Read.Fields, path: string): Disconnection => {
  Read.onlyKnown(log, value, knownDisconnection, path)
  return {
    reason: Read.word(log, value, "reason", path, disconnectionReasons),
    initiatedBy: Read.word(log, value, "initiated_by", path, initiators)
  }
}
