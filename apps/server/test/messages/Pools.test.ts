import { it } from "@effect/vitest"
import { Holds } from "@sluice/engine/ports/Holds"
import { Clock, Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read, send, sendBatch } = testServer

const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`

/** A text that names no sender. */
const textTo = (index: number, more: object = {}) => ({
  recipient: numberOf(index),
  content: { type: "text", text: { body: "Your order is on its way." } },
  ...more
})

/** Where `acme` has three senders that take turns. */
const accounts = {
  accounts: testServer.accounts.accounts.map((account) =>
    account.id === "acme"
      ? {
          ...account,
          businesses: account.businesses.map((business) => ({
            ...business,
            senders: [
              ...business.senders,
              { id: "acme-hk", phoneNumberId: "1002", number: "+85251234567" },
              { id: "acme-sg", phoneNumberId: "1003", number: "+6581234567" }
            ]
          })),
          pools: [{ id: "orders", senders: ["acme-tw", "acme-hk", "acme-sg"] }]
        }
      : account
  )
}

const served = testServer.make({}, undefined, accounts)

const senderOf = (server: testServer.TestServer, token: string, id: unknown) =>
  Effect.map(ask(server, read(token, `/v1/messages/${String(id)}`)), ({ json }) => json)

describe("the doors for messages of a pool", () => {
  it.scoped("RL-10: a message without a sender is dealt to its account's default pool, and tells to whom and why", () =>
    Effect.gen(function* () {
      const server = yield* served
      const token = yield* server.key("operator", "acme")
      const answers = yield* Effect.forEach([1, 2, 3], (index) => ask(server, send(token, textTo(index))))
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
      const messages = yield* Effect.forEach(answers, ({ json }) => senderOf(server, token, json["id"]))
      expect(new Set(messages.map(({ senderId }) => senderId))).toEqual(new Set(["acme-tw", "acme-hk", "acme-sg"]))
      expect(messages[0]).toMatchObject({
        pool: "orders",
        history: [{ kind: "accepted", data: { pool: "orders", because: "turn", leaves: null } }]
      })
      // The next one to the same person stays behind the one that waits.
      const again = yield* ask(server, send(token, textTo(2, { pool: "orders" })))
      expect(yield* senderOf(server, token, again.json["id"])).toMatchObject({
        senderId: messages[1]?.["senderId"],
        history: [{ data: { because: "order" } }]
      })
    })
  )

  it.scopedLive(
    "RL-10: a batch is dealt past a sender that is held; a message that names its sender stays with it",
    () =>
      Effect.gen(function* () {
        const server = yield* served
        const token = yield* server.key("operator", "acme")
        const nowMillis = yield* Clock.currentTimeMillis
        yield* testServer.hold(server, nowMillis)
        expect(yield* Context.get(server.store, Holds).active(nowMillis)).toHaveLength(1)
        const rows = Array.from({ length: 40 }, (_, index) => textTo(index, { pool: "orders" }))
        const batch = yield* ask(server, sendBatch(token, [...rows, textTo(50, { senderId: "acme-tw" })]))
        expect(batch.json).toMatchObject({ queued: 41, refused: 0 })
        const page = yield* ask(server, read(token, "/v1/messages?limit=100"))
        const messages: unknown = page.json["messages"]
        const senders = (Array.isArray(messages) ? messages : []).map((one) => [one.senderId, one.pool])
        const count = (id: string, pool: string | null) => senders.filter(([s, p]) => s === id && p === pool).length
        expect([count("acme-tw", "orders"), count("acme-tw", null)]).toEqual([0, 1])
        expect([count("acme-hk", "orders"), count("acme-sg", "orders")]).toEqual([20, 20])
      })
  )

  it.scoped("RT-05: the same request under the same key is the same message, whoever's turn it would be by now", () =>
    Effect.gen(function* () {
      const server = yield* served
      const token = yield* server.key("operator", "acme")
      const keyed = send(token, textTo(1, { pool: "orders", idempotencyKey: "a" }))
      const first = yield* ask(server, keyed)
      yield* ask(server, send(token, textTo(2)))
      expect((yield* ask(server, keyed)).json).toMatchObject({ id: first.json["id"], outcome: "repeated" })
      const named = send(token, textTo(1, { senderId: "acme-tw", idempotencyKey: "a" }))
      expectProblem(yield* ask(server, named), "idempotency-conflict")
    })
  )

  it.scoped("RL-10: what names both, neither, or somebody else's pool is refused with what is wrong", () =>
    Effect.gen(function* () {
      const server = yield* served
      const own = yield* server.key("operator", "acme")
      const all = yield* server.key("operator")
      const foreign = yield* server.key("operator", "zenith")
      const refusals = yield* Effect.forEach(
        [
          send(own, textTo(1, { senderId: "acme-tw", pool: "orders" })),
          send(own, textTo(1, { pool: "offers" })),
          send(foreign, textTo(1, { pool: "orders" })),
          send(foreign, textTo(1)),
          send(all, textTo(1)),
          send(own, { ...textTo(1), recipient: "+85251234567" })
        ],
        (request) => ask(server, request)
      )
      for (const refusal of refusals) expectProblem(refusal, "message-refused")
      expect(refusals.map(({ json }) => json["findings"])).toMatchObject([
        [{ path: "pool", code: "sender-and-pool" }],
        [{ path: "pool", code: "pool-unknown" }],
        [{ path: "pool", code: "pool-unknown" }],
        [{ path: "senderId", code: "sender-missing" }],
        [{ path: "senderId", code: "sender-missing" }],
        [{ path: "recipient", code: "recipient-is-sender" }]
      ])
      expect(yield* testServer.queued(server)).toBe(0)
      expect((yield* ask(server, send(all, textTo(1, { pool: "orders" })))).status).toBe(202)
    })
  )
})
