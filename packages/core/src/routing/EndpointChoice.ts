import { Array } from "effect"
import type * as Certainty from "../policy/Certainty.ts"

/**
 * Which endpoint of the platform the next message goes to, by what each was measured to do (SPEC SF-03).
 *
 * Endpoints stand in an order of preference; the first is the primary. Each is up or down:
 * - `Up` -- an answer --> `Up`, its latency followed; silence --> `Down`
 * - `Down` -- an answer to what left after the fall --> `Up`; silence --> `Down` for twice as long; what left earlier says nothing
 *
 * The choice stays where it is, unless
 * - the chosen one is down: at once, the most preferred one that is up and healthy, else the fastest;
 * - the chosen one is slow, and another is faster by `gainShare`: no sooner than `stayMillis` after the last change;
 * - a more preferred one is up and below what is healthy by `gainShare`: likewise.
 * So two endpoints around the bound do not take turns, and no endpoint is left for good. Where all are down, the one that fell first is
 * tried: silence moves the choice on. Endpoints that are not in use are asked by probes (`due`), not by messages: a message that meets
 * silence is uncertain.
 */
export interface State {
  readonly endpoints: Array.NonEmptyReadonlyArray<Endpoint>
  readonly chosen: string
  /** The last change of the choice; -Infinity before the first. */
  readonly changedMillis: number
}

/** One endpoint and what is known of it. */
export interface Endpoint {
  readonly name: string
  readonly standing: Standing
  /** Measured, smoothed; null where it was never heard, or nobody can measure it now. */
  readonly latencyMillis: number | null
  /** Answers in a row that were slower than what is healthy. */
  readonly slowInRow: number
  /** When it last said something, or was asked in vain; -Infinity before the first time. */
  readonly heardMillis: number
  /** How often it has fallen without a long time up between. */
  readonly falls: number
}

/** Whether an endpoint is sent to; one that is down is tried again at `untilMillis`. */
export type Standing =
  | { readonly _tag: "Up"; readonly sinceMillis: number }
  | { readonly _tag: "Down"; readonly sinceMillis: number; readonly untilMillis: number }

/** What was seen of an endpoint, by a message or a probe. */
export type Event =
  | {
      readonly _tag: "Answered"
      readonly endpoint: string
      readonly departedMillis: number
      readonly atMillis: number
    }
  /** No answer in time, not reached, or an answer that the failure catalogue lays at the endpoint's door. */
  | { readonly _tag: "Silent"; readonly endpoint: string; readonly departedMillis: number; readonly atMillis: number }
  /** It was due to be asked, and there is no way to: what is held against it is forgotten. */
  | { readonly _tag: "Untold"; readonly endpoint: string; readonly atMillis: number }

/** The part of the policy that decides. */
export type Policy = Pick<Certainty.Certainty, "healthyMillis" | "answerMillisMax" | "endpoints">

/** Nothing is known yet: the primary. */
export const initial = (names: Array.NonEmptyReadonlyArray<string>): State => ({
  endpoints: Array.map(names, (name): Endpoint => ({
    name,
    standing: { _tag: "Up", sinceMillis: -Infinity },
    latencyMillis: null,
    slowInRow: 0,
    heardMillis: -Infinity,
    falls: 0
  })),
  chosen: names[0],
  changedMillis: -Infinity
})

/** A latency after one more answer: by the time since the last, so that many answers at once count as one moment; never by much. */
const smoothed = ({ endpoints }: Policy, known: Endpoint, latencyMillis: number, atMillis: number): number => {
  if (known.latencyMillis === null) return latencyMillis
  const byTime = 1 - Math.exp(-Math.max(0, atMillis - known.heardMillis) / endpoints.smoothMillis)
  return known.latencyMillis + Math.min(endpoints.answerShareMax, byTime) * (latencyMillis - known.latencyMillis)
}

const answered = (policy: Policy, known: Endpoint, departedMillis: number, atMillis: number): Endpoint => {
  const { standing } = known
  if (standing._tag === "Down" && departedMillis < standing.sinceMillis) return known
  const tookMillis = Math.max(0, atMillis - departedMillis)
  const isBack = standing._tag === "Down"
  return {
    ...known,
    standing: isBack ? { _tag: "Up", sinceMillis: atMillis } : standing,
    // What was measured before a fall says nothing of what has come back.
    latencyMillis: isBack ? tookMillis : smoothed(policy, known, tookMillis, atMillis),
    slowInRow: tookMillis <= policy.healthyMillis ? 0 : isBack ? 1 : known.slowInRow + 1,
    heardMillis: Math.max(known.heardMillis, atMillis)
  }
}

const silent = (policy: Policy, known: Endpoint, departedMillis: number, atMillis: number): Endpoint => {
  const { standing } = known
  const { coolMillis, coolMillisMax } = policy.endpoints
  // One of many that left before the fall, or before it came back: the same silence once more.
  if (departedMillis < standing.sinceMillis) return known
  const isRelapse = standing._tag === "Down" || atMillis - standing.sinceMillis <= coolMillisMax
  const falls = isRelapse ? known.falls + 1 : 1
  const untilMillis = atMillis + Math.min(coolMillisMax, coolMillis * 2 ** (falls - 1))
  return {
    ...known,
    standing: { _tag: "Down", sinceMillis: atMillis, untilMillis },
    latencyMillis: null,
    slowInRow: 0,
    heardMillis: Math.max(known.heardMillis, atMillis),
    falls
  }
}

const untold = (known: Endpoint, atMillis: number): Endpoint => {
  const { standing } = known
  const back = standing._tag === "Down" && atMillis >= standing.untilMillis
  return {
    ...known,
    standing: back ? { _tag: "Up", sinceMillis: atMillis } : standing,
    latencyMillis: null,
    slowInRow: 0,
    heardMillis: atMillis
  }
}

/** The state after something was seen. What is told of an endpoint that is not in the list changes nothing. */
export const evolve = (policy: Policy, state: State, event: Event): State => ({
  ...state,
  endpoints: Array.map(state.endpoints, (known) => {
    if (known.name !== event.endpoint) return known
    switch (event._tag) {
      case "Answered":
        return answered(policy, known, event.departedMillis, event.atMillis)
      case "Silent":
        return silent(policy, known, event.departedMillis, event.atMillis)
      case "Untold":
        return untold(known, event.atMillis)
    }
  })
})

const isUp = ({ standing }: Endpoint): boolean => standing._tag === "Up"

const isSlow = (policy: Policy, { latencyMillis, slowInRow }: Endpoint): boolean =>
  latencyMillis !== null && latencyMillis > policy.healthyMillis && slowInRow >= policy.endpoints.slowRow

/** Where an endpoint of unknown latency stands among others: as if it were just healthy. */
const presumedMillis = (policy: Policy, { latencyMillis }: Endpoint): number => latencyMillis ?? policy.healthyMillis

/** The endpoint to use instead of one that is down. */
const instead = (policy: Policy, { endpoints }: State): Endpoint => {
  const up = endpoints.filter(isUp)
  const healthy = up.find((endpoint) => presumedMillis(policy, endpoint) <= policy.healthyMillis)
  if (healthy !== undefined) return healthy
  if (Array.isNonEmptyReadonlyArray(up)) {
    return up.reduce((a, b) => (presumedMillis(policy, b) < presumedMillis(policy, a) ? b : a))
  }
  return endpoints.reduce((a, b) => (b.standing.sinceMillis < a.standing.sinceMillis ? b : a))
}

/** An endpoint worth leaving `chosen` for although that one is up; null when there is none. */
const better = (policy: Policy, { endpoints }: State, chosen: Endpoint, nowMillis: number): Endpoint | null => {
  const { gainShare, probeMillis } = policy.endpoints
  const bound = policy.healthyMillis * (1 - gainShare)
  for (const endpoint of endpoints) {
    if (endpoint === chosen) break
    // Preferred, and back: one of unknown latency too, where nobody can measure it.
    if (!isUp(endpoint) || endpoint.heardMillis === -Infinity) continue
    if (endpoint.latencyMillis === null || endpoint.latencyMillis <= bound) return endpoint
  }
  if (!isSlow(policy, chosen)) return null
  const boundMillis = presumedMillis(policy, chosen) * (1 - gainShare)
  const faster = endpoints.filter(
    (endpoint) =>
      endpoint !== chosen &&
      isUp(endpoint) &&
      // What was measured long ago is asked again first (`due`).
      nowMillis - endpoint.heardMillis <= 2 * probeMillis &&
      presumedMillis(policy, endpoint) < boundMillis
  )
  return Array.isNonEmptyReadonlyArray(faster)
    ? faster.reduce((a, b) => (presumedMillis(policy, b) < presumedMillis(policy, a) ? b : a))
    : null
}

const chosenOf = ({ chosen, endpoints }: State): Endpoint =>
  endpoints.find(({ name }) => name === chosen) ?? endpoints[0]

/** The state with the choice made for `nowMillis`: `chosen` is where the next message goes. */
export const choose = (policy: Policy, state: State, nowMillis: number): State => {
  const chosen = chosenOf(state)
  if (!isUp(chosen)) {
    const next = instead(policy, state)
    return next === chosen ? state : { ...state, chosen: next.name, changedMillis: nowMillis }
  }
  if (nowMillis - state.changedMillis < policy.endpoints.stayMillis) return state
  const next = better(policy, state, chosen, nowMillis)
  return next === null ? state : { ...state, chosen: next.name, changedMillis: nowMillis }
}

/**
 * The endpoints to ask how they do, most preferred first: those that are out of use and have rested, and those that the choice might
 * move to. In good order, with the primary chosen and healthy, there are none.
 */
export const due = (policy: Policy, state: State, nowMillis: number): ReadonlyArray<string> => {
  const chosen = chosenOf(state)
  const seeks = !isUp(chosen) || isSlow(policy, chosen)
  const place = state.endpoints.indexOf(chosen)
  return state.endpoints
    .filter((endpoint, index) => {
      if (endpoint === chosen || nowMillis - endpoint.heardMillis < policy.endpoints.probeMillis) return false
      return endpoint.standing._tag === "Down" ? nowMillis >= endpoint.standing.untilMillis : seeks || index < place
    })
    .map(({ name }) => name)
}
