import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Delivery from "@sluice/core/delivery/Delivery"
import type { Failure } from "@sluice/core/failure/Failure"
import type { Provider } from "@sluice/core/failure/Provider"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { KeyOf } from "../holds/RecipientKeys.ts"
import type { Sender } from "../ports/Directory.ts"
import * as MessageChange from "../ports/MessageChange.ts"
import type { Change, Message, MessageEvent } from "../ports/Outbox.ts"
import * as Aftermath from "../settle/Aftermath.ts"
import * as StatusAttempt from "./StatusAttempt.ts"
import * as StatusFailure from "./StatusFailure.ts"

/** What a status is judged by, besides the message. */
export interface Around {
  /** Whose codes the failures among them bear (SF-01). */
  readonly provider: Provider
  /** Null where it is no longer configured: then nothing is sent again. */
  readonly sender: Sender | null
  readonly nowMillis: number
  /** Spreads the next try; 0 to 1, 1 excluded. */
  readonly randomUnit: number
  /** What holds know a recipient by; left out, nothing is held for one recipient alone. */
  readonly recipientKey?: KeyOf
  /** The moment of each status on the sender's timeline, epoch milliseconds (WH-07); left out, none has one. */
  readonly stampOf?: (event: StatusChanged) => number | null
}

/** What statuses change, and the holds that the failures among them place. */
export interface Outcome {
  readonly change: Change
  readonly holds: ReadonlyArray<Hold>
  /** What it says of the message's media (MD-03): they failed, or the platform sent them on; null where nothing. */
  readonly media: "failed" | "passed" | null
  /** A failure that says that a file which the message names has expired (GD-01); null: nothing of that kind. */
  readonly expired: Failure | null
}

/** The statuses that say how far a message came; the others (`deleted`, `warning`, unknown words) are recorded only. */
const asDelivery = (status: StatusChanged["status"]): Delivery.DeliveryStatus | null => {
  switch (status) {
    case "sent":
    case "delivered":
    case "read":
    case "played":
    case "failed":
      return status
    case "deleted":
    case "warning":
    case "other":
      return null
  }
}

const outcome = (change: Change, ...holds: ReadonlyArray<Hold>): Outcome => ({
  change,
  holds,
  media: null,
  expired: null
})

/** One status of one message, with the words for its history. */
interface Told {
  readonly message: Message
  readonly event: StatusChanged
  readonly attempt: number
  readonly around: Around
  readonly tell: (kind: MessageEvent["kind"], data: MessageEvent["data"]) => MessageEvent
  /** The status itself, as an event. */
  readonly seen: MessageEvent
}

/** Settles what is not accepted yet: the platform has it, whatever became of the answer (RT-04). */
const settled = ({ message: { state }, tell }: Told): ReadonlyArray<MessageEvent> =>
  state === "uncertain" || state === "queued" || state === "sending"
    ? [tell("settled", { by: "callback", from: state })]
    : []

/** The platform has the message, as far as `delivery`; from here on it stands on the attempt of this name. */
const accepted = (told: Told, delivery: Delivery.DeliveryStatus, events: ReadonlyArray<MessageEvent>): Outcome => {
  const { event, message } = told
  const named = message.state === "accepted" && message.wamid !== null ? {} : { wamid: event.wamid }
  const change: Change = {
    ...named,
    state: "accepted",
    delivery,
    failure: null,
    events: [...events, ...settled(told)]
  }
  return { ...outcome(change), media: message.kind === "media" ? "passed" : null }
}

const sent = (told: Told): Outcome | null => {
  const { attempt, event, message, seen } = told
  switch (StatusAttempt.standing(message, event, attempt)) {
    case "over":
      return null
    case "earlier":
      return outcome({ events: [{ ...seen, data: { ...seen.data, earlierAttempt: true } }] })
    case "open": {
      const reached = Delivery.apply(message.delivery, "sent")
      if (reached._tag !== "Stale") return accepted(told, reached.next, [seen])
      // It says nothing new of the delivery, but it may of the attempt: the answer to its request was lost.
      return message.state === "accepted" || reached.reached === "failed"
        ? null
        : accepted(told, reached.reached, [seen])
    }
  }
}

/** That it reached the recipient is true whichever attempt did it. */
const arrived = (told: Told, status: "delivered" | "read" | "played"): Outcome | null => {
  const { attempt, message, seen, tell } = told
  const reached = Delivery.apply(message.delivery, status)
  if (reached._tag === "Stale") return message.state === "accepted" ? null : accepted(told, reached.reached, [seen])
  const failedBefore = message.state !== "accepted" && attempt > 0 && attempt <= message.failedAttempt
  const contradicted =
    reached._tag === "Contradiction" || failedBefore
      ? [tell("contradicted", { reached: "failed", reported: status, stands: reached.next })]
      : []
  return accepted(told, reached.next, [seen, ...contradicted])
}

/** It failed after the platform had taken it: judged like a refusal, by the same catalogue and plans (SF-01, RT-01, RT-02). */
const judged = (told: Told, failure: Failure): Outcome => {
  const { around, attempt, message, seen } = told
  const { cause, code, remedy, title } = failure
  const events = [seen, ...settled(told)]
  if (around.sender === null) {
    const why = { cause, code, httpStatus: null, detail: title, remedy }
    const ended = { state: "failed", delivery: "failed", failedAttempt: attempt, failure: why } as const
    return outcome({ ...ended, events: [...events, told.tell("failed", { cause, code })] })
  }
  const { nowMillis: atMillis, randomUnit, sender } = around
  const facts = {
    sender,
    message,
    heldMillis: message.heldMillis,
    failure,
    httpStatus: null,
    detail: title,
    atMillis,
    randomUnit,
    ...(around.recipientKey === undefined ? {} : { recipientKey: around.recipientKey })
  }
  const { change, hold } = Aftermath.of(facts)
  const again = change.state === "queued"
  const judgement = outcome(
    {
      ...change,
      // Of the attempt that comes next nothing is known.
      delivery: again ? null : "failed",
      failedAttempt: attempt,
      wamid: told.event.wamid,
      events: [...events, ...change.events]
    },
    ...[hold ?? Aftermath.throttled(facts)].filter((placed) => placed !== null)
  )
  const ofMedia = message.kind === "media" && failure.reaction === "media-breaker"
  return {
    ...judgement,
    media: ofMedia ? "failed" : null,
    expired: failure.reaction === "media-cache" ? failure : null
  }
}

const failed = (told: Told, failure: Failure): Outcome | null => {
  const { attempt, event, message, tell } = told
  const { cause, code, retry, title } = failure
  const seen = { ...told.seen, data: { ...told.seen.data, code, cause, title, retry } }
  switch (StatusAttempt.standing(message, event, attempt)) {
    case "over":
      return null
    case "earlier":
      return outcome({
        // So that what comes still later about it settles nothing; where another attempt was accepted, nothing of it could.
        ...(message.state === "accepted" ? {} : { failedAttempt: Math.max(attempt, message.failedAttempt) }),
        events: [{ ...seen, data: { ...seen.data, earlierAttempt: true } }]
      })
    case "open": {
      const reached = Delivery.apply(message.delivery, "failed")
      switch (reached._tag) {
        case "Stale":
          return null
        case "Contradiction": {
          const { next, reached: before, reported } = reached
          const contradicted = tell("contradicted", { reached: before, reported, stands: next })
          return outcome({ failedAttempt: attempt, events: [seen, contradicted] })
        }
        case "Applied":
          return message.state === "failed" || message.state === "dead" || message.state === "cancelled"
            ? outcome({ delivery: "failed", failedAttempt: attempt, events: [seen] })
            : judged({ ...told, seen }, failure)
      }
    }
  }
}

const one = (message: Message, event: StatusChanged, around: Around): Outcome | null => {
  const { nowMillis } = around
  const tell = (kind: MessageEvent["kind"], data: MessageEvent["data"]): MessageEvent => ({
    atMillis: nowMillis,
    kind,
    data
  })
  const attempt = StatusAttempt.of(message, event)
  const platformMillis = around.stampOf?.(event) ?? null
  // One word for one thing, whoever tells it: a provider's own stands beside it. A word that nobody knows stands for itself.
  const known = event.status === "other" ? event.statusText : event.status
  const seen = tell("status", {
    status: known,
    ...(known === event.statusText ? {} : { word: event.statusText }),
    attempt,
    platformSeconds: event.timestampSeconds,
    ...(platformMillis === null ? {} : { platformMillis })
  })
  const told: Told = { message, event, attempt, around, tell, seen }
  const status = asDelivery(event.status)
  switch (status) {
    case null:
      return outcome({ events: [seen] })
    case "sent":
      return sent(told)
    case "failed":
      return failed(told, StatusFailure.of(around.provider, event))
    case "delivered":
    case "read":
    case "played":
      return arrived(told, status)
  }
}

/**
 * What the statuses of one message change, in the order in which they came (SPEC WH-03, WH-04). Pure.
 *
 * - A status never moves a message backwards. What it says of the recipient (`delivered`, `read`, `played`) counts whichever attempt it is
 *   about; what it says of the platform (`sent`, `failed`) counts for its own attempt alone (RT-04, `StatusAttempt`).
 * - A status of a message that is queued, sending or uncertain settles it.
 * - A failure is judged as if the request had been refused: never again, later, or after a hold (SF-01). Once the message has reached the
 *   recipient, it is recorded as a contradiction and changes nothing.
 *
 * @returns null when they tell nothing that is not recorded already.
 */
export const apply = (before: Message, statuses: ReadonlyArray<StatusChanged>, around: Around): Outcome | null => {
  let message = before
  const steps: Array<Outcome> = []
  for (const event of statuses) {
    const step = one(message, event, around)
    if (step === null) continue
    message = MessageChange.apply(message, step.change)
    steps.push(step)
  }
  if (steps.length === 0) return null
  const change = steps.reduce<Partial<Change>>((total, step) => ({ ...total, ...step.change }), {})
  const events = steps.flatMap((step) => step.change.events)
  return {
    change: { ...change, events },
    holds: steps.flatMap((step) => step.holds),
    media: steps.findLast(({ media }) => media !== null)?.media ?? null,
    expired: steps.findLast(({ expired }) => expired !== null)?.expired ?? null
  }
}
