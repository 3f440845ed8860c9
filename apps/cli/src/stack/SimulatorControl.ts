import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Behaviour from "@sluice/simulator/config/Behaviour"
import { Effect, Schema } from "effect"

/**
 * What is asked of a running simulator over its control API: the judge's count, its record of what it accepted, and where
 * callbacks go.
 */
const Counts = Schema.Struct({
  accepted: Schema.Int,
  /** Accepted again while an earlier one with the same callback data had not failed: written to twice. */
  doubled: Schema.Int,
  /** Accepted again after the platform had said that the earlier one failed. */
  resent: Schema.Int,
  violations: Schema.Int,
  /** Answered or cut off by an injected fault before anything was accepted. */
  faulted: Schema.Int,
  /** Accepted without an answer that says so. */
  unanswered: Schema.Int
})

export const Stats = Schema.Struct({
  nowMillis: Schema.Number,
  messages: Counts,
  violations: Schema.Struct({
    total: Schema.Int,
    counts: Schema.Record({ key: Schema.String, value: Schema.Int })
  }),
  callbacks: Schema.Struct({
    /** Statuses that are planned and not due yet. */
    scheduled: Schema.Int,
    /** Statuses that were sent twice on purpose. */
    duplicated: Schema.Int,
    /** Requests that were made again, because the one before was not acknowledged. */
    posts: Schema.Struct({ repeated: Schema.Int })
  })
})
export type Stats = typeof Stats.Type

/** One message that the platform accepted. */
export const Entry = Schema.Struct({
  index: Schema.Int,
  wamid: Schema.String,
  /** The gateway's id of the message, whichever attempt at it this was. */
  subject: Schema.NullOr(Schema.String),
  phoneNumberId: Schema.String,
  to: Schema.String,
  type: Schema.String,
  atMillis: Schema.Number,
  /** The furthest status whose callback was acknowledged. */
  told: Schema.Literal("accepted", "sent", "delivered", "read", "failed")
})
export type Entry = typeof Entry.Type

const Page = Schema.Struct({ messages: Schema.Array(Entry) })
const pageMax = 10_000

const control = (url: string) =>
  Effect.map(HttpClient.HttpClient, (client) =>
    client.pipe(HttpClient.filterStatusOk, HttpClient.mapRequest(HttpClientRequest.prependUrl(`${url}/simulator`)))
  )

export const stats = Effect.fn("SimulatorControl.stats")(function* (url: string) {
  const client = yield* control(url)
  return yield* Effect.flatMap(client.get("/stats"), HttpClientResponse.schemaBodyJson(Stats))
}, Effect.scoped)

/** Every message that was accepted, oldest first. */
export const messages = Effect.fn("SimulatorControl.messages")(function* (url: string) {
  const client = yield* control(url)
  const all: Array<Entry> = []
  for (;;) {
    const after = all.at(-1)?.index ?? -1
    const page = yield* client
      .get("/messages", { urlParams: { after, limit: pageMax } })
      .pipe(Effect.flatMap(HttpClientResponse.schemaBodyJson(Page)))
    all.push(...page.messages)
    if (page.messages.length < pageMax) return all
  }
}, Effect.scoped)

/** Changes the faults that are named, from now on; the others stay. */
export const setFaults = Effect.fn("SimulatorControl.setFaults")(function* (
  url: string,
  change: Behaviour.FaultsChange
) {
  const client = yield* control(url)
  yield* client.execute(HttpClientRequest.bodyUnsafeJson(HttpClientRequest.post("/faults"), change))
}, Effect.scoped)
