import * as HeldTime from "@sluice/core/retry/HeldTime"
import type { Message } from "./Outbox.ts"

/**
 * `Message.heldMillis` once its next attempt begins at `beganMillis`: what every store writes with `Lanes.begin` (RT-01).
 *
 * From the moment it was due to the moment it left, nothing was allowed to leave for it, whatever the reason: a hold, a pause, the pace, the
 * messages before it, no worker. Waits that its plan asked for end when it is due and are not in it. Before the first attempt no plan
 * runs, so that wait counts for nothing.
 */
export const heldMillis = (
  message: Pick<Message, "dueMillis" | "firstAttemptMillis" | "heldMillis">,
  beganMillis: number
): number =>
  message.firstAttemptMillis === null
    ? message.heldMillis
    : message.heldMillis +
      HeldTime.within(
        [{ sinceMillis: message.dueMillis, untilMillis: beganMillis }],
        message.firstAttemptMillis,
        beganMillis
      )
