import * as Channel from "@sluice/core/delivery/Channel"
import type { Policy } from "@sluice/core/policy/Policy"
import * as Tries from "@sluice/core/retry/Tries"
import type { Change, Message, MessageFailure } from "../ports/Outbox.ts"

/**
 * What the silence after a send means (SPEC RT-04). Pure.
 *
 * No callback came: either the platform never had the message, or it has it and could not say so, because our door was shut, or the webhook is down
 * or unsubscribed. The callbacks of others tell the two apart: where they show that the channel was open when the status of this send was due, or
 * for long enough since that the platform has come again with what an outage held up, silence is an answer (core's `Channel`), after
 * `certainty.uncertainMillis`. Where they do not, the message stays uncertain, and its recipient is spared a copy, until
 * `certainty.uncertainMillisMax`. The platform repeats callbacks for days (CLOUD_API 3.6), so a webhook that comes back in that time settles what
 * it missed.
 */

/** What has been heard of the channel of an account. */
export interface Heard {
  /** Everything that arrived earlier is processed: later silence is not yet silence. */
  readonly processedMillis: number
  /** Arrival of the newest processed callback of the account; null where none ever came. */
  readonly newestMillis: number | null
  /** Spans in which none came, since the first send that is asked about; of those that are longer than `termsOf().marginMillis`. */
  readonly gaps: ReadonlyArray<Channel.Gap>
}

/** What the decision depends on; senders with equal terms can be asked about together. */
export const termsOf = ({ certainty, receiving }: Policy) => ({
  silentMillis: certainty.uncertainMillis,
  silentMillisMax: certainty.uncertainMillisMax,
  // When a status has usually come, abroad as well (WH-04).
  marginMillis: receiving.deliveredAbroadMillisMax,
  repeatMillis: receiving.repeatMillis,
  repeatFactor: receiving.repeatFactor
})

/** Sends that began earlier have been silent for long enough to be asked about; none of the others. */
export const askedBeforeMillis = (policy: Policy, processedMillis: number): number =>
  Math.max(0, processedMillis - termsOf(policy).silentMillis)

/** Gaps that began earlier decide nothing: whatever is older than this is decided without them. */
export const gapsSinceMillis = (policy: Policy, processedMillis: number): number =>
  processedMillis - termsOf(policy).silentMillisMax

const isOpen = (policy: Policy, startedMillis: number, { gaps, newestMillis }: Heard): boolean =>
  newestMillis !== null && newestMillis >= Channel.tellingMillis(policy.receiving, startedMillis, gaps)

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
  const { processedMillis } = heard
  if (message.state !== "uncertain" || startedMillis >= askedBeforeMillis(policy, processedMillis)) return null
  const open = isOpen(policy, startedMillis, heard)
  const { uncertainMillisMax, uncertainResendsMax, uncertainThen } = policy.certainty
  if (!open && processedMillis - startedMillis <= uncertainMillisMax) return null
  const settled = {
    atMillis: nowMillis,
    kind: "settled",
    data: {
      by: "policy",
      then: uncertainThen,
      silentMillis: processedMillis - startedMillis,
      channel: open ? "open" : "silent"
    }
  } as const
  switch (uncertainThen) {
    case "resend":
      // Refusals are no copies, nor is what never left: each send out of uncertainty may be one.
      if (Tries.resends(message.tries) >= uncertainResendsMax) {
        return {
          state: "dead",
          failure: unknownOutcome,
          events: [settled, { atMillis: nowMillis, kind: "dead", data: { by: "uncertain again and again" } }]
        }
      }
      return { state: "queued", dueMillis: nowMillis, tries: Tries.resent(message.tries), events: [settled] }
    case "fail":
      return {
        state: "failed",
        failure: unknownOutcome,
        events: [settled, { atMillis: nowMillis, kind: "failed", data: { cause: "unknown" } }]
      }
  }
}
