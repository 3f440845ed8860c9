import type { CountedRecipient, RecentSend } from "../../ports/Lanes.ts"
import type { State } from "./State.ts"

/** Whether a slot is kept for longer by `a` than by `b`: what has no answer comes first, then what was answered last, then what began last. */
const keepsLonger = (a: CountedRecipient, b: CountedRecipient): boolean => {
  const [answeredA, answeredB] = [a.answeredMillis ?? Infinity, b.answeredMillis ?? Infinity]
  return answeredA > answeredB || (answeredA === answeredB && a.startedMillis > b.startedMillis)
}

/**
 * The sends of a sender since a moment, from which a lane rebuilds its window and the spacing towards each recipient.
 *
 * @param aloneSinceMillis a send that was answered before it counts only where its recipient had another; null: every one counts.
 */
export const of = (
  messages: State["messages"],
  senderId: string,
  sinceMillis: number,
  aloneSinceMillis: number | null
): ReadonlyArray<RecentSend> => {
  const sends = messages.sends(senderId).flatMap(({ answeredMillis, messageId, startedMillis }): Array<RecentSend> => {
    const message = messages.table.get(messageId)
    if (message === undefined || startedMillis <= sinceMillis) return []
    return [{ messageId, recipient: message.recipient, units: message.units, startedMillis, answeredMillis }]
  })
  if (aloneSinceMillis === null) return sends
  const counts = new Map<string, number>()
  for (const { recipient } of sends) counts.set(recipient, (counts.get(recipient) ?? 0) + 1)
  return sends.filter(
    ({ answeredMillis, recipient }) =>
      answeredMillis === null || answeredMillis > aloneSinceMillis || (counts.get(recipient) ?? 0) > 1
  )
}

/** Of each recipient the send that keeps its slot for longest: one without an answer, else the one answered last. */
export const counted = (
  messages: State["messages"],
  senderId: string,
  sinceMillis: number
): ReadonlyArray<CountedRecipient> => {
  const byRecipient = new Map<string, CountedRecipient>()
  for (const { answeredMillis, counted, messageId, startedMillis } of messages.sends(senderId)) {
    const recipient = messages.table.get(messageId)?.recipient
    if (!counted || recipient === undefined || startedMillis <= sinceMillis) continue
    const before = byRecipient.get(recipient)
    const next = { recipient, startedMillis, answeredMillis }
    byRecipient.set(recipient, before === undefined || keepsLonger(next, before) ? next : before)
  }
  return [...byRecipient.values()].sort((a, b) => (a.recipient < b.recipient ? -1 : 1))
}
