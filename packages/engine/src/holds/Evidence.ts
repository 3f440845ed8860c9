import type { Hold } from "@sluice/core/throttle/Hold"
import { Data } from "effect"
import type { PlacedHold } from "../ports/Holds.ts"
import type { SendSummary } from "../ports/SendRecords.ts"

/** What a reviewer has to have read: a hold, and the sends of the hour before it. */
export interface Hour {
  readonly placed: PlacedHold
  readonly fromMillis: number
  readonly untilMillis: number
  readonly sends: ReadonlyArray<SendSummary>
}

/**
 * Whoever would let a hold end has not read what it is judged by, or something was added to that since (SPEC RL-07): nothing was reviewed. What to read,
 * and what proves that it was, is in `HoldDesk.show`.
 */
export class HoldUnread extends Data.TaggedError("HoldUnread")<{ readonly id: number; readonly isStale: boolean }> {
  override get message(): string {
    return this.isStale
      ? `the sends before hold ${this.id} are not what was read any more: read them again`
      : `hold ${this.id} ends when the sends of the hour before it have been read: review it with the evidence that it is shown with`
  }
}

/** The rungs of the ladder, which an operator must judge by the last hour; what else waits for somebody is judged by other things. */
export const isNeeded = ({ level, needsReview }: Pick<Hold, "level" | "needsReview">): boolean =>
  needsReview && (level === "medium" || level === "severe")

const utf8 = new TextEncoder()

/** Half of a digest: enough that it is not made up, and short enough to be typed. */
const evidenceBytes = 8

/** What proves that an hour was read as it stands: it changes with everything that was shown. */
export const of = (
  sha256: (bytes: Uint8Array) => Uint8Array,
  { fromMillis, placed, sends, untilMillis }: Hour
): string => {
  const { key, level, number, scope } = placed.hold
  const shown = JSON.stringify([placed.id, scope, key, level, number, fromMillis, untilMillis, sends])
  return Array.from(sha256(utf8.encode(shown)).subarray(0, evidenceBytes), (byte) =>
    byte.toString(16).padStart(2, "0")
  ).join("")
}
