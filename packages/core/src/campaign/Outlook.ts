import { Schema } from "effect"
import type * as Campaign from "../plan/Campaign.ts"
import * as Forecast from "../plan/Forecast.ts"
import type * as Summary from "../plan/Summary.ts"
import type * as Pacing from "../policy/Pacing.ts"
import * as LaneLook from "../routing/LaneLook.ts"
import * as Hours from "./Hours.ts"
import * as Reach from "./Reach.ts"

/**
 * What a campaign will come to, before it starts (SPEC RL-12): the plan of `plan/Forecast` for the first some thousands of its
 * messages, its pace for the rest, and the hours at which it may send laid over both.
 *
 * It takes every message to go to another person, and what waits at the senders already to leave before it; what is handed to them later, by
 * callers or by other campaigns, it cannot know. What it is kept for is to be held beside what really happens.
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
  planned: Schema.Int,
  /** Messages that wait at its senders when it starts, and leave first. */
  ahead: Schema.optionalWith(Schema.Int, { default: () => 0 })
})
export type Outlook = typeof Outlook.Type

/** What waits at a sender when the campaign starts. */
export interface Ahead {
  readonly sender: string
  readonly messages: number
  readonly units: number
}

/** What it is made of. */
export interface Given {
  readonly senders: ReadonlyArray<Campaign.Sender>
  readonly messages: number
  /** How many of them are media. */
  readonly media: number
  readonly hours: Pacing.DaySpan | null
  /** Left out, no limit of the day binds its senders. */
  readonly reach?: Reach.Reach | null
  /** Left out, nothing waits at its senders. */
  readonly ahead?: ReadonlyArray<Ahead>
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

const aheadOf = ({ ahead = [] }: Given): number => ahead.reduce((sum, { messages }) => sum + messages, 0)

/**
 * What waits already, each at its own sender and in turns, so that the first of a long queue stand for all of it. What one weighs is the mean of
 * its queue: weights of limits are small whole numbers, and what counts is their sum.
 */
const waitingOf = function* ({ ahead = [] }: Given, count: number): Generator<Campaign.Message> {
  const longest = Math.max(0, ...ahead.map(({ messages }) => messages))
  let given = 0
  for (let index = 0; index < longest; index++) {
    for (const { messages, sender, units } of ahead) {
      if (index >= messages || given >= count) continue
      given++
      const weight = Math.floor(((index + 1) * units) / messages) - Math.floor((index * units) / messages)
      const recipient = `${sender} ${index}`
      yield { recipient, units: Math.max(1, weight), kind: "text", template: null, sender }
    }
  }
}

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

/** As the ledger names the limit of the day. */
const slots = (share: number): Outlook["binding"] => ({ limit: "uniqueRecipients", scope: "business", share })

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

/** How many are planned one by one: what waits already, and then its own. */
const planOf = (given: Given): { readonly waiting: number; readonly own: number } => {
  // Where the queues alone fill a plan, half of it is theirs: so their pace and the campaign's are both seen.
  const waiting = Math.min(aheadOf(given), Math.max(plannedMax / 2, plannedMax - given.messages))
  return { waiting, own: Math.min(plannedMax - waiting, given.messages) }
}

/** When the last message leaves, where it waits for a slot of its portfolio as well as for its turn; and how much of that is the slot's. */
const finishOf = (given: Given, wholeMillis: number, perMessage: number) => {
  const { reach = null, startMillis } = given
  const pacedMillis = through(given, startMillis, wholeMillis)
  if (reach === null || pacedMillis === null) return { finishMillis: pacedMillis, waitedMillis: 0 }
  const { left, waitMillis } = Reach.waiting(reach)
  // Within one window nobody waits for a slot.
  const freedMillis =
    waitMillis === 0 ? pacedMillis : through(given, startMillis + waitMillis, Math.round(left * perMessage))
  if (freedMillis === null) return { finishMillis: null, waitedMillis: 0 }
  return {
    finishMillis: Math.max(pacedMillis, freedMillis),
    waitedMillis: Math.max(0, freedMillis - pacedMillis)
  }
}

const outlookOf = (given: Given, summary: Summary.Summary): Outlook => {
  const { finishMillis, startMillis } = summary
  const spanMillis = finishMillis === null ? 0 : finishMillis - startMillis
  const ahead = aheadOf(given)
  const { own, waiting } = planOf(given)
  const planned = own + waiting
  const rest = given.messages + ahead - planned
  const everything = summary.departures === planned && own > 0
  // Of a single message no pace can be seen.
  const perMessage = planned > 1 ? spanMillis / (planned - 1) : 0
  const wholeMillis = Math.round(spanMillis + rest * perMessage)
  const end = everything ? finishOf(given, wholeMillis, perMessage) : { finishMillis: null, waitedMillis: 0 }
  return {
    messages: given.messages,
    senders: given.senders.length,
    startMillis,
    finishMillis: end.finishMillis,
    perMinute: wholeMillis === 0 ? given.messages : (summary.departures * 60_000) / Math.max(spanMillis, 1),
    holds: summary.holds,
    binding:
      end.waitedMillis > 0 && end.finishMillis !== null
        ? slots(end.waitedMillis / (end.finishMillis - startMillis))
        : bindingOf(summary),
    planned: own,
    ahead
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
  const { own, waiting } = planOf(given)
  const messages = function* () {
    yield* waitingOf(given, waiting)
    yield* messagesOf(given, own)
  }
  const plan = Forecast.steps({
    senders: given.senders,
    messages: messages(),
    startMillis: given.startMillis,
    roundTripMillis,
    startUnit: null,
    rhythm: LaneLook.defaults
  })
  for (;;) {
    const step = plan.next()
    if (step.done === true) return outlookOf(given, step.value)
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
