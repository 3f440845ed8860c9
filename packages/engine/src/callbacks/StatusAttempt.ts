import type { StatusChanged } from "@sluice/core/callback/Event"
import * as MessageState from "@sluice/core/delivery/MessageState"
import type { Message } from "../ports/Outbox.ts"
import * as Opaque from "./Opaque.ts"

/**
 * Which attempt of a message a status is about; 0 for one that began before anything that is known.
 *
 * Its opaque data tells. Without an attempt in it (sent by an earlier version, or found by the platform's name alone) the name does: a name
 * other than the message's is of an earlier attempt, and the message's own stays with an attempt that failed until a later one has another.
 */
export const of = (message: Message, { opaque, wamid }: Pick<StatusChanged, "opaque" | "wamid">): number => {
  const told = Opaque.read(opaque)
  if (told !== null && told.messageId === message.id && told.attempt !== null) return told.attempt
  if (message.wamid !== null && message.wamid !== wamid) return Math.max(0, message.attempts - 1)
  const isOfFailed = MessageState.isOpen(message.state) && message.wamid === wamid && message.failedAttempt > 0
  return isOfFailed ? message.failedAttempt : message.attempts
}

/**
 * What the attempt is to the message, where the platform speaks of its own side (`sent`, `failed`):
 *
 * - `over`: a callback has reported it as failed; nothing that comes later about it says anything new.
 * - `earlier`: another attempt has taken its place, or an operator has let the message start over: recorded, and no more.
 * - `open`: the message stands or falls with it.
 *
 * An accepted message stands on the attempt whose name it bears. One that is in flight stands on that flight. One that waits, or was given up,
 * falls with its last attempt, and stands on whichever attempt the platform turns out to have: if it were sent again nevertheless, its recipient
 * would get it twice.
 */
export const standing = (
  message: Message,
  { status, wamid }: Pick<StatusChanged, "status" | "wamid">,
  attempt: number
): "over" | "earlier" | "open" => {
  if (attempt > 0 && attempt <= message.attemptsBeforePlan) return "earlier"
  if (attempt > 0 && attempt <= message.failedAttempt) return "over"
  switch (message.state) {
    case "accepted":
      return message.wamid === null || message.wamid === wamid ? "open" : "earlier"
    case "sending":
      return attempt < message.attempts ? "earlier" : "open"
    case "queued":
    case "uncertain":
    case "failed":
    case "dead":
    case "cancelled":
      return status === "failed" && attempt < message.attempts ? "earlier" : "open"
  }
}
