import * as Allowance from "../Allowance.ts"
import * as ContinuousRun from "../ContinuousRun.ts"
import * as Hold from "../Hold.ts"
import * as Pair from "../Pair.ts"
import * as PeakHours from "../PeakHours.ts"
import * as SenderLadder from "../SenderLadder.ts"
import * as SenderWindow from "../SenderWindow.ts"
import type * as Throttle from "../Throttle.ts"
import * as Throughput from "../Throughput.ts"
import * as Book from "./Book.ts"
import { backoffHold, ownHolds } from "./ownHolds.ts"

/** Of a template nobody knows the category of, the worst is thought. */
const isMarketing = (request: Throttle.Request): boolean =>
  request.category === undefined ? request.template !== null : request.category === "marketing"

const concerns = (hold: Hold.Hold, request: Throttle.Request): boolean => {
  switch (hold.scope) {
    case "pair":
      return hold.key === request.recipient
    case "recipient":
      return hold.key === (request.recipientKey ?? request.recipient)
    case "recipient-marketing":
      return isMarketing(request) && hold.key === (request.recipientKey ?? request.recipient)
    case "template":
      return hold.key === request.template
    case "flow":
      return hold.key === request.flow
    case "country":
      return hold.key === request.country
    case "marketing":
      return isMarketing(request)
    case "bulk":
      return request.bulk === true
    case "media":
      return request.kind === "media"
    case "endpoint":
      return hold.key === request.endpoint
    case "account":
      return !(hold.level === "severe" && hold.number === request.probeOf && request.kind === "text")
    case "sender":
    case "business":
    case "app":
    case "token":
      return true
    case "registration":
    case "management":
      return false
  }
}

/** The hold that binds a request: one on the whole lane before one on the single message, of several the one that ends last. */
const holding = (
  context: Throttle.Context,
  state: Throttle.State,
  request: Throttle.Request,
  pair: Pair.Entry | null,
  nowMillis: number
): Hold.Hold | null => {
  const own =
    nowMillis < state.backoff.untilMillis ||
    (context.pacing.ladder !== null && SenderLadder.holds(state.ladder, nowMillis))
  const paired = pair !== null && nowMillis < pair.backoff.untilMillis
  if (!own && !paired && state.holds.length === 0) return null
  const placed = state.holds.filter((hold) => concerns(hold, request))
  const wide = [...placed.filter((hold) => Hold.reach(hold.scope) === "lane"), ...ownHolds(context, state)]
  const narrow = placed.filter((hold) => Hold.reach(hold.scope) === "message")
  if (paired) narrow.push(backoffHold("pair", request.recipient, pair.backoff))
  return Hold.binding(wide, nowMillis) ?? Hold.binding(narrow, nowMillis)
}

interface Wait {
  readonly untilMillis: number
  readonly limit: Throttle.Limit
}

const none = Number.NEGATIVE_INFINITY

/** The sender's limit that takes longest if asked at `atMillis`; null when none makes the message wait. Allocates only for a wait. */
const senderWait = (
  context: Throttle.Context,
  state: Throttle.State,
  thousandths: number,
  atMillis: number
): Wait | null => {
  const { continuousSending, senderWindow, throughput } = context.pacing
  let window = none
  let spacing = none
  let buffer = none
  if (senderWindow !== null) {
    const allowance = Allowance.at(context, senderWindow, state.reputation.factor, atMillis)
    const calm = SenderWindow.calmMillis(senderWindow, allowance, state.window, thousandths, atMillis)
    window = SenderWindow.roomMillis(allowance, state.window, thousandths, atMillis)
    spacing = SenderWindow.spacedMillis(allowance, state.window)
    buffer = Math.max(state.window.pausedUntilMillis, calm)
  }
  const run =
    continuousSending === null
      ? none
      : ContinuousRun.freeMillis(continuousSending, state.run, Book.size(state.flights), atMillis)
  const second =
    throughput === null
      ? none
      : Throughput.freeMillis(Throughput.perSecond(throughput, context.standing), state.throughput, atMillis)
  const untilMillis = Math.max(window, spacing, buffer, run, second)
  if (untilMillis <= atMillis) return null
  if (untilMillis === window) return { untilMillis, limit: "window" }
  if (untilMillis === spacing) return { untilMillis, limit: "spacing" }
  if (untilMillis === buffer) return { untilMillis, limit: "buffer" }
  if (untilMillis === second) return { untilMillis, limit: "throughput" }
  return { untilMillis, limit: state.run._tag === "Cooling" ? "cooldown" : "rest" }
}

/** When the sender's limits may next become wider by the clock alone: where its peak hours begin or end; Infinity where not before `beforeMillis`. */
const widerFromMillis = (context: Throttle.Context, afterMillis: number, beforeMillis: number): number => {
  const { senderWindow } = context.pacing
  return senderWindow === null || !Allowance.changes(context, senderWindow)
    ? Number.POSITIVE_INFINITY
    : PeakHours.nextEdgeMillis(senderWindow.peakHours, context.timeZone, afterMillis, beforeMillis)
}

/**
 * The wait as it ends. Limits change with the hour and rests fall due: so the end of one wait is asked about too, and so is every moment
 * before it at which limits may become wider. Each step is later than the one before (where figures of no sense make one that is not, it
 * is the last), and waits are short, so there are few.
 */
const settledWait = (
  context: Throttle.Context,
  state: Throttle.State,
  thousandths: number,
  first: Wait,
  nowMillis: number
): Wait => {
  let wait = first
  let atMillis = nowMillis
  while (wait.untilMillis > atMillis && wait.untilMillis !== Number.POSITIVE_INFINITY) {
    atMillis = Math.min(wait.untilMillis, widerFromMillis(context, atMillis, wait.untilMillis))
    const next = senderWait(context, state, thousandths, atMillis)
    if (next === null || next.untilMillis === Number.POSITIVE_INFINITY)
      return { untilMillis: atMillis, limit: wait.limit }
    wait = next
  }
  return wait
}

const waits = (wait: Wait, scope: "pair" | "sender"): Throttle.Obstacle =>
  wait.untilMillis === Number.POSITIVE_INFINITY
    ? { _tag: "AwaitsAnswer", limit: wait.limit, scope }
    : { _tag: "Waits", untilMillis: wait.untilMillis, limit: wait.limit, scope }

/** What keeps this message back; null when nothing does. Holds first, then the limits of the sender, then the pair's. */
export const obstacle = (
  context: Throttle.Context,
  state: Throttle.State,
  request: Throttle.Request,
  nowMillis: number
): Throttle.Obstacle | null => {
  const pair = Pair.entry(state.pairs, request.recipient)
  const hold = holding(context, state, request, pair, nowMillis)
  if (hold !== null) return { _tag: "Held", untilMillis: Hold.endMillis(hold), hold }
  const thousandths = Allowance.thousandths(request.units)
  const wait = senderWait(context, state, thousandths, nowMillis)
  if (wait !== null) return waits(settledWait(context, state, thousandths, wait, nowMillis), "sender")
  const paired = pair === null ? nowMillis : Pair.freeMillis(context.pacing.pair, pair, nowMillis)
  return paired > nowMillis ? waits({ untilMillis: paired, limit: "pair" }, "pair") : null
}
