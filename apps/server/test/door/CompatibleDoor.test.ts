import { it } from "@effect/vitest"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import * as doorServer from "./doorServer.ts"

const { at, bodyTo, idOf, nameOf, numberId } = doorServer

/** What every error of the door looks like (CLOUD_API 3.2). */
const expectError = (answer: testServer.Answer, status: number, code: number, more: object = {}): void => {
  expect(answer.json).toMatchObject({
    error: { message: expect.any(String), type: expect.stringMatching(/Exception$/), code, ...more }
  })
  expect(at(answer.json, "error", "fbtrace_id")).toMatch(/^A[A-Za-z0-9_-]{22}$/)
  expect(answer.status).toBe(status)
  for (const secret of testServer.secrets) expect(answer.text).not.toContain(secret)
}

const detailsOf = (answer: testServer.Answer): string => String(at(answer.json, "error", "error_data", "details"))

describe("the compatible door", () => {
  it.scopedLive("RT-03: a message is durable when it is answered, in the platform's own words", () =>
    Effect.gen(function* () {
      const { post, stored } = yield* doorServer.open()
      const answer = yield* post(bodyTo("+886987654321", { biz_opaque_callback_data: "order 4711" }))
      expect(answer.status).toBe(200)
      expect(answer.json).toEqual({
        messaging_product: "whatsapp",
        contacts: [{ input: "+886987654321", wa_id: "886987654321" }],
        messages: [{ id: expect.stringMatching(/^wamid\.[A-Za-z0-9_-]{32}$/) }]
      })
      expect(yield* stored).toMatchObject([
        {
          id: idOf(at(answer.json, "messages", 0, "id")),
          senderId: "acme-tw",
          recipient: "+886987654321",
          content: { type: "text", text: { body: "Your order is on its way." } },
          callerData: "order 4711",
          priority: 100,
          state: "queued"
        }
      ])
    })
  )

  it.scopedLive("the path may name the sender as Sluice does, which stays the same wherever the sender is moved", () =>
    Effect.gen(function* () {
      const { ask, stored } = yield* doorServer.open("operator", "acme")
      expect((yield* ask("POST", "/v25.0/acme-tw/messages", bodyTo("+886987654321"))).status).toBe(200)
      expect(yield* stored).toMatchObject([{ senderId: "acme-tw" }])
      const others = yield* ask("POST", "/v25.0/zenith-de/messages", bodyTo("+886987654321"))
      expectError(others, 400, 100, { error_subcode: 33, type: "GraphMethodException" })
    })
  )

  it.scopedLive("PH-01: a number is taken as the platform takes it, with or without plus and separators", () =>
    Effect.gen(function* () {
      const { post, stored } = yield* doorServer.open()
      for (const to of ["886987654321", "+886 987-654-321", "+886 (987) 654.321"]) {
        const answer = yield* post(bodyTo(to))
        expect(answer.json).toMatchObject({ contacts: [{ input: to, wa_id: "886987654321" }] })
      }
      expect((yield* stored).map(({ recipient }) => recipient)).toEqual(Array(3).fill("+886987654321"))
    })
  )

  it.scopedLive("PH-05: a number that leaves a doubt is refused, and nothing is put in front of it", () =>
    Effect.gen(function* () {
      const { post, stored } = yield* doorServer.open()
      for (const to of ["0987654321", "987654321", "+86987654321", "12", "not a number"]) {
        const answer = yield* post(bodyTo(to))
        expectError(answer, 400, 131009)
        expect(detailsOf(answer)).toMatch(/^to: /)
      }
      expect(yield* stored).toEqual([])
    })
  )

  it.scopedLive("SF-05: a body that is wrong is refused with every fault, its path, and the platform's code", () =>
    Effect.gen(function* () {
      const { post, stored } = yield* doorServer.open()
      const refused = function* (body: unknown, code: number, details: RegExp) {
        const answer = yield* post(body)
        expectError(answer, 400, code)
        expect(detailsOf(answer)).toMatch(details)
      }
      yield* refused("{", 100, /is no JSON from line 1, column 2/)
      yield* refused("", 100, /is no JSON/)
      yield* refused(
        { ...bodyTo("+886987654321"), messaging_product: undefined },
        131008,
        /messaging_product: is missing/
      )
      yield* refused(bodyTo("+886987654321", { text: {} }), 131008, /text\.body: is missing/)
      yield* refused(bodyTo("+886987654321", { txt: 1 }), 100, /txt: is not a field here/)
      yield* refused(bodyTo("+886987654321", { type: "hologram" }), 131051, /type/)
      yield* refused(bodyTo("+886987654321", { text: { body: "x".repeat(4_097) } }), 131009, /text\.body/)
      yield* refused(bodyTo("+886912345678"), 131021, /the sending number itself/)
      expect(yield* stored).toEqual([])
    })
  )

  it.scopedLive("RT-05: the same key answers the same message again, and another request under it is refused", () =>
    Effect.gen(function* () {
      const { post, stored } = yield* doorServer.open()
      const key = { "idempotency-key": "order-4711" }
      const first = yield* post(bodyTo("+886987654321"), key)
      expect((yield* post(bodyTo("+886987654321"), key)).json).toEqual(first.json)
      expectError(yield* post(bodyTo("+886987654322"), key), 400, 131009)
      expectError(yield* post(bodyTo("+886987654321", { biz_opaque_callback_data: "a" }), key), 400, 131009)
      expect(yield* stored).toHaveLength(1)
    })
  )

  it.scopedLive("what Sluice cannot promise yet is refused by its name, and nothing of it is left out silently", () =>
    Effect.gen(function* () {
      const { ask, post, stored } = yield* doorServer.open()
      const named = function* (answer: testServer.Answer, feature: RegExp) {
        expectError(answer, 400, 131051)
        expect(detailsOf(answer)).toMatch(feature)
        expect(detailsOf(answer)).toContain("not supported")
      }
      yield* named(yield* post(bodyTo("group-1", { recipient_type: "group" })), /messages to groups/)
      yield* named(
        yield* post({ ...bodyTo(""), to: undefined, recipient: "US.13491208655302741918" }),
        /messages to user ids/
      )
      yield* named(yield* post(bodyTo("+886987654321", { recipient_identity_key_hash: "h" })), /identity/)
      yield* named(yield* post(bodyTo("+886987654321", { product_policy: "STRICT" })), /product_policy/)
      yield* named(yield* ask("POST", `/v25.0/${numberId}/register`, {}), /POST register/)
      yield* named(yield* ask("GET", `/v25.0/${numberId}/whatsapp_business_profile`), /GET whatsapp_business_profile/)
      expect(yield* stored).toEqual([])
    })
  )

  it.scopedLive(
    "a reply and a reaction are taken by the name that was given out, also while the message waits, and are refused where it can never be answered",
    () =>
      Effect.gen(function* () {
        const { outbox, post, stored } = yield* doorServer.open()
        const first = at((yield* post(bodyTo("+886987654321"))).json, "messages", 0, "id")
        const reply = bodyTo("+886987654321", { context: { message_id: first } })
        const reaction = bodyTo("+886987654321", {
          type: "reaction",
          text: undefined,
          reaction: { message_id: first, emoji: "👍" }
        })
        expect((yield* post(reply)).status).toBe(200)
        expect((yield* post(reaction)).status).toBe(200)
        expect((yield* post(bodyTo("+886987654321", { context: { message_id: "wamid.INBOUND" } }))).status).toBe(200)
        const [byInbound, byReaction, byReply] = yield* stored
        expect(byReply).toMatchObject({ replyTo: idOf(first) })
        expect(byReaction).toMatchObject({ content: { reaction: { message_id: idOf(first) } } })
        expect(byInbound).toMatchObject({ replyTo: "wamid.INBOUND" })

        const nobody = nameOf("0197f8a0-0000-7000-8000-000000000001")
        const unknown = yield* post(bodyTo("+886987654321", { context: { message_id: nobody } }))
        expectError(unknown, 400, 131009)
        expect(detailsOf(unknown)).toMatch(/context\.message_id: names no message of this account/)
        const elsewhere = yield* post(bodyTo("+886987654322", { context: { message_id: first } }))
        expectError(elsewhere, 400, 131009)
        expect(detailsOf(elsewhere)).toMatch(/names a message to somebody else/)
        yield* outbox.modify([{ _tag: "Id", id: idOf(first) }], () => ({ state: "failed", events: [] }))
        const never = yield* post(reaction)
        expectError(never, 400, 131009)
        expect(detailsOf(never)).toMatch(
          /reaction\.message_id: the message never reached the platform \(it is failed\)/
        )
      })
  )

  it.scopedLive("a message is marked as read by the platform, with the typing, and its refusal is handed on", () =>
    Effect.gen(function* () {
      const { post, server, stored } = yield* doorServer.open()
      const receipt = (id: string, more = {}) => ({
        messaging_product: "whatsapp",
        status: "read",
        message_id: id,
        ...more
      })
      const typing = receipt("wamid.INBOUND", { typing_indicator: { type: "text" } })
      expect((yield* post(typing)).json).toEqual({ success: true })
      expect(server.asked).toMatchObject([{ account: { id: "acme" }, path: "1001/messages", body: typing }])
      const refused = yield* post(receipt("wamid.refused"))
      expect([refused.status, at(refused.json, "error", "code")]).toEqual([400, 131009])
      const silent = yield* post(receipt("wamid.silent"))
      expectError(silent, 503, 2, { is_transient: true })
      expect(silent.headers["retry-after"]).toBe("1")
      expectError(yield* post(receipt(nameOf("0197f8a0-0000-7000-8000-000000000001"))), 400, 131009)
      expect(yield* stored).toEqual([])
    })
  )

  it.scopedLive("RL-07: nothing is marked as read while a hold stands over the number", () =>
    Effect.gen(function* () {
      const { post, server } = yield* doorServer.open()
      yield* testServer.hold(server, Date.now())
      const held = yield* post({ messaging_product: "whatsapp", status: "read", message_id: "wamid.INBOUND" })
      expectError(held, 429, 130429, { is_transient: true })
      expect(Number(held.headers["retry-after"])).toBeGreaterThan(0)
      expect(server.asked).toEqual([])
      expect((yield* post(bodyTo("+886987654321"))).status).toBe(200)
    })
  )

  it.scopedLive("a message is told by its name, and a number in the platform's words", () =>
    Effect.gen(function* () {
      const { ask, outbox, post, server } = yield* doorServer.open()
      const name = String(at((yield* post(bodyTo("+886987654321"))).json, "messages", 0, "id"))
      expect((yield* ask("GET", `/v25.0/${name}`)).json).toMatchObject({ id: name, message_status: "accepted" })
      yield* outbox.modify([{ _tag: "Id", id: idOf(name) }], () => ({
        state: "accepted",
        delivery: "delivered",
        events: []
      }))
      expect((yield* ask("GET", `/v19.0/${name}`)).json).toMatchObject({
        message_status: "delivered",
        to: "886987654321",
        type: "text"
      })
      expect((yield* ask("GET", `/v25.0/${numberId}?fields=throughput`)).json).toEqual({ success: true })
      expect(server.asked).toMatchObject([{ path: numberId, query: { fields: "throughput" } }])
      expectError(yield* ask("GET", "/v25.0/999"), 400, 100, { error_subcode: 33 })
    })
  )

  it.scopedLive("who asks is known first: no key, a wrong one, and one of a viewer are told apart", () =>
    Effect.gen(function* () {
      const { key, server } = yield* doorServer.open("viewer")
      const path = `/v25.0/${numberId}/messages`
      const asking = (token: string | null) =>
        testServer.ask(server, doorServer.request(token, "POST", path, bodyTo("+886987654321")))
      expectError(yield* asking(null), 401, 104)
      expectError(yield* asking("EAAG-a-token-of-the-platform"), 401, 190, { error_subcode: 467 })
      expectError(yield* asking(`${key.slice(0, -4)}AAAA`), 401, 190, { error_subcode: 467 })
      expectError(yield* asking(key), 403, 200)
      expect(yield* testServer.queued(server)).toBe(0)
    })
  )

  it.scopedLive("a key of one account sees nothing of another: its ids are told like ones that do not exist", () =>
    Effect.gen(function* () {
      const { ask, server, post } = yield* doorServer.open("operator", "zenith")
      const own = yield* server.key("operator")
      const sent = yield* testServer.ask(
        server,
        doorServer.request(own, "POST", `/v25.0/${numberId}/messages`, bodyTo("+886987654321"))
      )
      const name = String(at(sent.json, "messages", 0, "id"))
      for (const answer of [
        yield* post(bodyTo("+886987654321")),
        yield* ask("POST", "/v25.0/999/messages", bodyTo("+886987654321")),
        yield* ask("GET", `/v25.0/${name}`),
        yield* ask("GET", `/v25.0/${numberId}`)
      ]) {
        expectError(answer, 400, 100, { error_subcode: 33, type: "GraphMethodException" })
      }
      const reply = bodyTo("+4915112345679", { context: { message_id: name } })
      expectError(yield* ask("POST", "/v25.0/2001/messages", reply), 400, 131009)
    })
  )

  it.scopedLive("what came before the version, and bodies that are too large, are refused without harm", () =>
    Effect.gen(function* () {
      const { ask, post } = yield* doorServer.open()
      testServer.expectProblem(yield* ask("POST", `/25.0/${numberId}/messages`, {}), "route-unknown")
      testServer.expectProblem(yield* ask("GET", "/v1/nothing"), "route-unknown")
      expectError(yield* post(bodyTo("+886987654321", { text: { body: "x".repeat(1024 * 1024) } })), 400, 100)
    })
  )

  it.scopedLive("a store that is away is told as the platform tells of an outage of its own", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({}, (store) =>
        Context.add(store, Outbox, {
          ...Context.get(store, Outbox),
          enqueue: () => new StoreUnavailable({ operation: "Outbox.enqueue", cause: new Error("password=hunter2") })
        })
      )
      const key = yield* server.key("operator")
      const path = `/v25.0/${numberId}/messages`
      const answer = yield* testServer.ask(server, doorServer.request(key, "POST", path, bodyTo("+886987654321")))
      expectError(answer, 503, 2, { is_transient: true })
      expect(answer.text).not.toContain("hunter2")
    })
  )
})
