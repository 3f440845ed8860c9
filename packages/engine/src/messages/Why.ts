import type { Sender } from "../ports/Directory.ts"
import type { PlacedHold } from "../ports/Holds.ts"
import type { Attempt, Message } from "../ports/Outbox.ts"

/** Why a message is where it is: a word for programs, a sentence for people, and when that may change by itself. */
export interface Why {
  readonly code:
    | "waiting"
    | "not-due"
    | "deferred"
    | "held"
    | "sending"
    | "uncertain"
    | "accepted"
    | "sent"
    | "delivered"
    | "read"
    | "played"
    | "undelivered"
    | "failed"
    | "dead"
    | "cancelled"
  readonly text: string
  /** Epoch milliseconds; null when no clock changes it. */
  readonly untilMillis: number | null
}

const because = (code: Why["code"], text: string, untilMillis: number | null = null): Why => ({
  code,
  text,
  untilMillis
})

const blamed = ({ failure }: Message, otherwise: string): string =>
  failure === null ? otherwise : `${failure.detail}; ${failure.remedy}`

/** Of several holds, the one that lasts: one that only somebody ends, else the latest. */
const lasting = (holds: ReadonlyArray<PlacedHold>): PlacedHold | null =>
  holds.reduce<PlacedHold | null>((longest, placed) => {
    if (longest === null) return placed
    const end = (one: PlacedHold) => one.hold.untilMillis ?? Number.POSITIVE_INFINITY
    return end(placed) > end(longest) ? placed : longest
  }, null)

const whyQueued = (message: Message, holds: ReadonlyArray<PlacedHold>, nowMillis: number): Why => {
  const held = lasting(holds)
  if (held !== null) {
    const { level, scope, reason, untilMillis, needsReview } = held.hold
    const ends = needsReview ? "; an operator has to review it" : ""
    return because("held", `a ${level} hold on its ${scope}: ${reason}${ends}`, untilMillis)
  }
  if (message.dueMillis > nowMillis) {
    return message.failure === null
      ? because("not-due", "it is not due yet", message.dueMillis)
      : because("deferred", `it is tried again: ${message.failure.detail}`, message.dueMillis)
  }
  return because("waiting", "it waits for its turn: the sender's pace and the messages before it decide")
}

const whyUncertain = (sender: Sender | null, last: Attempt | null): Why => {
  const waits = sender?.policy.certainty.uncertainMillis ?? null
  const until = waits === null || last === null ? null : last.startedMillis + waits
  return because(
    "uncertain",
    "the request left and no answer came: its callbacks settle it, or else the policy does",
    until
  )
}

const whyAccepted = (message: Message): Why => {
  switch (message.delivery) {
    case null:
      return because("accepted", "the platform has it; no status has come yet")
    case "sent":
      return because("sent", "the platform has sent it on; the phone has not confirmed it yet")
    case "delivered":
      return because("delivered", "it is on the recipient's phone")
    case "read":
      return because("read", "the recipient has read it")
    case "played":
      return because("played", "the recipient has played it")
    case "failed":
      return because("undelivered", blamed(message, "the platform reports that it was not delivered"))
  }
}

/** What is known around a message. `sender` is null when it is no longer configured. */
export interface Circumstances {
  readonly sender: Sender | null
  /** The holds that bind its sender, its pair or its template now. */
  readonly holds: ReadonlyArray<PlacedHold>
  readonly lastAttempt: Attempt | null
  readonly nowMillis: number
}

/** Explains the state of a message. Total: every state has its reason. */
export const why = (message: Message, { sender, holds, lastAttempt, nowMillis }: Circumstances): Why => {
  switch (message.state) {
    case "queued":
      return whyQueued(message, holds, nowMillis)
    case "sending":
      return because("sending", "its request is on the way")
    case "uncertain":
      return whyUncertain(sender, lastAttempt)
    case "accepted":
      return whyAccepted(message)
    case "failed":
      return because("failed", blamed(message, "it failed for good"))
    case "dead":
      return because("dead", blamed(message, "it ran out of attempts or time; it can be retried"))
    case "cancelled":
      return because("cancelled", "it was taken back before it left")
  }
}
