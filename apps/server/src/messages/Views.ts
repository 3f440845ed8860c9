import type { HistoryEntry, MessageDetail, MessageView } from "@sluice/client/Message"
import * as Messages from "@sluice/engine/messages/Messages"
import type { Attempt, Message, MessageEvent } from "@sluice/engine/ports/Outbox"
import { Array, Order } from "effect"

type Wire<S extends { readonly Encoded: unknown }> = S["Encoded"]

/** Epoch milliseconds as the API writes times. */
export const iso = (millis: number): string => new Date(millis).toISOString()

/** The same, where there may be none. */
export const isoOrNull = (millis: number | null): string | null => (millis === null ? null : iso(millis))

/** A message as the API shows it: no fence, no digest, nothing that is the store's own. */
export const message = (m: Message): Wire<typeof MessageView> => ({
  id: m.id,
  accountId: m.accountId,
  senderId: m.senderId,
  pool: m.dealt?.pool ?? null,
  recipient: m.recipient,
  content: m.content,
  replyTo: m.replyTo,
  kind: m.kind,
  units: m.units,
  priority: m.priority,
  state: m.state,
  delivery: m.delivery,
  attempts: m.attempts,
  wamid: m.wamid,
  failure: m.failure,
  idempotencyKey: m.idempotencyKey,
  acceptedAt: iso(m.acceptedMillis),
  dueAt: iso(m.dueMillis),
  updatedAt: iso(m.updatedMillis)
})

/** What is on record of one attempt. */
const attemptData = (attempt: Attempt): Readonly<Record<string, unknown>> => ({
  attempt: attempt.number,
  endpoint: attempt.endpoint,
  lane: attempt.fence,
  outcome: attempt.outcome,
  httpStatus: attempt.httpStatus,
  code: attempt.code,
  detail: attempt.detail,
  answeredAt: isoOrNull(attempt.answeredMillis)
})

interface Entry {
  readonly atMillis: number
  readonly kind: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Events and attempts as one history, in the order in which they happened.
 *
 * An attempt tells its record at its `attempted` event; one without an event (there should be none) is shown by itself rather
 * than left out.
 */
const history = (
  events: ReadonlyArray<MessageEvent>,
  attempts: ReadonlyArray<Attempt>
): ReadonlyArray<Wire<typeof HistoryEntry>> => {
  const byNumber = new Map(attempts.map((attempt) => [attempt.number, attempt]))
  const told = events.map((event): Entry => {
    const number = event.kind === "attempted" ? event.data["attempt"] : undefined
    const attempt = typeof number === "number" ? byNumber.get(number) : undefined
    if (attempt === undefined) return event
    byNumber.delete(attempt.number)
    return { ...event, data: { ...event.data, ...attemptData(attempt) } }
  })
  const untold = [...byNumber.values()].map((attempt): Entry => ({
    atMillis: attempt.startedMillis,
    kind: "attempted",
    data: attemptData(attempt)
  }))
  const byTime = Order.mapInput(Order.number, (entry: Entry) => entry.atMillis)
  return Array.sort([...told, ...untold], byTime).map(({ atMillis, kind, data }) => ({ at: iso(atMillis), kind, data }))
}

/** A message with everything that is known of it. */
export const detail = (explained: Messages.Explained): Wire<typeof MessageDetail> => ({
  ...message(explained.message),
  why: { code: explained.why.code, text: explained.why.text, until: isoOrNull(explained.why.untilMillis) },
  history: history(explained.events, explained.attempts)
})
