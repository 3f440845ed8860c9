import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import * as Client from "@sluice/client/Client"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Context, DateTime, Effect, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { recipient, textTo } = testServer

/** The typed client against a listening server: what it reads, the server has written as described. */
const withClient = Effect.gen(function* () {
  const server = yield* testServer.make()
  yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
  const baseUrl = yield* Effect.promise(() => server.app.getUrl())
  const apiKey = Redacted.make(yield* server.key("operator"))
  const client = yield* Effect.provide(Client.make({ baseUrl, apiKey }), FetchHttpClient.layer)
  return { server, client, store: server.store }
})

const text = (body: string, to = recipient) => ({
  senderId: "acme-tw",
  recipient: to,
  content: { type: "text" as const, text: { body } }
})

const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`

describe("the door for messages", () => {
  it.scopedLive("a good message is durable when it is acknowledged: 202 with its id and when it will leave", () =>
    Effect.gen(function* () {
      const { client, store } = yield* withClient
      const before = Date.now()
      const accepted = yield* client.messages.send({ payload: text("hello"), headers: {} })
      expect(accepted).toMatchObject({ outcome: "queued", warnings: [] })
      expect(accepted.predictedAt === null ? 0 : DateTime.toEpochMillis(accepted.predictedAt)).toBeGreaterThanOrEqual(
        before
      )
      const [stored] = yield* Context.get(store, Outbox).list({ limit: 10 })
      expect(stored).toMatchObject({
        id: accepted.id,
        accountId: "acme",
        senderId: "acme-tw",
        recipient,
        state: "queued",
        kind: "text",
        units: 1,
        priority: 100,
        content: { type: "text", text: { body: "hello" } }
      })
    })
  )

  it.scopedLive("RL-05: each further message is foretold later, at the sender's pace", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient
      const { results } = yield* client.messages.sendBatch({
        headers: {},
        payload: Array.from({ length: 5 }, (_, index) => text("hello", numberOf(index))),
        urlParams: { atomic: false }
      })
      const times = results.map((row) =>
        row.outcome === "queued" && row.predictedAt !== null ? DateTime.toEpochMillis(row.predictedAt) : 0
      )
      const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
      expect(steps).toEqual([12_000, 12_000, 12_000, 12_000])
    })
  )

  it.scopedLive("PH-06: a doubt does not stop a message, and is told", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient
      const { warnings } = yield* client.messages.send({ payload: text("hello", "+445612345678"), headers: {} })
      expect(warnings).toEqual([expect.objectContaining({ path: "recipient", code: "voip", rule: "PH-06" })])
    })
  )

  it.scopedLive(
    "RT-05: the same key and the same request answer the same message, by field or header, in whatever order of fields",
    () =>
      Effect.gen(function* () {
        const { client, server } = yield* withClient
        const first = yield* client.messages.send({
          payload: { ...text("hello"), idempotencyKey: "order-1" },
          headers: {}
        })
        const again = yield* client.messages.send({ payload: text("hello"), headers: { "idempotency-key": "order-1" } })
        expect(again).toMatchObject({ id: first.id, outcome: "repeated", predictedAt: null })
        const turned = { content: { text: { body: "hello" }, type: "text" as const }, recipient, senderId: "acme-tw" }
        const third = yield* client.messages.send({ payload: turned, headers: { "idempotency-key": "order-1" } })
        expect(third.id).toBe(first.id)
        const conflict = yield* Effect.flip(
          client.messages.send({ payload: text("other"), headers: { "idempotency-key": "order-1" } })
        )
        expect(conflict).toMatchObject({ _tag: "Problem", kind: "idempotency-conflict" })
        expect(yield* testServer.queued(server)).toBe(1)
      })
  )

  it.scoped("each row of a batch is judged by itself, and told in its place", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator", "acme")
      const rows = [
        textTo(numberOf(1), { idempotencyKey: "row" }),
        textTo("+886"),
        { nonsense: true },
        textTo(numberOf(2), { senderId: "zenith-de" }),
        textTo(numberOf(1), { idempotencyKey: "row" }),
        textTo(numberOf(3), { idempotencyKey: "row" })
      ]
      const answer = yield* testServer.ask(server, testServer.sendBatch(token, rows))
      expect(answer.status).toBe(202)
      expect(answer.json).toMatchObject({
        queued: 1,
        repeated: 1,
        refused: 4,
        results: [
          { outcome: "queued" },
          { outcome: "refused", findings: [expect.objectContaining({ path: "recipient", rule: "PH-01" })] },
          {
            outcome: "refused",
            findings: expect.arrayContaining([expect.objectContaining({ path: "nonsense", code: "unknown-field" })])
          },
          { outcome: "refused", findings: [expect.objectContaining({ path: "senderId", code: "sender-unknown" })] },
          { outcome: "repeated" },
          { outcome: "refused", findings: [expect.objectContaining({ code: "idempotency-conflict", rule: "RT-05" })] }
        ]
      })
      expect(yield* testServer.queued(server)).toBe(1)
    })
  )

  it.scopedLive("an atomic batch is queued whole or not at all", () =>
    Effect.gen(function* () {
      const { client, server } = yield* withClient
      const good = [text("a", numberOf(1)), text("b", numberOf(2))]
      const refused = yield* Effect.flip(
        client.messages.sendBatch({ headers: {}, payload: [...good, text("c", "+886")], urlParams: { atomic: true } })
      )
      expect(refused).toMatchObject({ _tag: "Problem", kind: "message-refused" })
      expect(refused).toHaveProperty("findings.0.path", "[2].recipient")
      expect(yield* testServer.queued(server)).toBe(0)
      const taken = yield* client.messages.sendBatch({ headers: {}, payload: good, urlParams: { atomic: true } })
      expect(taken).toMatchObject({ queued: 2, refused: 0 })
      expect(yield* testServer.queued(server)).toBe(2)
    })
  )

  it.scopedLive("a message tells its history, its attempts, and why it is where it is", () =>
    Effect.gen(function* () {
      const { client, store } = yield* withClient
      const { id } = yield* client.messages.send({ payload: text("hello"), headers: {} })
      const lanes = Context.get(store, Lanes)
      const nowMillis = Date.now()
      const { fence } = yield* lanes.take({ senderId: "acme-tw", runner: "test", nowMillis, recentSinceMillis: 0 })
      const sends = [{ messageId: id, attempt: 1, endpoint: "https://graph.example" }]
      yield* lanes.begin({ senderId: "acme-tw", fence, nowMillis, sends, holdKeys: [], ledger: null })
      yield* lanes.finish({
        senderId: "acme-tw",
        fence,
        ledger: null,
        openSinceMillis: null,
        finishes: [
          {
            messageId: id,
            attempt: 1,
            answeredMillis: nowMillis + 280,
            outcome: "accepted",
            httpStatus: 200,
            code: null,
            detail: null,
            change: {
              state: "accepted",
              wamid: "wamid.1",
              events: [{ atMillis: nowMillis + 280, kind: "answered", data: { attempt: 1, httpStatus: 200 } }]
            }
          }
        ]
      })
      const detail = yield* client.messages.get({ path: { id } })
      expect(detail).toMatchObject({ state: "accepted", wamid: "wamid.1", attempts: 1 })
      expect(detail.why).toMatchObject({ code: "accepted", until: null })
      expect(detail.history.map(({ kind }) => kind)).toEqual(["accepted", "attempted", "answered"])
      expect(detail.history[1]?.data).toMatchObject({
        endpoint: "https://graph.example",
        outcome: "accepted",
        httpStatus: 200
      })
    })
  )

  it.scopedLive("messages are listed newest first, page by page, by sender, recipient and state", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient
      const payload = Array.from({ length: 7 }, (_, index) => text("hello", numberOf(index)))
      const { results } = yield* client.messages.sendBatch({ headers: {}, payload, urlParams: { atomic: false } })
      const ids = results.flatMap((row) => (row.outcome === "queued" ? [row.id] : [])).reverse()
      const first = yield* client.messages.list({ urlParams: { limit: 4 } })
      expect(first.messages.map(({ id }) => id)).toEqual(ids.slice(0, 4))
      const second = yield* client.messages.list({
        urlParams: { limit: 4, ...(first.next === null ? {} : { cursor: first.next }) }
      })
      expect(second.messages.map(({ id }) => id)).toEqual(ids.slice(4))
      expect(second.next).toBe(null)
      const one = yield* client.messages.list({ urlParams: { limit: 50, recipient: numberOf(3) } })
      expect(one.messages.map((message) => message.recipient)).toEqual([numberOf(3)])
      const none = yield* client.messages.list({
        urlParams: { limit: 50, state: ["dead", "failed"], senderId: "acme-tw" }
      })
      expect(none.messages).toEqual([])
    })
  )

  it.scopedLive("a queued message can be taken back once; what is over can be queued again", () =>
    Effect.gen(function* () {
      const { client, store } = yield* withClient
      const { id } = yield* client.messages.send({ payload: text("hello"), headers: {} })
      const early = yield* Effect.flip(client.messages.retry({ path: { id } }))
      expect(early).toMatchObject({ _tag: "Problem", kind: "state-conflict" })
      expect((yield* client.messages.cancel({ path: { id } })).state).toBe("cancelled")
      expect(yield* Effect.flip(client.messages.cancel({ path: { id } }))).toMatchObject({ kind: "state-conflict" })
      const other = yield* client.messages.send({ payload: text("hello", numberOf(1)), headers: {} })
      const failure = { cause: "unknown", code: null, httpStatus: 500, detail: "it broke", remedy: "mend it" }
      yield* Context.get(store, Outbox).modify([{ _tag: "Id", id: other.id }], () => ({
        state: "dead",
        failure,
        events: []
      }))
      expect((yield* client.messages.get({ path: { id: other.id } })).why).toMatchObject({
        code: "dead",
        text: "it broke; mend it"
      })
      const again = yield* client.messages.retry({ path: { id: other.id } })
      expect(again).toMatchObject({ state: "queued", failure: null })
      const { history } = yield* client.messages.get({ path: { id: other.id } })
      expect(history.at(-1)?.kind).toBe("replayed")
    })
  )

  it.scopedLive("RL-06: a hold shows in the list of holds and in why a message waits", () =>
    Effect.gen(function* () {
      const { client, server } = yield* withClient
      const { id } = yield* client.messages.send({ payload: text("hello"), headers: {} })
      expect((yield* client.messages.get({ path: { id } })).why.code).toBe("waiting")
      const nowMillis = Date.now()
      yield* testServer.hold(server, nowMillis)
      const { why } = yield* client.messages.get({ path: { id } })
      expect(why).toMatchObject({ code: "held", text: "a light hold on its sender: 7 messages within a minute" })
      expect(why.until === null ? 0 : DateTime.toEpochMillis(why.until)).toBe(nowMillis + 300_000)
      const { holds } = yield* client.operations.holds({ urlParams: { limit: 50 } })
      expect(holds).toEqual([
        expect.objectContaining({ scope: "sender", key: "acme-tw", level: "light", needsReview: false })
      ])
    })
  )

  it.scopedLive("operators see senders, depths and callback counts", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient
      yield* client.messages.send({ payload: text("hello"), headers: {} })
      const { senders } = yield* client.operations.senders({})
      expect(senders.map(({ id, policy }) => [id, policy])).toEqual([
        ["acme-tw", "guide"],
        ["zenith-de", "cloud-api"]
      ])
      const { depths } = yield* client.operations.queue({ urlParams: { all: false } })
      expect(depths).toEqual([expect.objectContaining({ senderId: "acme-tw", state: "queued", count: 1, units: 1 })])
      const counted = yield* client.operations.callbackCounts({})
      expect(counted).toEqual({ counts: {}, oldestPendingAt: null })
    })
  )
})
