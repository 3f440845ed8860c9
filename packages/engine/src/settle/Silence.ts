import type { Policy } from "@sluice/core/policy/Policy"
import type { Change, Message, MessageFailure } from "../ports/Outbox.ts"

/**
 * What the silence after a send means (SPEC RT-04). Pure.
 *
 * No callback came: either the platform never had the message, or it has it and cannot say so, because the webhook is down or unsubscribed. The
 * two are told apart by the callbacks of others: one that was received a status's usual time after the send, and processed, shows that the
 * channel was open when the status of this send was due. Then silence is an answer, after `certainty.uncertainMillis`. Without one it is not:
 * the message stays uncertain, and its recipient is spared a copy, until `certainty.uncertainMillisMax`. The platform repeats callbacks for
 * days (CLOUD_API 3.6), so a webhook that comes back in that time settles what it missed.
 */

/** What has been heard of the channel of an account. */
export interface Heard {
  /** Everything that arrived earlier is processed: later silence is not yet silence. */
  readonly processedMillis: number
  /** Arrival of the newest processed callback of the account; null where none ever came. */
  readonly newestMillis: number | null
}

/** What the decision depends on; senders with equal terms can be asked about together. */
export const termsOf = ({ certainty, receiving }: Policy) => ({
  silentMillis: certainty.uncertainMillis,
  silentMillisMax: certainty.uncertainMillisMax,
  // When a status has usually come, abroad as well (WH-04).
  marginMillis: receiving.deliveredAbroadMillisMax
})

/** Sends that began earlier may be decided; none of the others. */
export const decidableBeforeMillis = (policy: Policy, { newestMillis, processedMillis }: Heard): number => {
  const { marginMillis, silentMillis, silentMillisMax } = termsOf(policy)
  const openMillis = newestMillis === null ? Number.NEGATIVE_INFINITY : newestMillis - marginMillis
  return Math.max(Math.min(processedMillis - silentMillis, openMillis), processedMillis - silentMillisMax, 0)
}

const unknownOutcome: MessageFailure = {
  cause: "unknown",
  code: null,
  httpStatus: null,
  detail: "no answer and no callback",
  remedy: "Ask the recipient, or send it again by hand: it may have been delivered."
}

/**
 * What becomes of an uncertain message whose last attempt began at `startedMillis`.
 *
 * @returns null while its callbacks may still settle it.
 */
export const decide = (
  policy: Policy,
  message: Message,
  startedMillis: number,
  heard: Heard,
  nowMillis: number
): Change | null => {
  if (message.state !== "uncertain" || startedMillis >= decidableBeforeMillis(policy, heard)) return null
  const { uncertainResendsMax, uncertainThen } = policy.certainty
  const { marginMillis } = termsOf(policy)
  const open = heard.newestMillis !== null && heard.newestMillis - startedMillis >= marginMillis
  const settled = {
    atMillis: nowMillis,
    kind: "settled",
    data: {
      by: "policy",
      then: uncertainThen,
      silentMillis: heard.processedMillis - startedMillis,
      channel: open ? "open" : "silent"
    }
  } as const
  switch (uncertainThen) {
    case "resend":
      // What never left was no copy.
      if (message.attempts - message.attemptsBeforePlan - message.unsent > uncertainResendsMax) {
        return {
          state: "dead",
          failure: unknownOutcome,
          events: [settled, { atMillis: nowMillis, kind: "dead", data: { by: "uncertain again and again" } }]
        }
      }
      return { state: "queued", dueMillis: nowMillis, events: [settled] }
    case "fail":
      return {
        state: "failed",
        failure: unknownOutcome,
        events: [settled, { atMillis: nowMillis, kind: "failed", data: { cause: "unknown" } }]
      }
  }
}
