import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Delivery from "@sluice/core/delivery/Delivery"
import * as MessageState from "@sluice/core/delivery/MessageState"
import * as Classification from "@sluice/core/failure/Classification"
import { Either } from "effect"
import type { Change, Message, MessageEvent, MessageFailure } from "../ports/Outbox.ts"

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

const failureOf = (event: StatusChanged): MessageFailure => {
  const error = event.errors[0]
  const failure = Classification.classify({
    provider: "cloud-api",
    httpStatus: null,
    code: error?.code ?? null,
    details: error?.details ?? error?.message ?? null
  })
  const { cause, code, remedy, title } = failure
  return { cause, code, httpStatus: null, detail: title, remedy }
}

/**
 * What the statuses of one message change, in the order in which they came (SPEC WH-03, WH-04). Pure.
 *
 * A status never moves a message backwards. One that names a message which is queued, sending or uncertain settles it: the platform
 * has it, whatever became of the answer (RT-04).
 *
 * @returns null when they tell nothing that is not recorded already.
 */
export const apply = (before: Message, statuses: ReadonlyArray<StatusChanged>, nowMillis: number): Change | null => {
  const events: Array<MessageEvent> = []
  let { delivery, failure, state, wamid } = before
  /** One step of the message's life; where there is no such edge it stays as it is. */
  const step = (event: "accepted" | "failed"): void => {
    const next = Either.getOrElse(MessageState.step(state, event), () => state)
    if (next !== state && (state === "uncertain" || state === "queued" || state === "sending")) {
      events.push({ atMillis: nowMillis, kind: "settled", data: { by: "callback", from: state } })
    }
    state = next
  }
  /** Replayed and not begun since: whatever comes is about an attempt before that. */
  const startedOver = before.attempts > 0 && before.attempts === before.attemptsBeforePlan
  for (const event of statuses) {
    const status = asDelivery(event.status)
    const data = { status: event.statusText, platformSeconds: event.timestampSeconds }
    if (status === null) {
      events.push({ atMillis: nowMillis, kind: "status", data })
      continue
    }
    // Both are words about one attempt; of one that another has followed, or will, they say nothing about the message.
    const earlier = startedOver || (status === "failed" && wamid !== null && wamid !== event.wamid)
    if (earlier && (status === "failed" || status === "sent")) {
      events.push({ atMillis: nowMillis, kind: "status", data: { ...data, earlierAttempt: true } })
      continue
    }
    wamid = wamid ?? event.wamid
    const outcome = Delivery.apply(delivery, status)
    if (outcome._tag !== "Stale") {
      delivery = outcome.next
      events.push({ atMillis: nowMillis, kind: "status", data })
    }
    if (outcome._tag === "Contradiction") {
      const { next, reached, reported } = outcome
      events.push({ atMillis: nowMillis, kind: "contradicted", data: { reached, reported, stands: next } })
    }
    if (delivery !== "failed") {
      step("accepted")
      if (state === "accepted") failure = null
    } else if (state !== "failed") {
      step("failed")
      failure = failureOf(event)
      events.push({ atMillis: nowMillis, kind: "failed", data: { cause: failure.cause, code: failure.code } })
    }
  }
  if (events.length === 0 && wamid === before.wamid) return null
  return {
    state,
    ...(delivery === null ? {} : { delivery }),
    ...(wamid === null ? {} : { wamid }),
    failure,
    events
  }
}
