import { Data, Either } from "effect"

/**
 * The ladder of holds (SPEC RL-06, RL-07), as three machines over three rows of a store:
 *
 * | machine | holds | ends by | hands up |
 * | --- | --- | --- | --- |
 * | `SenderLadder` | light 5 min, unexplained 429 1 h, its own part of a medium 1 h | the clock | a medium to its business |
 * | `BusinessLadder` | medium, every sender of the business | 1 h and a review | a severe to its account |
 * | `AccountLadder` | severe, every business of the account | an accepted probe after 24 h, or 72 h and a review | |
 *
 * What one machine hands up is a fact with a number. The row above takes it by its own atomic step, so nothing is locked across rows;
 * until it has, the row below holds by itself.
 */

/** A hold handed up to the row above. Numbers grow by one in the row that hands up. */
export interface Escalation {
  readonly number: number
  readonly reason: EscalationReason
  readonly atMillis: number
}

/** What handed a hold up: three lights in a row, over ten in a minute, a send during a light, five mediums in a day (SPEC RL-06). */
export type EscalationReason = "lights in a row" | "burst" | "forced" | "mediums in a day"

/** An answer (a review, a probe's outcome) that belongs to another hold than the one that stands: it changes nothing. */
export class StaleNumber extends Data.TaggedError("StaleNumber")<{
  readonly given: number
  /** Number of the hold that stands; null when none does. */
  readonly standing: number | null
}> {
  override get message(): string {
    const standing = this.standing === null ? "none stands" : `hold ${this.standing} stands`
    return `this answers hold ${this.given}, and ${standing}`
  }
}

/**
 * The next state of a machine whose hold an answer is about, and is refused where another one stands.
 *
 * @param standing number of the hold that stands; null when none does.
 */
export const fenced = <S>(standing: number | null, given: number, next: () => S): Either.Either<S, StaleNumber> =>
  standing === given ? Either.right(next()) : Either.left(new StaleNumber({ given, standing }))
