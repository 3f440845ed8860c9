import { Data, Either } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import * as TopOfHour from "../routing/TopOfHour.ts"

/** What is known of a campaign's list when it is to start. */
export interface List {
  /** Rows that were handed in. */
  readonly received: number
  /** Of those, the ones that were refused. */
  readonly refused: number
}

/**
 * A campaign that must not start.
 *
 * - `empty`: no row of its list can be sent;
 * - `refused`: more of its list was refused than it allows (SPEC PH-08). The whole list has been judged by then, so this is a
 *   count where a sample gives a projection.
 */
export class StartRefused extends Data.TaggedError("StartRefused")<{
  readonly reason: "empty" | "refused"
  readonly list: List
  readonly stopAbove: number | null
}> {
  override get message(): string {
    const { received, refused } = this.list
    if (this.reason === "empty") {
      return received === 0 ? "its list is empty" : `all ${received} rows of its list were refused`
    }
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`
    return `${refused} of ${received} rows were refused (${percent(refused / received)}), more than ${percent(this.stopAbove ?? 1)}`
  }
}

/** The share of a list that was refused, 0 to 1. */
const refusedShare = ({ received, refused }: List): number => (received === 0 ? 0 : refused / received)

/**
 * Whether a campaign may start, and when it really does: as planned, or after the top of the hour that it would be too near to (SPEC
 * RL-11). Never earlier than planned, and never in the past.
 *
 * @param stopAbove share of refused rows, 0 to 1, above which it must not; null for any.
 * @param plannedMillis null: now.
 * @param unit uniform in [0, 1), one for each campaign.
 */
export const decide = (
  pacing: Pacing.Pacing,
  timeZone: string,
  list: List,
  stopAbove: number | null,
  plannedMillis: number | null,
  unit: number,
  nowMillis: number
): Either.Either<number, StartRefused> => {
  if (list.received === list.refused) return Either.left(new StartRefused({ reason: "empty", list, stopAbove }))
  if (stopAbove !== null && refusedShare(list) > stopAbove) {
    return Either.left(new StartRefused({ reason: "refused", list, stopAbove }))
  }
  return Either.right(TopOfHour.startMillis(pacing, timeZone, Math.max(nowMillis, plannedMillis ?? nowMillis), unit))
}
