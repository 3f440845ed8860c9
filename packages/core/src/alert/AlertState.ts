import { Data, Either, Schema } from "effect"
import type { AlertRule } from "./AlertRule.ts"
import type { Verdict } from "./Condition.ts"

const counted = { number: Schema.Int }
const standing = { ...counted, sinceMillis: Schema.Number }
const told = { ...standing, firedMillis: Schema.Number, toldMillis: Schema.Number }

/**
 * One alert for one key, from quiet to quiet.
 *
 * States and edges:
 * - `Quiet` -- the condition stands --> `Pending`
 * - `Pending` -- it stood for the rule's span --> `Firing`, or `Muted` where another alert explains it; it no longer stands --> `Quiet`
 * - `Muted` -- nothing explains it any more --> `Pending` anew, as its readings are still full of what explained it; gone for the rule's
 *   span --> `Quiet`
 * - `Firing` -- the condition is gone --> `Recovering`; the repeat interval is over --> `Firing`, told again
 * - `Recovering` -- it is back, or trembles between its thresholds --> `Firing`; gone for the rule's span --> `Quiet`
 * - `Firing`, `Recovering` -- somebody resolves it, by its number --> `Quiet`
 * - any -- the clock went back --> the same, with its spans begun anew
 *
 * What was told to have fired is told to have recovered, muted or not, and nothing else is. `number` counts the firings: an answer that
 * comes late for an older one is told apart by it.
 */
export const State = Schema.Union(
  Schema.TaggedStruct("Quiet", counted),
  Schema.TaggedStruct("Pending", standing),
  /** `by` is the alert that explains it; `clearMillis` when it was last seen gone, null while it stands. */
  Schema.TaggedStruct("Muted", { ...standing, by: Schema.String, clearMillis: Schema.NullOr(Schema.Number) }),
  Schema.TaggedStruct("Firing", told),
  Schema.TaggedStruct("Recovering", { ...told, clearMillis: Schema.Number })
)
export type State = typeof State.Type

/** An alert that has never fired, and whose condition does not stand. */
export const initial: State = { _tag: "Quiet", number: 0 }

/** Facts about one alert. `Fired`, `Repeated`, `Recovered` and `Suppressed` are told (`Watch.Notice`); the others move it silently. */
export type Event = Data.TaggedEnum<{
  Began: { readonly atMillis: number }
  Subsided: {}
  Fired: { readonly atMillis: number }
  Suppressed: { readonly atMillis: number; readonly by: string }
  Unmuted: { readonly atMillis: number }
  Eased: { readonly atMillis: number }
  Relapsed: {}
  Repeated: { readonly atMillis: number }
  Recovered: { readonly atMillis: number }
  /** The clock stands before the state's newest moment. */
  Rewound: { readonly atMillis: number }
}>
const { Began, Eased, Fired, Recovered, Relapsed, Repeated, Rewound, Subsided, Suppressed, Unmuted } =
  Data.taggedEnum<Event>()

/** What was seen: the condition's verdict, and the alert that explains it, null where none does. */
export interface Look {
  readonly verdict: Verdict
  readonly suppressor: string | null
}

type Timing = Pick<AlertRule, "pendingMillis" | "recoveringMillis" | "repeatMillis" | "recovery" | "silence">

const quiet = (number: number): State => ({ _tag: "Quiet", number })

/** The next state. Total: an event that does not fit leaves the state as it is. */
export const evolve = (state: State, event: Event): State => {
  switch (event._tag) {
    case "Began":
      return state._tag === "Quiet" ? { _tag: "Pending", number: state.number, sinceMillis: event.atMillis } : state
    case "Subsided":
      return state._tag === "Pending" || state._tag === "Muted" ? quiet(state.number) : state
    case "Fired":
      return state._tag === "Pending"
        ? {
            _tag: "Firing",
            number: state.number + 1,
            sinceMillis: state.sinceMillis,
            firedMillis: event.atMillis,
            toldMillis: event.atMillis
          }
        : state
    case "Suppressed":
      return state._tag === "Pending" ? { ...state, _tag: "Muted", by: event.by, clearMillis: null } : state
    case "Unmuted":
      return state._tag === "Muted" ? { _tag: "Pending", number: state.number, sinceMillis: event.atMillis } : state
    case "Eased":
      return state._tag === "Firing"
        ? { ...state, _tag: "Recovering", clearMillis: event.atMillis }
        : state._tag === "Muted"
          ? { ...state, clearMillis: event.atMillis }
          : state
    case "Relapsed": {
      if (state._tag === "Muted") return { ...state, clearMillis: null }
      if (state._tag !== "Recovering") return state
      const { clearMillis: _gone, ...before } = state
      return { ...before, _tag: "Firing" }
    }
    case "Repeated":
      return state._tag === "Firing" ? { ...state, toldMillis: event.atMillis } : state
    case "Recovered":
      return state._tag === "Firing" || state._tag === "Recovering" ? quiet(state.number) : state
    case "Rewound":
      return rewind(state, event.atMillis)
  }
}

const rewind = (state: State, atMillis: number): State => {
  const atMost = (millis: number): number => Math.min(millis, atMillis)
  switch (state._tag) {
    case "Quiet":
      return state
    case "Pending":
      return { ...state, sinceMillis: atMost(state.sinceMillis) }
    case "Muted":
      return {
        ...state,
        sinceMillis: atMost(state.sinceMillis),
        clearMillis: state.clearMillis === null ? null : atMost(state.clearMillis)
      }
    case "Firing":
    case "Recovering": {
      const earlier = {
        sinceMillis: atMost(state.sinceMillis),
        firedMillis: atMost(state.firedMillis),
        toldMillis: atMost(state.toldMillis)
      }
      return state._tag === "Firing"
        ? { ...state, ...earlier }
        : { ...state, ...earlier, clearMillis: atMost(state.clearMillis) }
    }
  }
}

/** The newest moment that the state remembers. */
const newestMillis = (state: State): number => {
  switch (state._tag) {
    case "Quiet":
      return Number.NEGATIVE_INFINITY
    case "Pending":
      return state.sinceMillis
    case "Muted":
      return Math.max(state.sinceMillis, state.clearMillis ?? state.sinceMillis)
    case "Firing":
      return Math.max(state.firedMillis, state.toldMillis)
    case "Recovering":
      return Math.max(state.toldMillis, state.clearMillis)
  }
}

const next = (timing: Timing, state: State, look: Look, nowMillis: number): Event | null => {
  const breached = look.verdict === "breached"
  const gone =
    timing.recovery === "itself" &&
    (look.verdict === "clear" || (look.verdict === "silent" && timing.silence === "recovers"))
  switch (state._tag) {
    case "Quiet":
      return breached ? Began({ atMillis: nowMillis }) : null
    case "Pending":
      if (!breached) return Subsided()
      if (nowMillis - state.sinceMillis < timing.pendingMillis) return null
      return look.suppressor === null
        ? Fired({ atMillis: nowMillis })
        : Suppressed({ atMillis: nowMillis, by: look.suppressor })
    case "Muted":
      if (breached && look.suppressor === null) return Unmuted({ atMillis: nowMillis })
      if (!gone) return state.clearMillis === null ? null : Relapsed()
      if (state.clearMillis === null) return Eased({ atMillis: nowMillis })
      return nowMillis - state.clearMillis < timing.recoveringMillis ? null : Subsided()
    case "Firing":
      if (gone) return Eased({ atMillis: nowMillis })
      return timing.repeatMillis !== null &&
        look.suppressor === null &&
        nowMillis - state.toldMillis >= Math.max(1, timing.repeatMillis)
        ? Repeated({ atMillis: nowMillis })
        : null
    case "Recovering":
      if (!gone) return Relapsed()
      return nowMillis - state.clearMillis < timing.recoveringMillis ? null : Recovered({ atMillis: nowMillis })
  }
}

/**
 * What one look makes of an alert: the facts in their order, none where nothing changes. Total, whatever the clock does.
 *
 * A clock that goes back begins every span anew from where it stands: an alert comes late by one span at most, and is never stuck until
 * the old time is reached again.
 */
export const decide = (timing: Timing, state: State, look: Look, nowMillis: number): ReadonlyArray<Event> => {
  const events: Array<Event> = newestMillis(state) > nowMillis ? [Rewound({ atMillis: nowMillis })] : []
  let current = events.reduce(evolve, state)
  // Every edge leads away from the state it leaves under one and the same look, so this ends within four steps.
  for (let event = next(timing, current, look, nowMillis); event !== null;) {
    events.push(event)
    current = evolve(current, event)
    event = next(timing, current, look, nowMillis)
  }
  return events
}

/** Somebody resolves an alert that does not stand, or that has fired anew since; `standing` is its number, null when none stands. */
export class NotStanding extends Data.TaggedError("NotStanding")<{
  readonly given: number
  readonly standing: number | null
}> {
  override get message(): string {
    return `this resolves firing ${this.given}, and ${this.standing === null ? "none stands" : `firing ${this.standing} stands`}`
  }
}

/** Whether it has fired and not recovered. */
export const stands = (state: State): boolean => state._tag === "Firing" || state._tag === "Recovering"

/** Whether it explains others: it stands, or would if something larger did not explain it in turn. */
export const explains = (state: State): boolean => stands(state) || state._tag === "Muted"

/** Somebody resolves firing `number`: it recovers at once. */
export const resolved = (
  state: State,
  number: number,
  nowMillis: number
): Either.Either<ReadonlyArray<Event>, NotStanding> =>
  stands(state) && state.number === number
    ? Either.right([Recovered({ atMillis: nowMillis })])
    : Either.left(new NotStanding({ given: number, standing: stands(state) ? state.number : null }))
