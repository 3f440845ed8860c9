import * as EventType from "@sluice/core/subscription/EventType"
import type { StepTaken, Tidings } from "../ports/Feed.ts"

/** What a step of a message is told as; null for one that nobody is told of. */
export const told = (step: StepTaken): Tidings | null => {
  const type = EventType.ofStep(step.before, step.after)
  if (type === null) return null
  const { accountId, after, atMillis, attempts, failure, idempotencyKey, messageId, recipient, senderId, wamid } = step
  return {
    type,
    accountId,
    atMillis,
    data: { accountId, messageId, senderId, recipient, idempotencyKey, wamid, ...after, attempts, failure }
  }
}
