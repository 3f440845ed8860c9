import { Schema } from "effect"

/**
 * How far a message got, as its callbacks tell (SPEC WH-03, WH-04).
 *
 * Callbacks come early, twice, out of order and sometimes against each other. So a status does not move a message: it is evidence, and
 * the message stands where the strongest evidence puts it. The statuses form a chain,
 *
 * `sent < failed < delivered < read < played`
 *
 * and what is reached is the greatest seen. Taking the greatest is commutative, associative and idempotent: any order of the same
 * callbacks, with any repeats, ends at the same status, and none moves it backwards. A status that is skipped is implied (`read` without
 * `delivered`); statuses that never come (8 % of `read`) are not missed.
 *
 * **Failed stands apart.** It is the other end of `sent`, not a step on the way: after it, `sent` says nothing new. But a phone that shows the
 * message is stronger evidence than a platform that gave up on it, so `delivered` and beyond win over `failed`, in whichever order
 * they come. Both together are a contradiction: the state follows the rule, and the contradiction is reported to be recorded.
 */
export const DeliveryStatus = Schema.Literal("sent", "delivered", "read", "played", "failed")
export type DeliveryStatus = typeof DeliveryStatus.Type

/** The chain. */
const rank: Readonly<Record<DeliveryStatus, number>> = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 }

/**
 * What a status does to a message:
 *
 * - `Applied`: it goes further than anything before it; the message is at `next`.
 * - `Stale`: doubled, out of order, or implied by what was seen; nothing changes.
 * - `Contradiction`: failed and delivered (or beyond) were both reported; the message is at `next`, which may be where it was.
 */
export type Outcome =
  | { readonly _tag: "Applied"; readonly next: DeliveryStatus }
  | { readonly _tag: "Stale"; readonly reached: DeliveryStatus }
  | {
      readonly _tag: "Contradiction"
      readonly next: DeliveryStatus
      /** What the message had reached, and what was reported against it. */
      readonly reached: DeliveryStatus
      readonly reported: DeliveryStatus
    }

const arrived = (status: DeliveryStatus): boolean => rank[status] >= rank.delivered

/** The further of two statuses; null is before the first. */
export const join = (a: DeliveryStatus | null, b: DeliveryStatus): DeliveryStatus =>
  a === null || rank[b] > rank[a] ? b : a

/**
 * What a status that was reported does to a message. Total: any order of the same reports ends at the same status (WH-03).
 *
 * @param reached the furthest status so far; null before the first.
 */
export const apply = (reached: DeliveryStatus | null, reported: DeliveryStatus): Outcome => {
  const next = join(reached, reported)
  if (reached === null) return { _tag: "Applied", next }
  if (reported === "failed" ? arrived(reached) : reached === "failed" && arrived(reported)) {
    return { _tag: "Contradiction", next, reached, reported }
  }
  return next === reached ? { _tag: "Stale", reached } : { _tag: "Applied", next }
}
