import { Schema } from "effect"
import type * as Campaign from "../plan/Campaign.ts"
import * as Forecast from "../plan/Forecast.ts"
import type * as Summary from "../plan/Summary.ts"
import type * as Pacing from "../policy/Pacing.ts"
import * as LaneLook from "../routing/LaneLook.ts"
import * as Hours from "./Hours.ts"

/**
 * What a campaign will come to, before it starts (SPEC RL-12): the plan of `plan/Forecast` for the first some thousands of its
 * messages, its pace for the rest, and the hours at which it may send laid over both.
 *
 * It takes every message to go to another person, the senders to be at rest when it starts, and nothing else to be sent through them. What it
 * is kept for is to be held beside what really happens.
 */
export const Outlook = Schema.Struct({
  messages: Schema.Int,
  senders: Schema.Int,
  startMillis: Schema.Number,
  /** The last departure; null when nothing leaves, or not all of it ever will. */
  finishMillis: Schema.NullOr(Schema.Number),
  /** While it may send: rests and pauses are in it, hours of the day are not. */
  perMinute: Schema.Number,
  /** Holds that begin on the plan's own traffic. */
  holds: Schema.Int,
  /** What holds the senders up most of the time, and for which share of it; null when nothing does. */
  binding: Schema.NullOr(Schema.Struct({ limit: Schema.String, scope: Schema.String, share: Schema.Number })),
  /** Messages that were planned one by one; the rest is taken to go on at the same pace. */
  planned: Schema.Int
})
export type Outlook = typeof Outlook.Type

/** What it is made of. */
export interface Given {
  readonly senders: ReadonlyArray<Campaign.Sender>
  readonly messages: number
  /** How many of them are media. */
  readonly media: number
  readonly hours: Pacing.DaySpan | null
  /** The campaign's own, for the top of the hour. */
  readonly unit: number
  /** When it will really start (`Start.decide`). */
  readonly startMillis: number
}

/** A plan of so many takes about a second of computing. */
const plannedMax = 5_000

/** What the guide has an answer take on the way to the platform and back. */
const roundTripMillis = 300

/** A finish further away than this many days is none. */
const daysMax = 20_000

/** Texts and media as evenly mixed as their numbers allow, each to a person of its own. */
const messagesOf = function* ({ media, messages, senders }: Given, count: number): Generator<Campaign.Message> {
  const weights = senders[0]?.context.pacing.senderWindow ?? null
  const share = messages === 0 ? 0 : media / messages
  for (let index = 0; index < count; index++) {
    const isMedia = Math.floor((index + 1) * share) > Math.floor(index * share)
    const units = weights === null ? 1 : isMedia ? weights.mediaUnits : weights.textUnits
    yield { recipient: String(index), units, kind: isMedia ? "media" : "text", template: null }
  }
}

/** The limit that holds the senders up for the largest share of their time, as a mean over them. */
const bindingOf = (summary: Summary.Summary): Outlook["binding"] => {
  const sums = new Map<string, { readonly limit: string; readonly scope: string; readonly share: number }>()
  for (const { limit, scope, share } of summary.senders.flatMap(({ binding }) => binding)) {
    const key = `${limit} ${scope}`
    sums.set(key, { limit, scope, share: (sums.get(key)?.share ?? 0) + share / summary.senders.length })
  }
  return [...sums.values()].reduce<Outlook["binding"]>(
    (most, one) => (most === null || one.share > most.share ? one : most),
    null
  )
}

/** When `spanMillis` of sending will be over that begin at `fromMillis` and rest outside of the hours; null when that is out of sight. */
const through = ({ hours, senders, unit }: Given, fromMillis: number, spanMillis: number): number | null => {
  const [first] = senders
  if (first === undefined || hours === null) return fromMillis + spanMillis
  const { pacing, timeZone } = first.context
  let nowMillis = fromMillis
  let leftMillis = spanMillis
  for (let day = 0; day < daysMax; day++) {
    const decision = Hours.at(pacing, hours, timeZone, unit, nowMillis)
    if (decision._tag === "Open") {
      const openMillis = decision.untilMillis - nowMillis
      if (leftMillis <= openMillis) return nowMillis + leftMillis
      leftMillis -= openMillis
    }
    nowMillis = decision.untilMillis
  }
  return null
}

const outlookOf = (given: Given, planned: number, summary: Summary.Summary): Outlook => {
  const { finishMillis, startMillis } = summary
  const spanMillis = finishMillis === null ? 0 : finishMillis - startMillis
  const rest = given.messages - planned
  const everything = summary.departures === planned && planned > 0
  // Of a single message no pace can be seen.
  const perMessage = planned > 1 ? spanMillis / (planned - 1) : 0
  const wholeMillis = Math.round(spanMillis + rest * perMessage)
  return {
    messages: given.messages,
    senders: given.senders.length,
    startMillis,
    finishMillis: everything ? through(given, startMillis, wholeMillis) : null,
    perMinute: wholeMillis === 0 ? given.messages : (summary.departures * 60_000) / Math.max(spanMillis, 1),
    holds: summary.holds,
    binding: bindingOf(summary),
    planned
  }
}

/**
 * The outlook, made step by step: whoever has other work to do goes on between two of them. What is yielded means nothing.
 *
 * @example
 * ```ts
 * const making = Outlook.steps(given)
 * let step = making.next()
 * while (step.done !== true) step = making.next()
 * print(step.value.finishMillis)
 * ```
 */
export const steps = function* (given: Given): Generator<void, Outlook, void> {
  const planned = Math.min(plannedMax, given.messages)
  const plan = Forecast.steps({
    senders: given.senders,
    messages: messagesOf(given, planned),
    startMillis: given.startMillis,
    roundTripMillis,
    startUnit: null,
    rhythm: LaneLook.defaults
  })
  for (;;) {
    const step = plan.next()
    if (step.done === true) return outlookOf(given, planned, step.value)
    yield
  }
}

/** The outlook at once. */
export const of = (given: Given): Outlook => {
  const making = steps(given)
  let step = making.next()
  while (step.done !== true) step = making.next()
  return step.value
}
