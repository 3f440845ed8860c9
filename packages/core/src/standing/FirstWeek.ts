import { Data, Either, Schema } from "effect"
import type { Standing } from "../policy/Standing.ts"
import * as Complaints from "./Complaints.ts"

/**
 * The first week in production: complaints above 0.5 % may suspend the account, so half of that alerts, and the threshold itself stops
 * bulk traffic (SPEC ST-03).
 *
 * States and edges:
 * - `Calm` -- a look finds half the threshold --> `Alerted`; the threshold --> `Stopped`; the week is over --> `Over`
 * - `Alerted` -- the threshold --> `Stopped`; below half --> `Calm`; the week is over --> `Over`
 * - `Stopped` -- an operator lifts it, by its number, once the share is below the threshold --> `Calm` or `Alerted` or `Over`
 *
 * A stop outlives the week: that the clock went on is no reason to send in bulk at a share that is still too high. Conversations go on
 * while bulk is stopped, and bring the share down. `Over` has no edges.
 */
export const State = Schema.Union(
  Schema.TaggedStruct("Calm", { stops: Schema.Int }),
  Schema.TaggedStruct("Alerted", { stops: Schema.Int, atMillis: Schema.Number, share: Schema.Number }),
  /** `stops` is the number of this stop as well. */
  Schema.TaggedStruct("Stopped", { stops: Schema.Int, atMillis: Schema.Number, share: Schema.Number }),
  Schema.TaggedStruct("Over", {})
)
export type State = typeof State.Type

/** A business that goes live: nothing was found yet, nothing was stopped. */
export const initial: State = { _tag: "Calm", stops: 0 }

/** What ST-03 counts: complaints since the account went live, and when that was. */
export interface Facts {
  readonly liveMillis: number
  readonly complaints: Complaints.State
}

/** An operator lifts a stop that does not stand; `standing` is the number of the one that does, null when none. */
export class NotStopped extends Data.TaggedError("NotStopped")<{
  readonly given: number
  readonly standing: number | null
}> {
  override get message(): string {
    return `this lifts stop ${this.given}, and ${this.standing === null ? "none stands" : `stop ${this.standing} stands`}`
  }
}

/** A stop cannot be lifted while its reason stands: another complaint could suspend the account. */
export class StillTooMany extends Data.TaggedError("StillTooMany")<{
  readonly share: number
  readonly shareMax: number
}> {
  override get message(): string {
    return `complaints are ${this.share} of what was sent, and ${this.shareMax} may suspend the account`
  }
}

/** The share of the week's days so far. After the week it is that of the last seven days. */
const shareKnown = (policy: Standing, facts: Facts, nowMillis: number): number | null => {
  const spanMillis = Math.max(0, Math.min(policy.firstWeekMillis, nowMillis - facts.liveMillis))
  return Complaints.share(facts.complaints, spanMillis, nowMillis).share
}

const shareAt = (policy: Standing, facts: Facts, nowMillis: number): number => shareKnown(policy, facts, nowMillis) ?? 0

/** The state below the threshold. Both bounds belong to the worse state; an alert that stands keeps its beginning. */
const below = (policy: Standing, state: State, stops: number, share: number, nowMillis: number): State => {
  if (share < policy.firstWeekComplaintShareMax * policy.firstWeekAlertShare) {
    return state._tag === "Calm" ? state : { _tag: "Calm", stops }
  }
  return state._tag === "Alerted" ? state : { _tag: "Alerted", stops, atMillis: nowMillis, share }
}

/** When the week is over. */
export const endMillis = (policy: Standing, { liveMillis }: Pick<Facts, "liveMillis">): number =>
  liveMillis + policy.firstWeekMillis

const isOver = (policy: Standing, facts: Facts, nowMillis: number): boolean => nowMillis >= endMillis(policy, facts)

/** A look at the complaints, after every new one. A state with another tag than before is what is to be announced. */
export const looked = (policy: Standing, state: State, facts: Facts, nowMillis: number): State => {
  if (state._tag === "Over" || state._tag === "Stopped") return state
  if (isOver(policy, facts, nowMillis)) return { _tag: "Over" }
  const share = shareAt(policy, facts, nowMillis)
  return share >= policy.firstWeekComplaintShareMax
    ? { _tag: "Stopped", stops: state.stops + 1, atMillis: nowMillis, share }
    : below(policy, state, state.stops, share, nowMillis)
}

/** An operator lifts stop `number`. */
export const lifted = (
  policy: Standing,
  state: State,
  number: number,
  facts: Facts,
  nowMillis: number
): Either.Either<State, NotStopped | StillTooMany> => {
  if (state._tag !== "Stopped" || state.stops !== number) {
    const standing = state._tag === "Stopped" ? state.stops : null
    return Either.left(new NotStopped({ given: number, standing }))
  }
  const share = shareAt(policy, facts, nowMillis)
  const shareMax = policy.firstWeekComplaintShareMax
  if (share >= shareMax) return Either.left(new StillTooMany({ share, shareMax }))
  return Either.right(
    isOver(policy, facts, nowMillis) ? { _tag: "Over" } : below(policy, state, state.stops, share, nowMillis)
  )
}

/**
 * The share that is told of (0 to 1), as long as the rule watches: in the first week, and while a stop stands. Null when it does not, or nothing
 * was sent.
 */
export const watched = (policy: Standing, state: State, facts: Facts, nowMillis: number): number | null =>
  state._tag === "Stopped" || (state._tag !== "Over" && !isOver(policy, facts, nowMillis))
    ? shareKnown(policy, facts, nowMillis)
    : null

/** May bulk traffic go? Conversations always may, as far as this rule goes. */
export const admitsBulk = (state: State): boolean => state._tag !== "Stopped"
