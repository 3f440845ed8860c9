import { HashMap, Option } from "effect"
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
  if (HashMap.has(state.flights, event.id)) return state
  const { atMillis, recipient } = event
  const { continuousSending, ladder, senderWindow, throughput } = context.pacing
  const thousandths = Allowance.thousandths(event.units)
  const allowance = allowanceAt(context, state, atMillis)
  const window =
    senderWindow === null || allowance === null
      ? state.window
      : SenderWindow.departed(senderWindow, allowance, state.window, thousandths, atMillis)
  const forced = SenderLadder.holds(state.ladder, atMillis) && atMillis > state.ladder.sinceMillis
  const cause = forced ? "forced" : allowance === null ? null : burstOf(allowance, window, atMillis)
  return {
    ...state,
    flights: HashMap.set(state.flights, event.id, { recipient, thousandths, departedMillis: atMillis }),
    window,
    run:
      continuousSending === null
        ? state.run
        : ContinuousRun.departed(continuousSending, state.run, HashMap.size(state.flights), atMillis),
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
    pairs: Pair.departed(state.pairs, recipient, atMillis),
    ladder:
      ladder === null || cause === null ? state.ladder : SenderLadder.struck(ladder, state.ladder, cause, 0, atMillis)
  }
}

/** What every answer does, whatever it says: the send has arrived by now, if it ever will. */
const landed = (
  context: Throttle.Context,
  state: Throttle.State,
  id: string,
  flight: Throttle.Flight,
  latestMillis: number
): Throttle.State => {
  const { continuousSending, ladder, senderWindow, throughput } = context.pacing
  const sends = { thousandths: flight.thousandths, messages: 1 }
  return {
    ...state,
    flights: HashMap.remove(state.flights, id),
    window:
      senderWindow === null
        ? state.window
        : SenderWindow.answered(senderWindow, ladder, state.window, sends, latestMillis),
    run: continuousSending === null ? state.run : ContinuousRun.answered(state.run, latestMillis),
    throughput: throughput === null ? state.throughput : Throughput.answered(state.throughput, latestMillis)
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

/** An answer comes, whatever it says. */
export const answered = (
  context: Throttle.Context,
  state: Throttle.State,
  event: Throttle.Answered | Throttle.Refused
): Throttle.State => {
  const flight = Option.getOrNull(HashMap.get(state.flights, event.id))
  if (flight === null) return state
  const { pair, pairBackoff } = context.pacing
  const latestMillis = event.atMillis + 1
  if (event._tag === "Answered") {
    const next = landed(context, state, event.id, flight, latestMillis)
    return {
      ...next,
      pairs: Pair.answered(pair, next.pairs, flight, latestMillis),
      backoff: Backoff.passed(next.backoff, flight)
    }
  }
  const held = event.scope === "sender" ? struck(context, state, flight, event) : state
  const next = landed(context, held, event.id, flight, latestMillis)
  return {
    ...next,
    pairs:
      event.scope === "pair"
        ? Pair.refused(pair, pairBackoff, next.pairs, flight, event.askedMillis, latestMillis)
        : Pair.answered(pair, next.pairs, flight, latestMillis)
  }
}

/** A hold is placed or changed; one older than what stands is not. */
export const placed = (state: Throttle.State, hold: Hold.Hold): Throttle.State => {
  const same = (other: Hold.Hold): boolean => other.scope === hold.scope && other.key === hold.key
  if (state.holds.some((other) => same(other) && other.number > hold.number)) return state
  const others = state.holds.filter((other) => !same(other) && Hold.stands(other, hold.sinceMillis))
  return { ...state, holds: [...others, hold] }
}
