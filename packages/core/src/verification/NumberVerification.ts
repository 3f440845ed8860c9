import { Data, Either, Schema } from "effect"
import type { Risk } from "../phone/LineType.ts"
import type { Numbers } from "../policy/Numbers.ts"

/**
 * The extra verification of a risky number by text message: it takes two to three minutes, and three failures in a row block the number
 * for eight hours (SPEC NV-01).
 *
 * States and edges:
 * - `Unverified` -- an attempt begins --> `Pending`
 * - `Pending` -- it passes --> `Verified`; it fails, or its three minutes are over --> `Unverified`; the third in a row --> `Blocked`
 * - `Blocked` -- the clock reaches its end --> `Unverified` with none in the row
 *
 * Every attempt has a number, and an answer carries it. An answer that comes after its attempt's time is refused whatever it says: the
 * attempt has failed, and another may be under way, whose code is another. A code that never came is a failure like a wrong one.
 *
 * Times that pass by themselves are settled by whatever happens next, as of the moment at which they passed; a block runs from there.
 */
export const State = Schema.Union(
  /** `number` is that of the newest attempt; 0 before the first. */
  Schema.TaggedStruct("Unverified", { number: Schema.Int, failuresInRow: Schema.Int }),
  Schema.TaggedStruct("Pending", {
    number: Schema.Int,
    failuresInRow: Schema.Int,
    sinceMillis: Schema.Number,
    untilMillis: Schema.Number
  }),
  Schema.TaggedStruct("Verified", { number: Schema.Int, atMillis: Schema.Number }),
  Schema.TaggedStruct("Blocked", { number: Schema.Int, sinceMillis: Schema.Number, untilMillis: Schema.Number })
)
export type State = typeof State.Type

/** A number that nobody has tried to verify. */
export const initial: State = { _tag: "Unverified", number: 0, failuresInRow: 0 }

/** How an attempt ended: the person gave the right code, or a wrong one, or the text could not be delivered. */
export type Answer = "passed" | "wrong-code" | "undelivered"

/** No attempt can begin: `reason` tells why, `untilMillis` until when; null where that takes no waiting, as there is nothing to do. */
export class NotNow extends Data.TaggedError("NotNow")<{
  readonly reason: "verified" | "pending" | "blocked"
  readonly untilMillis: number | null
}> {
  override get message(): string {
    return this.reason === "verified" ? "the number is verified already" : `an attempt cannot begin: ${this.reason}`
  }
}

/** The answer belongs to another attempt than the one under way: it changes nothing. `pending` is null when none is. */
export class StaleAnswer extends Data.TaggedError("StaleAnswer")<{
  readonly given: number
  readonly pending: number | null
}> {
  override get message(): string {
    return `this answers attempt ${this.given}, and ${this.pending === null ? "none" : `attempt ${this.pending}`} is under way`
  }
}

const failed = (policy: Numbers, state: Extract<State, { _tag: "Pending" }>, atMillis: number): State => {
  const failuresInRow = state.failuresInRow + 1
  return failuresInRow >= policy.verificationFailuresMax
    ? {
        _tag: "Blocked",
        number: state.number,
        sinceMillis: atMillis,
        untilMillis: atMillis + policy.verificationBlockMillis
      }
    : { _tag: "Unverified", number: state.number, failuresInRow }
}

/** The state as the clock has left it: an attempt without an answer has failed, a block that is over is gone. */
const at = (policy: Numbers, state: State, nowMillis: number): State => {
  if (state._tag === "Pending" && nowMillis >= state.untilMillis) {
    return at(policy, failed(policy, state, state.untilMillis), nowMillis)
  }
  return state._tag === "Blocked" && nowMillis >= state.untilMillis
    ? { _tag: "Unverified", number: state.number, failuresInRow: 0 }
    : state
}

/** A code is sent to the number. The attempt's number, which its answer has to carry, is in the state that comes back. */
export const begun = (policy: Numbers, before: State, nowMillis: number): Either.Either<State, NotNow> => {
  const state = at(policy, before, nowMillis)
  switch (state._tag) {
    case "Unverified":
      return Either.right({
        _tag: "Pending",
        number: state.number + 1,
        failuresInRow: state.failuresInRow,
        sinceMillis: nowMillis,
        untilMillis: nowMillis + policy.verificationMillisMax
      })
    case "Pending":
      return Either.left(new NotNow({ reason: "pending", untilMillis: state.untilMillis }))
    case "Blocked":
      return Either.left(new NotNow({ reason: "blocked", untilMillis: state.untilMillis }))
    case "Verified":
      return Either.left(new NotNow({ reason: "verified", untilMillis: null }))
  }
}

/** Attempt `number` was answered. */
export const answered = (
  policy: Numbers,
  before: State,
  number: number,
  answer: Answer,
  nowMillis: number
): Either.Either<State, StaleAnswer> => {
  const state = at(policy, before, nowMillis)
  if (state._tag !== "Pending") return Either.left(new StaleAnswer({ given: number, pending: null }))
  if (state.number !== number) return Either.left(new StaleAnswer({ given: number, pending: state.number }))
  return Either.right(
    answer === "passed" ? { _tag: "Verified", number, atMillis: nowMillis } : failed(policy, state, nowMillis)
  )
}

/**
 * Whether a message may go to the number.
 *
 * `Needed`: an attempt has to begin. `Awaited`: one is under way; answers are usual from `usualMillis` on and come by `untilMillis`.
 */
export type Decision =
  | { readonly _tag: "Admitted" }
  | { readonly _tag: "Needed"; readonly failuresInRow: number }
  | { readonly _tag: "Awaited"; readonly usualMillis: number; readonly untilMillis: number }
  | { readonly _tag: "Blocked"; readonly untilMillis: number }

/**
 * Whether a message may go to the number at `nowMillis` (SPEC NV-01). Changes nothing: times that have passed are counted as passed.
 *
 * @param risk of the number's line type (PH-06): only a high one needs the verification.
 */
export const admits = (policy: Numbers, risk: Risk, before: State, nowMillis: number): Decision => {
  if (risk !== "high") return { _tag: "Admitted" }
  const state = at(policy, before, nowMillis)
  switch (state._tag) {
    case "Verified":
      return { _tag: "Admitted" }
    case "Unverified":
      return { _tag: "Needed", failuresInRow: state.failuresInRow }
    case "Pending":
      return {
        _tag: "Awaited",
        usualMillis: state.sinceMillis + policy.verificationMillisMin,
        untilMillis: state.untilMillis
      }
    case "Blocked":
      return { _tag: "Blocked", untilMillis: state.untilMillis }
  }
}
