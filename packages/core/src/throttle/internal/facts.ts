import * as Allowance from "../Allowance.ts"
import * as Backoff from "../Backoff.ts"
import * as ContinuousRun from "../ContinuousRun.ts"
import * as Hold from "../Hold.ts"
import * as Pair from "../Pair.ts"
import * as Reputation from "../Reputation.ts"
import * as SenderLadder from "../SenderLadder.ts"
import * as SenderWindow from "../SenderWindow.ts"
import type * as Throttle from "../Throttle.ts"
import * as Throughput from "../Throughput.ts"
import * as Book from "./Book.ts"

/** As many messages as trip a hold; null when they do not. */
const burstOf = (
  allowance: Allowance.Allowance,
  window: SenderWindow.State,
  atMillis: number
): "burst" | "flood" | null => {
  const messages = SenderWindow.messagesInUse(allowance, window, atMillis)
  if (messages > allowance.messagesLightMax) return "flood"
  return messages > allowance.messagesMax ? "burst" : null
}

const allowanceAt = (context: Throttle.Context, state: Throttle.State, atMillis: number): Allowance.Allowance | null =>
  context.pacing.senderWindow === null
    ? null
    : Allowance.at(context, context.pacing.senderWindow, state.reputation.factor, atMillis)

/** A request leaves. */
export const departed = (
  context: Throttle.Context,
  state: Throttle.State,
  event: Throttle.Departed
): Throttle.State => {
  if (Book.get(state.flights, event.id) !== undefined) return state
  const { atMillis, recipient } = event
  const { continuousSending, ladder, pair, senderWindow, throughput } = context.pacing
  const thousandths = Allowance.thousandths(event.units)
  const allowance = allowanceAt(context, state, atMillis)
  const window =
    senderWindow === null || allowance === null
      ? state.window
      : SenderWindow.departed(senderWindow, allowance, state.window, thousandths, atMillis)
  const forced = SenderLadder.holds(state.ladder, atMillis) && atMillis > state.ladder.sinceMillis
  const cause = forced ? "forced" : allowance === null ? null : burstOf(allowance, window, atMillis)
  const flight: Throttle.Flight = { recipient, thousandths, departedMillis: atMillis, counted: event.counted ?? null }
  const flying = continuousSending === null ? 0 : Book.size(state.flights)
  return {
    flights: Book.set(state.flights, event.id, flight, undefined),
    window,
    run:
      continuousSending === null ? state.run : ContinuousRun.departed(continuousSending, state.run, flying, atMillis),
    reputation:
      senderWindow === null || allowance === null
        ? state.reputation
        : Reputation.departed(
            senderWindow,
            state.reputation,
            SenderWindow.share(allowance, window, atMillis),
            atMillis
          ),
    throughput:
      throughput === null
        ? state.throughput
        : Throughput.departed(Throughput.perSecond(throughput, context.standing), state.throughput, atMillis),
    pairs: Pair.departed(pair, state.pairs, recipient, atMillis),
    ladder:
      ladder === null || cause === null ? state.ladder : SenderLadder.struck(ladder, state.ladder, cause, 0, atMillis),
    backoff: state.backoff,
    holds: state.holds
  }
}

/** A 429 about the sender: a light when our own record explains it, an hour and a lower reputation when it does not (RL-03, RL-07). */
const struck = (
  context: Throttle.Context,
  state: Throttle.State,
  flight: Throttle.Flight,
  event: Throttle.Refused
): Throttle.State => {
  const { ladder, senderBackoff, senderWindow } = context.pacing
  const { askedMillis, atMillis } = event
  const allowance = allowanceAt(context, state, atMillis)
  const burst = allowance === null ? null : burstOf(allowance, state.window, atMillis)
  const reputation =
    burst !== null || senderWindow === null
      ? state.reputation
      : Reputation.refused(senderWindow, state.reputation, flight.departedMillis, atMillis)
  return ladder === null
    ? {
        ...state,
        reputation,
        backoff: Backoff.refused(senderBackoff, state.backoff, flight, askedMillis, atMillis)
      }
    : {
        ...state,
        reputation,
        ladder: SenderLadder.struck(ladder, state.ladder, burst ?? "unexplained", askedMillis, atMillis)
      }
}

/** An answer comes, whatever it says: the send has arrived by now, if it ever will. */
export const answered = (
  context: Throttle.Context,
  before: Throttle.State,
  event: Throttle.Answered | Throttle.Refused,
  flight: Throttle.Flight
): Throttle.State => {
  const { continuousSending, ladder, pair, pairBackoff, senderWindow, throughput } = context.pacing
  const latestMillis = event.atMillis + 1
  const refused = event._tag === "Refused"
  const state = refused && event.scope === "sender" ? struck(context, before, flight, event) : before
  return {
    flights: Book.remove(state.flights, event.id, flight),
    window:
      senderWindow === null
        ? state.window
        : SenderWindow.answered(
            senderWindow,
            ladder,
            state.window,
            { thousandths: flight.thousandths, messages: 1 },
            latestMillis
          ),
    run: continuousSending === null ? state.run : ContinuousRun.answered(state.run, latestMillis),
    reputation: state.reputation,
    throughput: throughput === null ? state.throughput : Throughput.answered(state.throughput, latestMillis),
    pairs:
      refused && event.scope === "pair"
        ? Pair.refused(pair, pairBackoff, state.pairs, flight, event.askedMillis, latestMillis)
        : Pair.answered(pair, state.pairs, flight, latestMillis),
    ladder: state.ladder,
    backoff: refused ? state.backoff : Backoff.passed(state.backoff, flight),
    holds: state.holds
  }
}

/** A hold is placed or changed; one older than what stands is not. */
export const placed = (state: Throttle.State, hold: Hold.Hold): Throttle.State => {
  const same = (other: Hold.Hold): boolean => other.scope === hold.scope && other.key === hold.key
  if (state.holds.some((other) => same(other) && other.number > hold.number)) return state
  const others = state.holds.filter((other) => !same(other) && Hold.stands(other, hold.sinceMillis))
  return { ...state, holds: [...others, hold] }
}
