import { it } from "@effect/vitest"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

/** A server with one message of `acme-tw` that has just left. */
const sent = Effect.gen(function* () {
  const server = yield* testServer.make()
  const operator = yield* server.key("operator")
  const accepted = yield* testServer.ask(server, testServer.send(operator, testServer.textTo(testServer.recipient)))
  const lanes = Context.get(server.store, Lanes)
  const nowMillis = Date.now()
  const { fence } = yield* lanes.take({ senderId: "acme-tw", nowMillis, runner: "test", recentSinceMillis: 0 })
  const messageId = String(accepted.json["id"])
  yield* lanes.begin({
    senderId: "acme-tw",
    nowMillis,
    fence,
    sends: [{ messageId, attempt: 1, endpoint: "http://127.0.0.1:1" }],
    holdKeys: [],
    ledger: {}
  })
  return { server, messageId, fence, nowMillis }
})

const ask = (server: testServer.TestServer, key: string, path: string) =>
  testServer.ask(server, testServer.read(key, `/v1/figures/${path}`))

describe("figures", () => {
  it.scoped("SF-07: sends are told by sender and minute, to a viewer", () =>
    Effect.gen(function* () {
      const { server } = yield* sent
      const answer = yield* ask(server, yield* server.key("viewer"), "sends?minutes=10")
      expect(answer.json).toMatchObject({
        stepSeconds: 60,
        sends: [{ senderId: "acme-tw", sends: 1, accepted: 0, refused: 0 }]
      })
      const span = Date.parse(String(answer.json["until"])) - Date.parse(String(answer.json["from"]))
      expect(span).toBe(600_000)
    })
  )

  it.scoped("SF-01, SF-07: failures are told by cause, among how many messages", () =>
    Effect.gen(function* () {
      const { fence, messageId, nowMillis, server } = yield* sent
      const failure = { cause: "recipient-unavailable", code: 131026, httpStatus: 400, detail: "no", remedy: "none" }
      yield* Context.get(server.store, Lanes).finish({
        senderId: "acme-tw",
        fence,
        ledger: {},
        openSinceMillis: 0,
        finishes: [
          {
            messageId,
            attempt: 1,
            answeredMillis: nowMillis,
            outcome: "refused",
            httpStatus: 400,
            code: 131026,
            detail: null,
            change: { state: "failed", failure, events: [{ atMillis: nowMillis, kind: "failed", data: {} }] }
          }
        ]
      })
      const answer = yield* ask(server, yield* server.key("viewer"), "failures")
      expect(answer.json).toMatchObject({
        attempted: 1,
        failed: [{ senderId: "acme-tw", cause: "recipient-unavailable", code: 131026, count: 1 }]
      })
    })
  )

  it.scoped("RL-07: a budget names the hold that binds it", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      yield* testServer.hold(server, Date.now())
      const answer = yield* ask(server, yield* server.key("viewer", "acme"), "budgets")
      expect(answer.json).toMatchObject({
        budgets: [{ senderId: "acme-tw", limitUnits: 5, binding: { kind: "hold", level: "light", scope: "sender" } }]
      })
    })
  )

  it.scoped("a key of one account sees no figure of another", () =>
    Effect.gen(function* () {
      const { server } = yield* sent
      const key = yield* server.key("viewer", "zenith")
      expect((yield* ask(server, key, "sends")).json["sends"]).toEqual([])
      expect((yield* ask(server, key, "failures")).json["attempted"]).toBe(0)
      expect((yield* ask(server, key, "callbacks")).json["waits"]).toEqual([])
      expect((yield* ask(server, key, "budgets")).json).toMatchObject({ budgets: [{ senderId: "zenith-de" }] })
    })
  )

  it.scoped("a span that cannot be is refused with its bounds; without a key nothing is told", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const key = yield* server.key("viewer")
      for (const path of ["sends?minutes=0", "sends?minutes=1441", "failures?minutes=x", "callbacks?hours=1"]) {
        testServer.expectProblem(yield* ask(server, key, path), "invalid-request")
      }
      testServer.expectProblem(yield* testServer.ask(server, { url: "/v1/figures/sends" }), "key-missing")
    })
  )
})
