import type { TemplateStatusChanged } from "../callback/notices/Template.ts"
import * as Approval from "./Approval.ts"

/**
 * What a callback of field `message_template_status_update` says of a template's approval (CLOUD_API 3.6).
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

type Event = NonNullable<TemplateStatusChanged["event"]>["word"]
type Pause = NonNullable<NonNullable<TemplateStatusChanged["pause"]>["title"]>["word"]

/** How long pauses last, by their place (CLOUD_API 3.4). A pause of pacing takes a hand to end. */
const pauseMillis: Readonly<Partial<Record<Pause, number>>> = {
  FIRST_PAUSE: 3 * 3_600_000,
  SECOND_PAUSE: 6 * 3_600_000
}

/** `NONE` is how the platform writes that there is no reason. */
const said = (text: string | null | undefined): string | null => (text === undefined || text === "NONE" ? null : text)

const reason = ({ pause, reason: word, rejection }: TemplateStatusChanged): Approval.Reason => ({
  code: said(word?.text),
  details: said(rejection?.reason) ?? said(pause?.description),
  recommendation: said(rejection?.recommendation)
})

const paused = (notice: TemplateStatusChanged): Approval.Event => {
  const title = notice.pause?.title?.word
  return Approval.Paused({
    reason: reason(notice),
    forMillis: title === undefined ? null : (pauseMillis[title] ?? null)
  })
}

const disabled =
  (code: string | null) =>
  (notice: TemplateStatusChanged): Approval.Event => {
    const why = reason(notice)
    return Approval.Disabled({ reason: { ...why, code: code ?? why.code } })
  }

const nothing = () => null

/** What each word of the platform leads to; null where a template's status stays as it is. */
const events: Readonly<Record<Exclude<Event, "other">, (notice: TemplateStatusChanged) => Approval.Event | null>> = {
  APPROVED: () => Approval.Approved(),
  REINSTATED: () => Approval.Approved(),
  UNARCHIVED: () => Approval.Approved(),
  PENDING: () => Approval.Reviewing(),
  IN_APPEAL: () => Approval.Reviewing(),
  REJECTED: (notice) => Approval.Rejected({ reason: reason(notice) }),
  PAUSED: paused,
  DISABLED: disabled(null),
  DELETED: disabled("DELETED"),
  PENDING_DELETION: disabled("PENDING_DELETION"),
  ARCHIVED: disabled("ARCHIVED"),
  FLAGGED: nothing,
  LOCKED: nothing,
  LIMIT_EXCEEDED: nothing
}

/** What a notice means for the approval of its template. Total: a word that the decoder did not know is `Unknown`, kept as it came. */
export const read = (notice: TemplateStatusChanged): ApprovalNotice => {
  const template: Subject = {
    ...notice.template,
    language: notice.template.language?.replaceAll("-", "_") ?? null
  }
  const { event: word } = notice
  if (word === null || word.word === "other") return { _tag: "Unknown", template, word: word?.text ?? null }
  const event = events[word.word](notice)
  return event === null ? { _tag: "Noted", template, word: word.text } : { _tag: "Changed", template, event }
}
