import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import type * as Hold from "./Hold.ts"
import type * as Ladder from "./Ladder.ts"

/**
 * The sender's rungs of the ladder (SPEC RL-06, RL-07). All of them end by the clock.
 *
 * - `clear`: nothing holds.
 * - `light` (5 min): a burst, by our own record or by a 429 that our record explains.
 * - `unexplained` (1 h): a 429 without a burst in our record.
 * - `medium` (1 h): the sender's own part of a medium, from the moment it is handed up until the business's hold takes over.
 */
export const Rung = Schema.Literal("clear", "light", "unexplained", "medium")
export type Rung = typeof Rung.Type

/**
 * What moves a sender:
 *
 * - `burst`: as many messages within a minute as trip a light; `row`: the same, for the third time in a row;
 * - `flood`: as many as are a medium at once;
 * - `unexplained`: a 429 below what we believed to be the limit;
 * - `forced`: a message left during the hold.
 */
export type Cause = "burst" | "row" | "flood" | "unexplained" | "forced"

/**
 * Every edge, besides the one that the clock takes back to `clear`. A cause that leads to the same rung is the same story told again (the
 * other sends of a burst are answered after the first) and begins no new hold.
 */
export const edges: Readonly<Record<Rung, Readonly<Record<Cause, Rung>>>> = {
  clear: { burst: "light", row: "medium", flood: "medium", unexplained: "unexplained", forced: "clear" },
  light: { burst: "light", row: "light", flood: "medium", unexplained: "light", forced: "medium" },
  unexplained: {
    burst: "unexplained",
    row: "unexplained",
    flood: "unexplained",
    unexplained: "unexplained",
    forced: "medium"
  },
  medium: { burst: "medium", row: "medium", flood: "medium", unexplained: "medium", forced: "medium" }
}

/** The newest hold of a sender, and what counts towards the next; as it is stored. */
export const State = Schema.Struct({
  rung: Rung,
  /** Of the newest hold; 0 before the first. */
  number: Schema.Int,
  sinceMillis: Schema.Number,
  untilMillis: Schema.Number,
  /** Lights in a row so far, and when the last of them ended; a row ends after an hour clean. */
  lightsInRow: Schema.Int,
  rowUntilMillis: Schema.Number,
  /** The newest medium handed up; null before the first. */
  handedUp: Schema.NullOr(
    Schema.Struct({
      number: Schema.Int,
      reason: Schema.Literal("lights in a row", "burst", "forced"),
      atMillis: Schema.Number
    })
  )
})
export type State = typeof State.Type

/** A sender that was never held. */
export const initial: State = {
  rung: "clear",
  number: 0,
  sinceMillis: 0,
  untilMillis: 0,
  lightsInRow: 0,
  rowUntilMillis: 0,
  handedUp: null
}

/** Does a hold of this sender stand? */
export const holds = (state: State, nowMillis: number): boolean =>
  state.rung !== "clear" && nowMillis < state.untilMillis

const ownMillis = (ladder: Pacing.Ladder, rung: Rung): number => {
  switch (rung) {
    case "clear":
      return 0
    case "light":
      return ladder.lightMillis
    case "unexplained":
      return ladder.unexplainedMillis
    case "medium":
      return ladder.mediumMillis
  }
}

const reasonOf = (cause: Cause): "lights in a row" | "burst" | "forced" => {
  switch (cause) {
    case "row":
      return "lights in a row"
    case "burst":
    case "flood":
    case "unexplained":
      return "burst"
    case "forced":
      return "forced"
  }
}

/**
 * Something happened that holds the sender.
 *
 * @param askedMillis what `Retry-After` asks to wait, 0 without one; it wins where it is longer (RL-07).
 */
export const struck = (
  ladder: Pacing.Ladder,
  state: State,
  cause: Exclude<Cause, "row">,
  askedMillis: number,
  atMillis: number
): State => {
  const from = holds(state, atMillis) ? state.rung : "clear"
  const inRow = atMillis - state.rowUntilMillis < ladder.lightRowMillis ? state.lightsInRow : 0
  const counted = from === "clear" && cause === "burst" && inRow + 1 >= ladder.lightsToMedium ? "row" : cause
  const rung = edges[from][counted]
  if (rung === from) {
    const untilMillis = Math.max(state.untilMillis, atMillis + askedMillis)
    return from === "clear" || untilMillis === state.untilMillis
      ? state
      : {
          ...state,
          untilMillis,
          rowUntilMillis: from === "light" ? untilMillis : state.rowUntilMillis
        }
  }
  const untilMillis = atMillis + Math.max(ownMillis(ladder, rung), askedMillis)
  const begun = { ...state, rung, number: state.number + 1, sinceMillis: atMillis, untilMillis }
  switch (rung) {
    case "clear":
    case "unexplained":
      return begun
    case "light":
      return { ...begun, lightsInRow: inRow + 1, rowUntilMillis: untilMillis }
    case "medium":
      return {
        ...begun,
        lightsInRow: 0,
        handedUp: { number: (state.handedUp?.number ?? 0) + 1, reason: reasonOf(counted), atMillis }
      }
  }
}

const told: Readonly<Record<Exclude<Rung, "clear">, string>> = {
  light: "more messages within a minute than the limit allows",
  unexplained: "the platform refused a message below the believed limit",
  medium: "handed up to the business"
}

/** The hold that stands or stood last, as a value; null before the first. The review shows the last hour of sends (RL-07). */
export const hold = (ladder: Pacing.Ladder, state: State, key: string): Hold.Hold | null =>
  state.rung === "clear"
    ? null
    : {
        scope: "sender",
        key,
        level: state.rung,
        number: state.number,
        sinceMillis: state.sinceMillis,
        untilMillis: state.untilMillis,
        needsReview: false,
        reason: told[state.rung],
        reviewFromMillis: state.sinceMillis - ladder.reviewMillis
      }

/** What the sender hands up with its newest medium; null before the first. */
export const escalation = (state: State): Ladder.Escalation | null => state.handedUp
