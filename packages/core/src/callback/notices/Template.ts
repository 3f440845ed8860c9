import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What can become of a template (CLOUD_API 3.6). */
export const statuses = Word.list(
  "APPROVED",
  "ARCHIVED",
  "UNARCHIVED",
  "DELETED",
  "DISABLED",
  "FLAGGED",
  "IN_APPEAL",
  "LIMIT_EXCEEDED",
  "LOCKED",
  "PAUSED",
  "PENDING",
  "REINSTATED",
  "PENDING_DELETION",
  "REJECTED"
)

/** Why; `NONE` is how the platform writes that there is no reason. */
export const reasons = Word.list(
  "ABUSIVE_CONTENT",
  "CATEGORY_NOT_AVAILABLE",
  "INCORRECT_CATEGORY",
  "INVALID_FORMAT",
  "NONE",
  "PROMOTIONAL",
  "SCAM",
  "TAG_CONTENT_MISMATCH"
)

/** Which pause it is, or its end. */
export const pauses = Word.list("FIRST_PAUSE", "SECOND_PAUSE", "RATE_LIMITING_PAUSE", "UNPAUSE", "DISABLED")

/** What a template is for, as callbacks name it (CLOUD_API 3.7). */
export const categories = Word.list("AUTHENTICATION", "MARKETING", "UTILITY")

/** How well a template is received, the best first (CLOUD_API 3.6). */
export const scores = Word.list("GREEN", "YELLOW", "RED", "UNKNOWN")

/** Which template a notice is about. */
export interface TemplateRef {
  readonly id: string | null
  readonly name: string | null
  /** As callbacks write it (`en-US`); templates themselves write `en_US`. */
  readonly language: string | null
}

/** Something became of a template (TP-06); `template/ApprovalNotice` says what it means for its approval. */
export interface TemplateStatusChanged extends Dated {
  readonly _tag: "TemplateStatusChanged"
  readonly template: TemplateRef
  readonly event: Word.In<typeof statuses> | null
  readonly category: Word.In<typeof categories> | null
  readonly reason: Word.In<typeof reasons> | null
  /** Why it was rejected and what would help, for people. */
  readonly rejection: { readonly reason: string | null; readonly recommendation: string | null } | null
  readonly pause: { readonly title: Word.In<typeof pauses> | null; readonly description: string | null } | null
  /** When it was or will be disabled, as the platform writes days. */
  readonly disableDate: string | null
}

/** How well a template is received changed. */
export interface TemplateQualityChanged extends Dated {
  readonly _tag: "TemplateQualityChanged"
  readonly template: TemplateRef
  readonly previous: Word.In<typeof scores> | null
  readonly current: Word.In<typeof scores> | null
}

/** Keys that say which template it is. */
export const refKeys = ["message_template_id", "message_template_name", "message_template_language"]
const knownQuality = new Set([...refKeys, "previous_quality_score", "new_quality_score"])
const knownStatus = new Set([
  ...refKeys,
  "event",
  "reason",
  "message_template_category",
  "rejection_info",
  "other_info",
  "disable_info"
])
const knownRejection = new Set(["reason", "recommendation"])
const knownPause = new Set(["title", "description"])
const knownDisable = new Set(["disable_date"])
/** Which template a value is about. */
export const readRef = (log: Log.Log, value: Read.Fields, path: string): TemplateRef => ({
  id: Read.id(log, value, "message_template_id", path),
  name: Read.text(log, value, "message_template_name", path),
  language: Read.text(log, value, "message_template_language", path)
})

const readRejection = (
  log: Log.Log,
  value: Read.Fields,
  path: string
): NonNullable<TemplateStatusChanged["rejection"]> => {
  Read.onlyKnown(log, value, knownRejection, path)
  return {
    reason: Read.text(log, value, "reason", path),
    recommendation: Read.text(log, value, "recommendation", path)
  }
}

const readPause = (log: Log.Log, value: Read.Fields, path: string): NonNullable<TemplateStatusChanged["pause"]> => {
  Read.onlyKnown(log, value, knownPause, path)
  return {
    title: Read.word(log, value, "title", path, pauses),
    description: Read.text(log, value, "description", path)
  }
}

const readDisableDate = (log: Log.Log, value: Read.Fields, path: string): string | null => {
  Read.onlyKnown(log, value, knownDisable, path)
  return Read.id(log, value, "disable_date", path)
}

/** `message_template_quality_update` */
export const readQuality: Notice.Reader<TemplateQualityChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownQuality, path)
  const current = Read.word(log, value, "new_quality_score", path, scores)
  return [
    {
      _tag: "TemplateQualityChanged",
      ...Notice.datedAs(log, value, place, null),
      template: readRef(log, value, path),
      previous: Read.word(log, value, "previous_quality_score", path, scores),
      current: Notice.needed(log, current, value, path, "new_quality_score")
    }
  ]
}

/**
 * `message_template_status_update`. The platform's own page shows a quality update under this field; one that carries a score and no
 * event is read as what it is.
 */
export const readStatus: Notice.Reader<TemplateStatusChanged | TemplateQualityChanged> = (log, value, place) => {
  if (value["event"] === undefined && value["new_quality_score"] !== undefined) return readQuality(log, value, place)
  const { path } = place
  Read.onlyKnown(log, value, knownStatus, path)
  const event = Read.word(log, value, "event", path, statuses)
  return [
    {
      _tag: "TemplateStatusChanged",
      ...Notice.datedAs(log, value, place, null),
      template: readRef(log, value, path),
      event: Notice.needed(log, event, value, path, "event"),
      category: Read.word(log, value, "message_template_category", path, categories),
      reason: Read.word(log, value, "reason", path, reasons),
      rejection: Read.record(log, value, "rejection_info", path, readRejection),
      pause: Read.record(log, value, "other_info", path, readPause),
      disableDate: Read.record(log, value, "disable_info", path, readDisableDate)
    }
  ]
}
