import type { Content } from "@sluice/core/message/OutboundMessage"
import type { Change, Message } from "../ports/Outbox.ts"
import { erasedText, isErased, type Person } from "./Person.ts"

/**
 * What is left of what a message says: of a template which one it was, since what was sent is counted and paid for by templates; of everything else
 * nothing. Whether it was text or media is told by the message's `kind`, which stays.
 */
export const contentOf = (content: Content): Content =>
  content.type === "template"
    ? { type: "template", template: { name: content.template.name, language: content.template.language } }
    : { type: "text", text: { body: erasedText } }

/** What of a message, or of a row of a campaign, goes or is replaced; everything else stays as it was. */
export interface Replaced {
  readonly content: Content
  /** A key of the caller's that names the person goes, and with it the promise that it is used once. */
  readonly idempotencyKey: string | null
}

/** What stands in a message, or in a row of a campaign, once the person is taken out of it. A key that does not name the person stays. */
export const replaced = (
  person: Person,
  { content, idempotencyKey }: Pick<Message, "content" | "idempotencyKey">
): Replaced => ({
  content: contentOf(content),
  idempotencyKey: idempotencyKey !== null && person.mentions(idempotencyKey) ? null : idempotencyKey
})

/** Of a request: a digest of it would tell number and text to whoever tries them, so that a repeat under its key is answered as a conflict. */
export const requestDigest = "erased"

/**
 * What a late status may still change of an erased message: how far it came. It is never sent again, since nothing of it is left to send, and neither
 * the platform's name of it nor the status's own words come back.
 */
export const lateChange = (message: Pick<Message, "recipient">, change: Change): Change => {
  if (!isErased(message.recipient)) return change
  const { dueMillis: _due, failure, state, wamid: _wamid, ...rest } = change
  return {
    ...rest,
    ...(state === undefined ? {} : { state: state === "queued" ? "failed" : state }),
    ...(state === "queued" ? { delivery: "failed" as const } : {}),
    ...(failure === undefined ? {} : { failure: failure === null ? null : { ...failure, detail: erasedText } }),
    events: change.events.map(({ atMillis, data, kind }) => ({
      atMillis,
      kind,
      data: Object.fromEntries(Object.entries(data).filter(([key]) => kept.has(key)))
    }))
  }
}

/** Words of a status that are ours or the platform's, and nobody's. */
const kept: ReadonlySet<string> = new Set(["attempt", "by", "cause", "code", "from", "reached", "reported", "status"])
