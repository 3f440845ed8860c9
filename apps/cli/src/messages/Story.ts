import type { HistoryEntry } from "@sluice/client/Message"
import { DateTime, Match, Option } from "effect"
import * as Shown from "../Shown.ts"

/** One entry of a message's history. */
export interface Event {
  readonly atMillis: number
  readonly kind: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The history as the server tells it. */
export const fromHistory = (history: ReadonlyArray<HistoryEntry>): ReadonlyArray<Event> =>
  history.map(({ at, data, kind }) => ({ atMillis: DateTime.toEpochMillis(at), kind, data }))

/** One thing that happened, in plain words. */
export interface Step {
  readonly atMillis: number
  readonly text: string
}

/**
 * A message's history in plain words: one step an event, in order, with the waits between them (`sluice messages why`).
 *
 * Pure, and total: an event of a kind that is not known here is told by its name, so that a newer server can be read.
 */
export const steps = (events: ReadonlyArray<Event>): ReadonlyArray<Step> =>
  events.map((event, index) => ({
    atMillis: event.atMillis,
    text: Shown.whole(tell({ event, before: events.slice(0, index) }))
  }))

/** The whole story in one sentence. */
export const sentence = (events: ReadonlyArray<Event>): string =>
  steps(events)
    .map(({ text }) => text)
    .join(", ")

interface Scene {
  readonly event: Event
  /** What happened before it, in order. */
  readonly before: ReadonlyArray<Event>
}

const tell = (scene: Scene): string => (tellers.get(scene.event.kind) ?? unknown)(scene)

const unknown = ({ event }: Scene): string => `${event.kind} at ${clock(event.atMillis)}`

const tellers: ReadonlyMap<string, (scene: Scene) => string> = new Map(
  Object.entries({
    accepted: ({ event }) => {
      const pool = textOf(event, "pool")
      const dealt = pool === null ? "" : ` and dealt out of ${pool} (${choice(event)})`
      return `accepted ${clock(event.atMillis)}${dealt}`
    },
    dealt: ({ event }) =>
      `dealt to ${textOf(event, "senderId") ?? "another sender"} of ${textOf(event, "pool") ?? "its pool"} at ${clock(event.atMillis)}, since ${textOf(event, "leaves") ?? "its sender"} is held for long`,
    attempted: (scene) => {
      const number = numberOf(scene.event, "attempt") ?? 1
      const act = number === 1 ? "sent" : `sent again (attempt ${number})`
      const waited = waiting(scene)
      return waited === null ? `${act} at once` : `${act} after ${waited}`
    },
    answered: ({ before, event }) => {
      const attempted = before.findLast(({ kind }) => kind === "attempted")
      const took = attempted === undefined ? "" : ` after ${span(event.atMillis - attempted.atMillis)}`
      const held = event.data["heldByPlatform"] === true ? " and holds it for a check of its quality" : ""
      return `platform accepted it${took}${held} (${textOf(event, "wamid") ?? "no id"})`
    },
    refused: ({ event }) => `platform refused it: ${textOf(event, "title") ?? "no reason given"}${codes(event)}`,
    deferred: ({ event }) => {
      const why = textOf(event, "why")
      const until = numberOf(event, "untilMillis")
      const reason = why === null ? "" : ` (${why})`
      return until === null ? `waits until the cause is mended${reason}` : `waits until ${clock(until)}${reason}`
    },
    uncertain: ({ event }) =>
      textOf(event, "why") === "lane lost"
        ? "its worker was lost before the answer came, so its outcome was uncertain"
        : "no answer came, so its outcome was uncertain",
    settled: ({ event }) => {
      if (textOf(event, "by") === "callback") return "a callback showed that the platform has it"
      const silent = numberOf(event, "silentMillis")
      const act = textOf(event, "then") === "resend" ? "it is sent again" : "it is closed as failed"
      const channel = textOf(event, "channel") === "silent" ? ", nor any other of its account" : ""
      return `no callback came${silent === null ? "" : ` for ${span(silent)}`}${channel}: by the policy ${act}`
    },
    looked: ({ event }) => {
      const where =
        textOf(event, "source") === "provider" ? "asked the provider" : "looked through the stored callbacks"
      const number = numberOf(event, "number") ?? 1
      const found = event.data["found"] === true ? "found" : "nothing"
      const last = event.data["last"] === true ? ", and it was the last look" : ""
      return `${where} for ${JSON.stringify(textOf(event, "status") ?? "a status")} (look ${number}): ${found}${last}`
    },
    status: (scene) => {
      const title = textOf(scene.event, "title")
      const why = title === null ? "" : `: ${title}${codes(scene.event)}`
      const words = `${statusWords(textOf(scene.event, "status"))} ${sinceAnswer(scene)}${why}`
      return scene.event.data["earlierAttempt"] === true ? `an earlier attempt was ${words}` : words
    },
    contradicted: ({ event }) =>
      `the platform contradicted itself (${textOf(event, "reached") ?? "delivered"} and ${textOf(event, "reported") ?? "failed"}; ${textOf(event, "stands") ?? "the further one"} stands)`,
    failed: ({ event }) => `failed: ${textOf(event, "cause") ?? "unknown cause"}${codes(event)}`,
    dead: ({ event }) => `given up: ${deadBy(textOf(event, "by"))}`,
    cancelled: ({ event }) => `taken back at ${clock(event.atMillis)}`,
    replayed: ({ event }) => `put back into the queue at ${clock(event.atMillis)}`
  } satisfies Readonly<Record<string, (scene: Scene) => string>>)
)

/** Why a message of a pool has its sender. */
const choice = (event: Event): string => {
  const leaves = textOf(event, "leaves")
  const instead = leaves === null ? "" : `, and ${leaves} of its conversation was not free`
  switch (textOf(event, "because")) {
    case "turn":
      return `it was this sender's turn${instead}`
    case "conversation":
      return "the conversation's own sender"
    case "order":
      return "behind an earlier message to the same person"
    case "window":
      return `the person wrote to this sender${instead}`
    case "soonest":
      return "all were held, and this one is free first"
    default:
      return textOf(event, "because") ?? "no reason given"
  }
}

/** A wait shorter than this is none worth telling. */
const waitMillisMin = 500

/**
 * What an attempt waited for: the time it was put off to, and from then on the sender's pace and the messages before it.
 * Null where it hardly waited.
 */
const waiting = ({ before, event }: Scene): string | null => {
  const freed = before.findLast(
    ({ kind }) => kind === "accepted" || kind === "deferred" || kind === "settled" || kind === "replayed"
  )
  if (freed === undefined) return null
  const due = numberOf(freed, "dueMillis") ?? numberOf(freed, "untilMillis") ?? freed.atMillis
  const putOffMillis = due - freed.atMillis
  const queuedMillis = event.atMillis - due
  const parts = [
    ...(putOffMillis >= waitMillisMin ? [`waiting ${span(putOffMillis)} for its time`] : []),
    ...(queuedMillis >= waitMillisMin ? [`waiting ${span(queuedMillis)} for the sender's window`] : [])
  ]
  return parts.length === 0 ? null : parts.join(" and ")
}

/** From the platform's acceptance to a status; without one, the time of day. */
const sinceAnswer = ({ before, event }: Scene): string => {
  const answered = before.findLast(({ kind }) => kind === "answered")
  return answered === undefined ? `at ${clock(event.atMillis)}` : `${span(event.atMillis - answered.atMillis)} later`
}

const statusWords = Match.type<string | null>().pipe(
  Match.when("sent", () => "passed on"),
  Match.when("delivered", () => "delivered"),
  Match.when("read", () => "read"),
  Match.when("played", () => "played"),
  Match.when("failed", () => "reported as failed"),
  Match.orElse((status) => `reported as ${JSON.stringify(status)}`)
)

/** What of a retry plan was used up; any other reason says itself. */
const deadBy = Match.type<string | null>().pipe(
  Match.when(null, () => "out of attempts"),
  Match.when("attempts", () => "out of attempts"),
  Match.when("deadline", () => "out of time"),
  Match.orElse((reason) => reason)
)

const codes = (event: Event): string => {
  const http = numberOf(event, "httpStatus")
  const code = numberOf(event, "code")
  const parts = [...(http === null ? [] : [`HTTP ${http}`]), ...(code === null ? [] : [`code ${code}`])]
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`
}

const textOf = ({ data }: Event, name: string): string | null => {
  const value = data[name]
  return typeof value === "string" ? value : null
}

const numberOf = ({ data }: Event, name: string): number | null => {
  const value = data[name]
  return typeof value === "number" ? value : null
}

/** Time of day, UTC; the number itself where it is no moment of a calendar. */
export const clock = (millis: number): string =>
  Option.match(DateTime.make(millis), {
    onNone: () => String(millis),
    onSome: (moment) => DateTime.formatIso(moment).slice(11, 19)
  })

/** A span of time as a person says it: `45 ms`, `4 s`, `2 min 5 s`, `3 h 20 min`. Never negative: clocks of two machines differ. */
export const span = (millis: number): string => {
  const whole = Math.max(0, Math.round(millis))
  if (whole < 1_000) return `${whole} ms`
  const seconds = Math.round(whole / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return both(minutes, "min", seconds % 60, "s")
  return both(Math.floor(minutes / 60), "h", minutes % 60, "min")
}

const both = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`
