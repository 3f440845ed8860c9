import * as Delivery from "@sluice/core/delivery/Delivery"
import type { Failure } from "@sluice/core/failure/Failure"
import * as Aftermath from "../settle/Aftermath.ts"
import * as StatusAttempt from "./StatusAttempt.ts"
import { outcome, settled } from "./StatusStep.ts"
import type { Outcome, Told } from "./StatusStep.ts"

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

/**
 * What a failure changes that comes by callback. Once the message has reached its recipient, it is a contradiction, and only recorded.
 *
 * @returns null where it tells nothing that is not recorded already.
 */
export const apply = (told: Told, failure: Failure): Outcome | null => {
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
