import type { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import type { State } from "@sluice/core/delivery/MessageState"

/** Where a message stands, as far as its end is concerned. */
export interface Standing {
  readonly state: State
  readonly delivery: DeliveryStatus | null
}

/**
 * Whether a message has come to its end: it reached its recipient, or it will not by itself.
 *
 * `read` may still follow `delivered`, and often never does (WH-04): nobody should wait for it.
 */
export const isOver = ({ delivery, state }: Standing): boolean => {
  switch (state) {
    case "queued":
    case "sending":
    case "uncertain":
      return false
    case "accepted":
      return delivery !== null && delivery !== "sent"
    case "failed":
    case "dead":
    case "cancelled":
      return true
  }
}

/** Whether it reached its recipient. */
export const isReached = ({ delivery, state }: Standing): boolean =>
  state === "accepted" && (delivery === "delivered" || delivery === "read" || delivery === "played")
