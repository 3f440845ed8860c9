import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { MessagingLimit } from "../MessagingLimit.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What can happen to the standing of a number (CLOUD_API 3.4, 3.6). */
export const qualityEvents = Word.list(
  "ONBOARDING",
  "THROUGHPUT_UPGRADE",
  "FLAGGED",
  "UNFLAGGED",
  "UPGRADE",
  "DOWNGRADE"
)

/** How the review of a name ended, or where it is. */
export const decisions = Word.list("APPROVED", "DEFERRED", "PENDING", "REJECTED")

/** Why a name was refused. */
export const nameRejections = Word.list(
  "NAME_EMPLOYEE_ISSUE",
  "NAME_ENDCLIENT_NOTRELATED",
  "NAME_FORMAT_UNACCEPTABLE",
  "NAME_INDIVIDUAL_ISSUE",
  "NAME_NOT_CONSISTENT",
  "UNKNOWN"
)

/** What was done about the PIN of a number. */
export const securityEvents = Word.list("PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_REQUEST_SUCCESS")

/**
 * The standing of a number changed: its quality (`FLAGGED`), its throughput, or how many recipients its portfolio may write to.
 *
 * `businessLimit` is the portfolio's, and the one to use; the two others are older and on their way out.
 */
export interface NumberQualityChanged extends Dated {
  readonly _tag: "NumberQualityChanged"
  readonly event: Word.In<typeof qualityEvents> | null
  readonly businessLimit: MessagingLimit | null
  readonly currentLimit: MessagingLimit | null
  readonly oldLimit: MessagingLimit | null
}

/** The name that a number wants to be shown by was reviewed. */
export interface NumberNameReviewed extends Dated {
  readonly _tag: "NumberNameReviewed"
  readonly decision: Word.In<typeof decisions> | null
  readonly requestedName: string | null
  readonly rejection: Word.In<typeof nameRejections> | null
}

/** Somebody touched the PIN of a number; `requester` is the user who did, where the platform names one. */
export interface NumberSecurityChanged extends Dated {
  readonly _tag: "NumberSecurityChanged"
  readonly event: Word.In<typeof securityEvents> | null
  readonly requester: string | null
}

const knownQuality = new Set([
  "display_phone_number",
  "event",
  "current_limit",
  "old_limit",
  "max_daily_conversations_per_business"
])
const knownName = new Set(["display_phone_number", "decision", "requested_verified_name", "rejection_reason"])
const knownSecurity = new Set(["display_phone_number", "event", "requester"])

/** `phone_number_quality_update` */
export const readQuality: Notice.Reader<NumberQualityChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownQuality, path)
  const event = Read.word(log, value, "event", path, qualityEvents)
  return [
    {
      _tag: "NumberQualityChanged",
      ...Notice.datedAs(log, value, place, "display_phone_number"),
      event: Notice.needed(log, event, value, path, "event"),
      businessLimit: Read.limit(log, value, "max_daily_conversations_per_business", path),
      currentLimit: Read.limit(log, value, "current_limit", path),
      oldLimit: Read.limit(log, value, "old_limit", path)
    }
  ]
}

/** `phone_number_name_update` */
export const readName: Notice.Reader<NumberNameReviewed> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownName, path)
  const decision = Read.word(log, value, "decision", path, decisions)
  return [
    {
      _tag: "NumberNameReviewed",
      ...Notice.datedAs(log, value, place, "display_phone_number"),
      decision: Notice.needed(log, decision, value, path, "decision"),
      requestedName: Read.text(log, value, "requested_verified_name", path),
      rejection: Read.word(log, value, "rejection_reason", path, nameRejections)
    }
  ]
}

/** `security` */
export const readSecurity: Notice.Reader<NumberSecurityChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownSecurity, path)
  const event = Read.word(log, value, "event", path, securityEvents)
  return [
    {
      _tag: "NumberSecurityChanged",
      ...Notice.datedAs(log, value, place, "display_phone_number"),
      event: Notice.needed(log, event, value, path, "event"),
      requester: Read.id(log, value, "requester", path)
    }
  ]
}
