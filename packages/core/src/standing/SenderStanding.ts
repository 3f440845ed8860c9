import { Data, Either, Schema } from "effect"
import type { Standing } from "../policy/Standing.ts"
import * as Complaints from "./Complaints.ts"
import * as Observation from "./Observation.ts"

/**
 * How one sender stands: what it sent and what was complained about, when it was registered, what it expects to send, and its raise
 * (SPEC ST-01 to ST-03).
 *
 * The raise, whose limit `Observation` watches:
 * - not raised -- `Asked` --> asked for -- `Granted` --> watched for seven days; -- `Declined` --> not raised
 * - not raised -- `Granted` --> watched: a platform may raise a limit that nobody asked Sluice about
 * - watched -- `Looked` finds too many complaints --> put back, which is not raised; its end --> raised for good
 *
 * Other edges are refused with `IllegalRaise`. Everything else may happen at any time.
 */
export const State = Schema.Struct({
  complaints: Complaints.State,
  /** Up to where its sends are counted; null before the first count. */
  countedMillis: Schema.NullOr(Schema.Number),
  registeredMillis: Schema.NullOr(Schema.Number),
  /** When its business went live with it; null while nobody has said: then it is the day of the first message. */
  liveMillis: Schema.NullOr(Schema.Number),
  /** As `RaiseAdvice.Facts` has it. */
  forecastMonthly: Schema.NullOr(Schema.Array(Schema.Number)),
  /** When a raise was asked for that nobody has answered yet; null without one. */
  askedMillis: Schema.NullOr(Schema.Number),
  observation: Observation.State
})
export type State = typeof State.Type

/** A sender of which nothing was counted, reported or told. */
export const initial: State = {
  complaints: Complaints.initial,
  countedMillis: null,
  registeredMillis: null,
  liveMillis: null,
  forecastMonthly: null,
  askedMillis: null,
  observation: Observation.initial
}

/** What somebody tells of a sender; what is left out stays. */
export interface Description {
  readonly registeredMillis?: number
  readonly liveMillis?: number
  readonly forecastMonthly?: ReadonlyArray<number>
}

/**
 * Facts of a sender.
 *
 * - `Counted`: it sent so many messages from `fromMillis` (null at first) up to `toMillis`, which lie on one UTC day. One that does not begin where
 *   the last one ended is another's repeat, and changes nothing.
 * - `Reported`: complaints of a day, all of them so far (`Complaints.reported`).
 */
export type Event =
  | {
      readonly _tag: "Counted"
      readonly fromMillis: number | null
      readonly toMillis: number
      readonly day: number
      readonly sent: number
    }
  | { readonly _tag: "Reported"; readonly day: number; readonly complaints: number }
  | { readonly _tag: "Described"; readonly description: Description }
  | { readonly _tag: "Looked"; readonly atMillis: number }

/** What people do about a raise. */
export type RaiseEvent = "Asked" | "Granted" | "Declined"

/** Where a raise is: `none` before the first, `asked`, and then as `Observation` has it. */
export type Raise = "none" | "asked" | "watching" | "raised" | "put-back"

/** The raise is not where this could happen. */
export class IllegalRaise extends Data.TaggedError("IllegalRaise")<{
  readonly event: RaiseEvent
  readonly from: Raise
}> {
  override get message(): string {
    return `the raise cannot be ${this.event.toLowerCase()}: it is ${this.from}`
  }
}

/** The state after a fact. */
export const evolve = (policy: Standing, state: State, event: Event): State => {
  switch (event._tag) {
    case "Counted": {
      if (event.fromMillis !== state.countedMillis) return state
      const complaints = Complaints.sent(policy, state.complaints, event.sent, Complaints.startMillis(event.day))
      return { ...state, complaints, countedMillis: event.toMillis }
    }
    case "Reported":
      return { ...state, complaints: Complaints.reported(policy, state.complaints, event.day, event.complaints) }
    case "Described":
      return { ...state, ...event.description }
    case "Looked": {
      const observation = Observation.looked(policy, state.observation, state.complaints, event.atMillis)
      return observation === state.observation ? state : { ...state, observation }
    }
  }
}

const observed: Readonly<Record<Observation.State["_tag"], Raise>> = {
  Initial: "none",
  Watching: "watching",
  PutBack: "put-back",
  Raised: "raised"
}

/** Where the raise is. */
export const raise = ({ askedMillis, observation }: State): Raise =>
  askedMillis === null ? observed[observation._tag] : "asked"

/**
 * The state after somebody's act on the raise; `IllegalRaise` where it has no edge, and then nothing changes.
 *
 * @param isRaised whether the limit is raised already, by whatever was configured or granted.
 */
export const stepRaise = (
  policy: Standing,
  state: State,
  event: RaiseEvent,
  isRaised: boolean,
  atMillis: number
): Either.Either<State, IllegalRaise> => {
  const from = raise(state)
  const illegal = Either.left(new IllegalRaise({ event, from: isRaised && from === "none" ? "raised" : from }))
  switch (event) {
    case "Asked":
      return isRaised || from === "asked" ? illegal : Either.right({ ...state, askedMillis: atMillis })
    case "Granted":
      return isRaised
        ? illegal
        : Either.right({
            ...state,
            askedMillis: null,
            observation: Observation.raised(policy, state.observation, atMillis)
          })
    case "Declined":
      return from === "asked" ? Either.right({ ...state, askedMillis: null }) : illegal
  }
}

/** The limit that a sender has: what was granted or put back stands above what was configured. */
export const tier = ({ observation }: State, configured: "initial" | "raised"): "initial" | "raised" => {
  if (observation._tag === "Initial") return configured
  return Observation.isRaised(observation) ? "raised" : "initial"
}

/** When the first week of a business began, by its senders; null before its first message (ST-03). */
export const wentLiveMillis = (states: ReadonlyArray<State>): number | null => {
  const moments = states.flatMap(({ complaints: { firstSentDay }, liveMillis }) => {
    if (liveMillis !== null) return [liveMillis]
    return firstSentDay === null ? [] : [Complaints.startMillis(firstSentDay)]
  })
  return moments.length === 0 ? null : Math.min(...moments)
}
