import * as Read from "../message/internal/read.ts"
import * as Approval from "./Approval.ts"

/**
 * What a callback of field `message_template_status_update` says of a template (CLOUD_API 3.6).
 *
 * - `Changed`: an event for `Approval.step`;
 * - `Noted`: known, and no change of status: a warning (`FLAGGED`), a lock;
 * - `Unknown`: a word that this reader does not know, or none; it is kept, never dropped (SPEC WH-09).
 */
export type ApprovalNotice =
  | { readonly _tag: "Changed"; readonly template: Subject; readonly event: Approval.Event }
  | { readonly _tag: "Noted"; readonly template: Subject; readonly word: string }
  | { readonly _tag: "Unknown"; readonly template: Subject; readonly word: string | null }

/** Which template it is about; null where the callback does not say. */
export interface Subject {
  readonly id: string | null
  readonly name: string | null
  /** As templates write it (`en_US`); callbacks write `en-US`. */
  readonly language: string | null
}

/** How long pauses last, by their place (CLOUD_API 3.4). A pause of pacing takes a hand to end. */
const pauseMillis: Readonly<Partial<Record<string, number>>> = {
  FIRST_PAUSE: 3 * 3_600_000,
  SECOND_PAUSE: 6 * 3_600_000
}

/** `NONE` is how the platform writes that there is no reason. */
const word = (value: unknown, ...keys: ReadonlyArray<string>): string | null => {
  const found = Read.word(value, ...keys)
  return found === "NONE" ? null : found
}

const reason = (value: unknown): Approval.Reason => ({
  code: word(value, "reason"),
  details: word(value, "rejection_info", "reason") ?? word(value, "other_info", "description"),
  recommendation: word(value, "rejection_info", "recommendation")
})

const paused = (value: unknown): Approval.Event => {
  const title = word(value, "other_info", "title")
  const known = title !== null && Object.hasOwn(pauseMillis, title)
  return Approval.Paused({ reason: reason(value), forMillis: known ? (pauseMillis[title] ?? null) : null })
}

/** What each word of the platform leads to. */
const events: Readonly<Partial<Record<string, (value: unknown) => Approval.Event | null>>> = {
  APPROVED: () => Approval.Approved(),
  REINSTATED: () => Approval.Approved(),
  PENDING: () => Approval.Reviewing(),
  IN_APPEAL: () => Approval.Reviewing(),
  REJECTED: (value) => Approval.Rejected({ reason: reason(value) }),
  PAUSED: paused,
  DISABLED: (value) => Approval.Disabled({ reason: reason(value) }),
  DELETED: (value) => Approval.Disabled({ reason: { ...reason(value), code: "DELETED" } }),
  PENDING_DELETION: (value) => Approval.Disabled({ reason: { ...reason(value), code: "PENDING_DELETION" } }),
  ARCHIVED: (value) => Approval.Disabled({ reason: { ...reason(value), code: "ARCHIVED" } }),
  UNARCHIVED: () => Approval.Approved(),
  FLAGGED: () => null,
  LOCKED: () => null,
  LIMIT_EXCEEDED: () => null
}

/** Reads a notice's `value`. Total: what has another shape is `Unknown`. */
export const read = (value: unknown): ApprovalNotice => {
  const template: Subject = {
    id: Read.word(value, "message_template_id"),
    name: Read.word(value, "message_template_name"),
    language: Read.word(value, "message_template_language")?.replaceAll("-", "_") ?? null
  }
  const said = Read.word(value, "event")
  if (said === null || !Object.hasOwn(events, said)) return { _tag: "Unknown", template, word: said }
  const event = events[said]?.(value) ?? null
  return event === null ? { _tag: "Noted", template, word: said } : { _tag: "Changed", template, event }
}
