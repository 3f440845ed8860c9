import { it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { describe, expect } from "vitest"
import * as World from "@sluice/simulator/config/World"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Client from "../support/Client.ts"
import * as Receiver from "../support/Receiver.ts"

const [base] = World.sample.senders
const [app] = World.sample.apps
const number = (nth: number): string => `+8869${10_000_000 + nth}`

const started = (input: Parameters<typeof Simulator.make>[0] = {}) =>
  Effect.map(
    Simulator.make({ faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 }, ...input }),
    (simulator) => ({ simulator, client: Client.make(simulator.url) })
  )

describe("The control API", () => {
  it.scopedLive("stats, clock and messages are the same over HTTP and from within", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ policy: "cloud-api" })
      for (let nth = 0; nth < 5; nth++) yield* client.text(number(nth), `m${nth}`)
      const stats = (yield* client.get("/simulator/stats")).body
      const inside = yield* simulator.stats
      expect({ ...stats, nowMillis: 0 }).toEqual({ ...JSON.parse(JSON.stringify(inside)), nowMillis: 0 })
      expect((yield* client.get("/simulator/clock")).body).toMatchObject({ originMillis: 0, speed: 1 })
      const one = yield* client.get("/simulator/messages?opaque=m3")
      expect(one.body["messages"]).toMatchObject([{ opaque: "m3", index: 3 }])
      const page = yield* client.get("/simulator/messages?after=1&limit=2")
      expect(page.body["messages"]).toMatchObject([{ index: 2 }, { index: 3 }])
      expect((yield* client.get("/simulator/messages?opaque=nothing")).body).toEqual({ messages: [] })
    })
  )

  it.scopedLive("faults change by name, and reset puts everything back but who is connected", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ policy: "cloud-api" })
      const set = yield* client.post("/simulator/faults", { errors: [{ code: 131016, share: 1 }] })
      expect(set.body).toMatchObject({ errors: [{ code: 131016, share: 1 }], latencyRealMillisMax: 0 })
      const refused = yield* client.text(number(1))
      expect([refused.status, Client.code(refused)]).toEqual([503, 131016])
      yield* simulator.putToken({
        value: "later",
        appId: app.appId,
        expiresAtMillis: null,
        scopes: World.Scope.literals,
        phoneNumberIds: null
      })
      yield* simulator.setFaults({ errors: [] })
      yield* client.text(number(1), "m1")
      expect((yield* client.post("/simulator/reset", {})).body).toEqual({ success: true })
      const stats = yield* simulator.stats
      expect(stats).toMatchObject({ requests: 0, messages: { accepted: 0, faulted: 0 }, violations: { total: 0 } })
      expect(stats.callbacks).toMatchObject({ queued: 0, scheduled: 0 })
      expect(yield* simulator.messages({ after: -1, limit: 10 })).toEqual([])
      expect((yield* Client.make(simulator.url, "later").text(number(1), "m1")).status).toBe(200)
      expect((yield* simulator.stats).messages.doubled).toBe(0)
    })
  )

  it.scopedLive("what it cannot read is a 400 that says why, what does not exist a 404", () =>
    Effect.gen(function* () {
      const { client } = yield* started()
      const answers = yield* Effect.forEach(
        [
          client.post("/simulator/faults", { latencyMillis: 5 }),
          client.post("/simulator/faults", { dropShare: 2 }),
          client.call("POST", "/simulator/faults", "{"),
          client.get("/simulator/messages?limit=0"),
          client.post("/simulator/inbound", { phoneNumberId: base.phoneNumberId, from: "x" }),
          client.post("/simulator/inbound", { phoneNumberId: "999", from: "886912345678" }),
          client.post("/simulator/subscriptions", { appId: "nothing", callbackUrl: null }),
          client.post("/simulator/tokens", { value: "x", appId: "nothing" }),
          client.get("/simulator/nothing")
        ],
        Effect.map(({ body, status }) => [status, typeof body["error"]])
      )
      expect(answers).toEqual([400, 400, 400, 400, 400, 404, 404, 404, 404].map((status) => [status, "string"]))
    })
  )

  it.scopedLive("messages that come in travel as callbacks, many at once from numbers that count up", () =>
    Effect.gen(function* () {
      const receiver = yield* Receiver.make
      const { client, simulator } = yield* started()
      yield* client.post("/simulator/subscriptions", { appId: app.appId, callbackUrl: receiver.url })
      const answer = yield* client.post("/simulator/inbound", {
        phoneNumberId: base.phoneNumberId,
        from: "886900000009",
        type: "button",
        content: { payload: "YES", text: "Yes" },
        repliesTo: "wamid.before",
        count: 3
      })
      yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.acknowledged === 3)
      const messages = receiver.received.flatMap((callback) => callback.messages)
      expect(messages.map(({ from }) => from).sort()).toEqual(["886900000009", "886900000010", "886900000011"])
      expect(messages.map(({ id }) => id).sort()).toEqual([...(answer.body["wamids"] as ReadonlyArray<string>)].sort())
      expect(messages[0]).toMatchObject({
        type: "button",
        button: { payload: "YES" },
        context: { from: "15550100001", id: "wamid.before" },
        timestamp: expect.stringMatching(/^\d{10}$/)
      })
    })
  )

  it.scopedLive("WH-01: a handshake is verified by its challenge alone", () =>
    Effect.gen(function* () {
      const receiver = yield* Receiver.make
      const { client, simulator } = yield* started()
      expect(yield* simulator.handshake()).toEqual([])
      yield* simulator.subscribe(app.appId, `${receiver.url}?tenant=1`)
      expect(yield* simulator.handshake(app.appId)).toMatchObject([{ verified: true, status: 200, appId: app.appId }])
      const unreachable = "http://127.0.0.1:1/closed"
      yield* simulator.subscribe(app.appId, unreachable)
      expect((yield* client.post("/simulator/handshake", {})).body).toEqual({
        handshakes: [{ appId: app.appId, url: unreachable, verified: false, status: null, body: null }]
      })
      expect((yield* client.post("/simulator/handshake?appId=nothing", {})).body).toEqual({ handshakes: [] })
    })
  )

  it.scopedLive("RL-06: a review is noted on the business's hold, which its hour outlasts", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ judging: { reviewAfterMillis: null, forcedEscalationShare: 1 } })
      for (let nth = 0; nth < 7; nth++) yield* client.text(number(nth))
      const hold = { level: "medium", scope: "business", id: base.businessId }
      expect((yield* simulator.stats).holds).toMatchObject([{ ...hold, awaitsReview: true }])
      const review = (businessId: string) => client.post("/simulator/review", { businessId })
      expect((yield* review("nobody")).body).toEqual({ reviewed: false })
      expect((yield* review(base.businessId)).body).toEqual({ reviewed: true })
      expect((yield* simulator.stats).holds).toMatchObject([{ ...hold, awaitsReview: false }])
      expect((yield* client.text(number(9))).status).toBe(429)
    })
  )

  it.scopedLive("a token that is put with an expiry ends at that virtual moment", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ policy: "cloud-api" })
      const expiresAtMillis = (yield* simulator.clock).nowMillis
      yield* client.post("/simulator/tokens", { value: "sample-token", appId: app.appId, expiresAtMillis })
      const answer = yield* client.text(number(1))
      expect([answer.status, Client.code(answer)]).toEqual([401, 190])
    })
  )
})

describe("Simulator", () => {
  it.scopedLive(
    "two run side by side; a port that is taken is a ServeError; a bad configuration says what is wrong",
    () =>
      Effect.gen(function* () {
        const { simulator } = yield* started()
        const { simulator: other } = yield* started()
        expect(other.url).not.toBe(simulator.url)
        const taken = yield* Effect.exit(Simulator.make({ port: Number(new URL(simulator.url).port) }))
        expect(Exit.isFailure(taken) && JSON.stringify(taken.cause)).toContain("ServeError")
        const bad = yield* Effect.exit(Simulator.make({ clock: { originMillis: 0, speed: 0 } }))
        expect(Exit.isFailure(bad) && JSON.stringify(bad.cause)).toContain("ParseError")
      })
  )

  it.live("closing cuts off requests that would never be answered, and frees the port", () =>
    Effect.gen(function* () {
      const port = yield* Effect.scoped(
        Effect.gen(function* () {
          const { client, simulator } = yield* started({
            policy: "cloud-api",
            faults: { timeoutAfterAcceptShare: 1, latencyRealMillisMin: 0, latencyRealMillisMax: 0 }
          })
          yield* Effect.fork(client.text(number(1)))
          yield* Client.until(simulator.stats, ({ messages }) => messages.accepted === 1)
          return Number(new URL(simulator.url).port)
        })
      )
      yield* Effect.scoped(started({ port }))
    })
  )

  it.live("as a layer it lives as long as what uses it", () =>
    Effect.gen(function* () {
      const simulator = yield* Simulator.Simulator
      expect((yield* Client.make(simulator.url).text(number(1))).status).toBe(200)
    }).pipe(Effect.provide(Simulator.layer({ seed: "layer" })))
  )
})
