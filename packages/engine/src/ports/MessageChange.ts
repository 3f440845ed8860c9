import * as Tries from "@sluice/core/retry/Tries"
import type { Change, Message } from "./Outbox.ts"

/**
 * The message as a change leaves it: what every store does with what a rule wants (`Outbox.modify`, `Lanes.finish`).
 *
 * Absent fields stay; `failure: null` clears. The message is as new as the newest event, and never gets older.
 */
export const apply = (message: Message, change: Change): Message =>
  merge(change.startsOver ? fresh(message) : message, change)

/** What the next plan starts from: nothing is known of the platform's side any more. */
const fresh = (message: Message): Message => ({
  ...message,
  delivery: null,
  wamid: null,
  failure: null,
  firstAttemptMillis: null,
  attemptsBeforePlan: message.attempts,
  unsent: 0,
  tries: Tries.none,
  heldMillis: 0
})

const merge = (message: Message, change: Change): Message => ({
  ...message,
  state: change.state ?? message.state,
  delivery: change.delivery === undefined ? message.delivery : change.delivery,
  dueMillis: change.dueMillis ?? message.dueMillis,
  unsent: change.unsent ?? message.unsent,
  tries: change.tries ?? message.tries,
  heldMillis: change.heldMillis ?? message.heldMillis,
  failedAttempt: change.failedAttempt ?? message.failedAttempt,
  wamid: change.wamid ?? message.wamid,
  failure: change.failure === undefined ? message.failure : change.failure,
  updatedMillis: change.events.reduce((latest, event) => Math.max(latest, event.atMillis), message.updatedMillis)
})
