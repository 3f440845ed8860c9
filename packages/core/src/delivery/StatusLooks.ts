import { Schema } from "effect"
import type { Receiving } from "../policy/Receiving.ts"
import type { DeliveryStatus } from "./Delivery.ts"

/**
 * Looking for a status that has not come: at least three times, thirty seconds apart (SPEC WH-05).
 *
 * What is awaited follows from what was reached: `sent`, then `delivered`. `read` is not awaited, since people may hide it (WH-04: 8 %), and
 * nothing is after a failure.
 *
 * States and edges:
 * - `Awaiting(status, looks)` -- a look found nothing --> `Awaiting` with one look more; that was the last --> `GivenUp`
 * - `Awaiting`, `GivenUp` -- a callback or a look brings the status --> `Awaiting` the next one from its first look, or `Settled`
 *
 * To give up ends the looking and nothing else: a phone that was switched off reports hours later, and its callback still counts.
 */
const Awaited = Schema.Literal("sent", "delivered")
/** The status that is looked for: `delivered` once `sent` is known. */
export type Awaited = typeof Awaited.Type

/** What is awaited of a message, and what was done about it; as it is stored. */
export const State = Schema.Union(
  Schema.TaggedStruct("Awaiting", {
    status: Awaited,
    /** When the platform took the message, or reported the status before this one. */
    sinceMillis: Schema.Number,
    looks: Schema.Int,
    /** The newest look; null before the first. */
    lookedMillis: Schema.NullOr(Schema.Number)
  }),
  Schema.TaggedStruct("GivenUp", { status: Awaited, looks: Schema.Int, atMillis: Schema.Number }),
  Schema.TaggedStruct("Settled", { atMillis: Schema.Number })
)
export type State = typeof State.Type

const awaiting = (status: Awaited, sinceMillis: number): State => ({
  _tag: "Awaiting",
  status,
  sinceMillis,
  looks: 0,
  lookedMillis: null
})

/** A message that the platform has just accepted. */
export const initial = (acceptedMillis: number): State => awaiting("sent", acceptedMillis)

/** What a message is and where its statuses can be looked for. */
export interface Route {
  /** Whether it goes to another country, where `delivered` takes longer (WH-04). */
  readonly isAbroad: boolean
  /** Whether the provider can be asked about a message; otherwise the stored callbacks are looked through. */
  readonly providerAnswers: boolean
}

/** How long a status usually takes at the most; none of them counts as missing earlier (WH-04). */
const usualMillis = (policy: Receiving, { isAbroad }: Pick<Route, "isAbroad">): number =>
  isAbroad ? policy.deliveredAbroadMillisMax : policy.deliveredMillisMax

/**
 * What is to be done now.
 *
 * `Waits`: a look is due at `untilMillis`. `Looks`: now, for the `number`-th time, at `source`. `Rests`: nothing is awaited any more, or
 * no longer looked for.
 */
export type Decision =
  | { readonly _tag: "Waits"; readonly untilMillis: number }
  | {
      readonly _tag: "Looks"
      readonly number: number
      readonly status: Awaited
      readonly source: "provider" | "stored-callbacks"
    }
  | { readonly _tag: "Rests" }

/** Is a look due? To be asked at the moment that `Waits` names. */
export const decide = (policy: Receiving, state: State, route: Route, nowMillis: number): Decision => {
  if (state._tag !== "Awaiting") return { _tag: "Rests" }
  const untilMillis =
    state.lookedMillis === null
      ? state.sinceMillis + usualMillis(policy, route)
      : state.lookedMillis + policy.lookMillis
  return nowMillis < untilMillis
    ? { _tag: "Waits", untilMillis }
    : {
        _tag: "Looks",
        number: state.looks + 1,
        status: state.status,
        source: route.providerAnswers ? "provider" : "stored-callbacks"
      }
}

/** A look found nothing. What it finds is handed to `reported` instead. */
export const missed = (policy: Receiving, state: State, nowMillis: number): State => {
  if (state._tag !== "Awaiting") return state
  const looks = state.looks + 1
  return looks >= policy.looks
    ? { _tag: "GivenUp", status: state.status, looks, atMillis: nowMillis }
    : { ...state, looks, lookedMillis: nowMillis }
}

const isAwaited = (state: State, reached: DeliveryStatus): boolean =>
  state._tag !== "Settled" && (reached !== "sent" || state.status === "sent")

/**
 * The message stands at `reached` now (`Delivery.apply`), whether a callback said so or a look found it.
 *
 * A status that says nothing about the awaited one (`sent` again, while `delivered` is awaited) changes nothing.
 */
export const reported = (state: State, reached: DeliveryStatus, atMillis: number): State => {
  if (!isAwaited(state, reached)) return state
  return reached === "sent" ? awaiting("delivered", atMillis) : { _tag: "Settled", atMillis }
}
