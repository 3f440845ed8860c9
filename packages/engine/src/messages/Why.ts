import type { Sender } from "../ports/Directory.ts"
import type { PlacedHold } from "../ports/Holds.ts"
import type { Attempt, Message, MessageEvent } from "../ports/Outbox.ts"

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

/** What kept the last attempt from leaving; null where it did leave, or none was made. */
const notSent = (last: Attempt | null): string | null =>
  last !== null && last.outcome === "refused" && last.httpStatus === null ? (last.detail ?? "no reason") : null

const whyQueued = (message: Message, { holds, lastAttempt, nowMillis }: Circumstances): Why => {
  const held = lasting(holds)
  if (held !== null) {
    const { level, scope, reason, untilMillis, needsReview } = held.hold
    const ends = needsReview ? "; an operator has to review it" : ""
    return because("held", `a ${level} hold on its ${scope}: ${reason}${ends}`, untilMillis)
  }
  if (message.dueMillis > nowMillis) {
    const stayed = notSent(lastAttempt)
    if (stayed !== null) {
      const text = `its last attempt never left (${stayed}) and does not count; it is tried again`
      return because("deferred", text, message.dueMillis)
    }
    if (message.failure === null) return because("not-due", "it is not due yet", message.dueMillis)
    const told = message.failedAttempt > 0 && message.failedAttempt === message.attempts
    const by = told ? "the platform took it, and a callback told that it failed" : "the platform refused it"
    return because("deferred", `it is tried again: ${message.failure.detail} (${by})`, message.dueMillis)
  }
  return because("waiting", "it waits for its turn: the sender's pace and the messages before it decide")
}

const whyUncertain = ({ lastAttempt, looked, sender }: Circumstances): Why => {
  const left = `the request left and no answer came${looksSoFar(looked)}`
  if (sender === null || lastAttempt === null) return because("uncertain", `${left}: its callbacks settle it`)
  const { uncertainMillis, uncertainMillisMax, uncertainThen } = sender.policy.certainty
  const act = uncertainThen === "resend" ? "sends it again" : "closes it as failed"
  const hours = Math.round(uncertainMillisMax / 360_000) / 10
  return because(
    "uncertain",
    `${left}: its callbacks settle it; if none comes although others do, the policy ${act}, and after ${hours} h of silence in any case`,
    lastAttempt.startedMillis + uncertainMillis
  )
}

/** How often a missing status was looked for, as a clause of a sentence; nothing before the first look. */
const looksSoFar = (looked: MessageEvent | null): string => {
  const number = looked?.data["number"]
  if (looked === null || looked.data["found"] === true || typeof number !== "number") return ""
  const times = number === 1 ? "once" : `${number} times`
  return looked.data["last"] === true
    ? `, it was looked for ${times} and is not looked for any more`
    : `, it was looked for ${times}`
}

const whyAccepted = (message: Message, looked: MessageEvent | null): Why => {
  switch (message.delivery) {
    case null:
      return because("accepted", `the platform has it; no status has come yet${looksSoFar(looked)}`)
    case "sent":
      return because("sent", `the platform has sent it on; the phone has not confirmed it yet${looksSoFar(looked)}`)
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
  /** The holds that keep it back now (`HeldBy`). */
  readonly holds: ReadonlyArray<PlacedHold>
  readonly lastAttempt: Attempt | null
  /** The newest look for a status that had not come; null before the first (WH-05). */
  readonly looked: MessageEvent | null
  readonly nowMillis: number
}

/** Explains the state of a message. Total: every state has its reason. */
export const why = (message: Message, around: Circumstances): Why => {
  switch (message.state) {
    case "queued":
      return whyQueued(message, around)
    case "sending":
      return because("sending", "its request is on the way")
    case "uncertain":
      return whyUncertain(around)
    case "accepted":
      return whyAccepted(message, around.looked)
    case "failed":
      return because("failed", blamed(message, "it failed for good"))
    case "dead":
      return because("dead", blamed(message, "it ran out of attempts or time; it can be retried"))
    case "cancelled":
      return because("cancelled", "it was taken back before it left")
  }
}
