import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Delivery from "@sluice/core/delivery/Delivery"
import * as MessageChange from "../ports/MessageChange.ts"
import type { Change, Message, MessageEvent } from "../ports/Outbox.ts"
import * as FailureRule from "./FailureRule.ts"
import * as StatusAttempt from "./StatusAttempt.ts"
import * as StatusFailure from "./StatusFailure.ts"
import { outcome, settled } from "./StatusStep.ts"
import type { Around, Outcome, Told } from "./StatusStep.ts"

export type { Around } from "./StatusStep.ts"

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
      return FailureRule.apply(told, StatusFailure.of(around.provider, event))
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
