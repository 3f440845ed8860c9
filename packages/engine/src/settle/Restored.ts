import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import * as MessageState from "@sluice/core/delivery/MessageState"
import { Either } from "effect"
import type { Change, Message, MessageFailure } from "../ports/Outbox.ts"

/**
 * What a database that was restored to an earlier point can still be believed about (SPEC RT-04). Pure.
 *
 * Between the point and the loss the gateway went on, and nothing of that is on record: a message that waits here may have been sent since, and
 * the callbacks that told so were acknowledged, so that the platform does not repeat them. Silence proves nothing then, and the policy for
 * uncertain sends, which waits for a silence that does, must not decide. So whatever may have left is taken out of the queue, and given up until
 * a callback or an operator says otherwise: a status that comes after all accepts it, and a retry sends it.
 */
export interface Restoration {
  /** When the lost database was last at work, epoch milliseconds: what was due later cannot have left. */
  readonly lostMillis: number
  /** When this is decided. */
  readonly nowMillis: number
}

const mayHaveLeft: MessageFailure = {
  cause: "unknown",
  code: null,
  httpStatus: null,
  detail: "the database was restored to an earlier point: it may have been sent since",
  remedy: "Find out whether the recipient has it, then send it again by hand; a callback that still comes settles it."
}

/**
 * What becomes of a message.
 *
 * @returns null where the lost time can have changed nothing: it was over, or not due yet.
 */
export const decide = (message: Message, { lostMillis, nowMillis }: Restoration): Change | null => {
  const { dueMillis, state } = message
  // What is sending or unknown was due, whatever its due time says by now.
  if (state === "queued" && dueMillis > lostMillis) return null
  if (!MessageState.isOpen(state)) return null
  return Either.match(MessageState.step(state, "exhausted"), {
    onLeft: () => null,
    onRight: (next) => ({
      state: next,
      failure: mayHaveLeft,
      events: [{ atMillis: nowMillis, kind: "dead", data: { by: "database restored", from: state, lostMillis } }]
    })
  })
}

/**
 * What becomes of a campaign: one that was running, or was to start in the lost time, is paused. Rows of its list that were handed over in that time
 * wait in the list again, and only somebody who knows about how many they were can say whether it goes on.
 *
 * @returns null where the lost time cannot have begun it, or it was over.
 */
export const decideCampaign = (
  state: Lifecycle.State,
  { lostMillis, nowMillis }: Restoration
): Lifecycle.State | null => {
  const startMillis = Lifecycle.startMillis(state)
  if (state._tag === "Paused" || startMillis === null || startMillis > lostMillis) return null
  return Either.getOrNull(Lifecycle.step(state, { _tag: "Paused", atMillis: nowMillis }))
}
