import { it } from "@effect/vitest"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as GivenId from "@sluice/engine/door/GivenId"
import { Crypto } from "@sluice/engine/ports/Crypto"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Sender } from "@sluice/engine/ports/Directory"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { Subscription } from "@sluice/engine/ports/Subscriptions"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import { HttpTarget, TopicTarget } from "@sluice/engine/ports/Targets"
import { Vault } from "@sluice/engine/ports/Vault"
import * as Courier from "@sluice/engine/subscriptions/Courier"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect, Layer, Redacted, TestClock } from "effect"
import { createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const secret = "the caller's own app secret"
const url = "https://shop.example/webhook"
const sealed = { keyId: "k1", nonce: new Uint8Array(12), ciphertext: new TextEncoder().encode(secret) }

const subscription = (changes: Partial<Subscription> = {}): Subscription => ({
  id: "01900000-0000-7000-9000-000000000001",
  accountId: "account",
  name: "shop",
  target: { kind: "cloud-api", url },
  types: ["callback.received", "message.failed", "message.dead", "message.cancelled"],
  secrets: [{ sealed, madeMillis: 0, untilMillis: null }],
  standing: { _tag: "Enabled", failingSinceMillis: null },
  createdMillis: 1,
  createdBy: "key k",
  ...changes
})

interface Posted {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An account whose callbacks are processed and handed on, in virtual time. */
const make = (sender: Sender = World.sender("cloud-api")) => {
  const posted: Array<Posted> = []
  const target = Layer.succeed(HttpTarget, {
    loopback: false,
    uncalled: () => null,
    post: (to, parcel) =>
      Effect.sync(() => {
        posted.push({ url: to, ...parcel })
        return to.includes("refusing")
          ? { _tag: "Untaken", status: 500, detail: "it answered 500", askedMillis: null }
          : { _tag: "Taken", status: 200 }
      })
  })
  const vault = Layer.succeed(Vault, {
    seal: () => Effect.dieMessage("nothing is sealed here"),
    open: (_, { ciphertext }) => Effect.succeed(Redacted.make(new TextDecoder().decode(ciphertext)))
  })
  const ports = Layer.mergeAll(World.store, World.directory(sender), TestCrypto.layer, TopicTarget.none, target, vault)
  const layer = Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(Layer.provideMerge(ports))
  const run = Effect.gen(function* () {
    yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
    yield* Effect.fork(Courier.run(Courier.defaults))
    yield* TestClock.adjust("2 seconds")
  })
  const come = (...callbacks: ReadonlyArray<ReturnType<typeof Bodies.callback>>) =>
    Effect.gen(function* () {
      yield* Effect.flatMap(CallbackLog, (log) => log.append(callbacks))
      yield* TestClock.adjust("2 seconds")
    })
  return { posted, layer, run, come }
}

const subscribe = (changes: Partial<Subscription> = {}) =>
  Effect.flatMap(Subscriptions, (subscriptions) => subscriptions.add(subscription(changes)))

const enqueue = (...messages: ReadonlyArray<ReturnType<typeof World.message>>) =>
  Effect.flatMap(Outbox, (outbox) => outbox.enqueue(messages))

const nameOf = (n: number) => Effect.map(Crypto, ({ sha256 }) => GivenId.write(sha256, World.message(n).id))

describe("callbacks in the platform's own shape", () => {
  it.effect(
    "WH-02: a callback is handed on as it came, with the names that were given out, signed as the platform signs",
    () => {
      const { come, layer, posted, run } = make()
      return Effect.gen(function* () {
        yield* enqueue(World.message(1, { callerData: "order 4711" }))
        yield* subscribe()
        yield* run
        const status = { id: "wamid.A", status: "sent", biz_opaque_callback_data: Opaque.write(World.message(1).id, 1) }
        const callback = Bodies.callback(Bodies.statuses(status))
        yield* come(callback)
        expect(posted).toHaveLength(1)
        const { body = "", headers = {} } = posted[0] ?? {}
        const came = new TextDecoder().decode(callback.body)
        expect(body).toBe(
          came.replace("wamid.A", yield* nameOf(1)).replace(status.biz_opaque_callback_data, "order 4711")
        )
        expect(headers).toEqual({
          "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
        })
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "CLOUD_API 3.9: a callback of another provider is told in the platform's shape, and what says nothing there is not told",
    () => {
      const { come, layer, posted, run } = make()
      return Effect.gen(function* () {
        yield* enqueue(World.message(1, { callerData: "order 4711" }))
        yield* subscribe()
        yield* run
        const from = (status: string) =>
          Bodies.callback(
            new URLSearchParams({
              MessageSid: "SM1",
              MessageStatus: status,
              From: "whatsapp:+15550100001",
              To: "whatsapp:+15550200001",
              biz_opaque_callback_data: Opaque.write(World.message(1).id, 1)
            }).toString(),
            { provider: "twilio", contentType: "application/x-www-form-urlencoded" }
          )
        yield* come(from("queued"), from("sent"))
        expect(posted).toHaveLength(1)
        const { body = "", headers = {} } = posted[0] ?? {}
        expect(JSON.parse(body).entry[0].changes[0].value).toMatchObject({
          messaging_product: "whatsapp",
          metadata: { display_phone_number: "15550100001", phone_number_id: "100000000000001" },
          statuses: [{ id: yield* nameOf(1), status: "sent", biz_opaque_callback_data: "order 4711" }]
        })
        expect(headers).toEqual({
          "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
        })
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "WH-02: of a number that was moved on and on, every account that it was at tells by the given names; no other does",
    () => {
      const { come, layer, posted, run } = make(World.sender("cloud-api", { accountId: "third" }))
      return Effect.gen(function* () {
        const lanes = yield* Lanes
        yield* enqueue(World.message(1, { callerData: "order 1" }))
        for (const accountId of ["account", "second", "third"]) {
          yield* lanes.take({ senderId: "sender", runner: "r", accountId, nowMillis: 0, recentSinceMillis: 0 })
        }
        yield* subscribe({ accountId: null })
        yield* run
        const status = { id: "wamid.A", status: "sent", biz_opaque_callback_data: Opaque.write(World.message(1).id, 1) }
        const accounts = ["account", "second", "third", "stranger"]
        for (const accountId of accounts) yield* come(Bodies.callback(Bodies.statuses(status), { accountId }))
        const told = posted.map(({ body }) => JSON.parse(body).entry[0].changes[0].value.statuses[0])
        const given = { id: yield* nameOf(1), status: "sent", biz_opaque_callback_data: "order 1" }
        expect(told).toMatchObject([given, given, given, status])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "CLOUD_API 3.9: callers hear of a number that was moved by the id that they know it by, whoever tells, or nobody",
    () => {
      const { come, layer, posted, run } = make(
        World.sender("cloud-api", { accountId: "second", phoneNumberId: "2002", knownAs: "1001" })
      )
      return Effect.gen(function* () {
        const lanes = yield* Lanes
        const outbox = yield* Outbox
        yield* enqueue(World.message(1), World.message(2))
        for (const accountId of ["account", "second"]) {
          yield* lanes.take({ senderId: "sender", runner: "r", accountId, nowMillis: 0, recentSinceMillis: 0 })
        }
        yield* subscribe({ accountId: null })
        yield* run
        const form = {
          MessageSid: "SM1",
          MessageStatus: "sent",
          From: "whatsapp:+15550100001",
          To: "whatsapp:+15550200001"
        }
        const left = new URLSearchParams({ ...form, biz_opaque_callback_data: Opaque.write(World.message(1).id, 1) })
        // It was at Twilio, and is at the platform again under a new id.
        yield* come(
          Bodies.callback(left.toString(), { provider: "twilio", contentType: "application/x-www-form-urlencoded" })
        )
        const values = JSON.stringify(Bodies.statuses({ id: "wamid.A", status: "sent" })).replaceAll(
          "100000000000001",
          "2002"
        )
        yield* come(Bodies.callback(values, { accountId: "second" }))
        yield* outbox.modify([{ _tag: "Id", id: World.message(2).id }], () => ({ state: "cancelled", events: [] }))
        yield* TestClock.adjust("2 seconds")
        const numbers = posted.map(({ body }) => JSON.parse(body).entry[0].changes[0].value.metadata.phone_number_id)
        expect(numbers).toEqual(["1001", "1001", "1001"])
        expect(posted[1]?.body).toBe(values.replaceAll("2002", "1001"))
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("WH-03: one that is not taken comes again, the same; a repeat of the platform's is told once", () => {
    const { come, layer, posted, run } = make()
    return Effect.gen(function* () {
      yield* subscribe({ target: { kind: "cloud-api", url: "https://refusing.example" } })
      yield* run
      const callback = Bodies.callback(Bodies.statuses({ id: "wamid.X", status: "read" }))
      yield* come(callback, callback)
      yield* TestClock.adjust("10 seconds")
      expect(posted.length).toBe(2)
      expect(posted[1]?.body).toBe(posted[0]?.body)
    }).pipe(Effect.provide(layer))
  })

  it.effect("what ended here without the platform is told as the status that it would have sent", () => {
    const { layer, posted, run } = make()
    return Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* enqueue(World.message(1, { callerData: "order 1" }), World.message(2), World.message(3))
      yield* subscribe()
      yield* run
      const failure = { cause: "bad-number", code: 131026, httpStatus: 400, detail: "not on WhatsApp", remedy: "" }
      yield* outbox.modify([{ _tag: "Id", id: World.message(1).id }], () => ({ state: "failed", failure, events: [] }))
      yield* outbox.modify([{ _tag: "Id", id: World.message(2).id }], () => ({ state: "cancelled", events: [] }))
      // Of this one a status told already.
      yield* outbox.modify([{ _tag: "Id", id: World.message(3).id }], () => ({
        state: "failed",
        delivery: "failed",
        failure,
        events: []
      }))
      yield* TestClock.adjust("2 seconds")
      const statuses = posted.map(({ body }) => JSON.parse(body).entry[0].changes[0].value.statuses[0])
      expect(statuses).toEqual([
        {
          id: yield* nameOf(1),
          status: "failed",
          timestamp: expect.stringMatching(/^\d+$/),
          recipient_id: "15550200001",
          biz_opaque_callback_data: "order 1",
          errors: [
            {
              code: 131026,
              title: "Message undeliverable",
              message: "Message undeliverable",
              error_data: { details: "not on WhatsApp" }
            }
          ]
        },
        expect.objectContaining({
          id: yield* nameOf(2),
          status: "failed",
          errors: [
            expect.objectContaining({ code: 131000, error_data: { details: "it was taken back before it left" } })
          ]
        })
      ])
      expect(JSON.parse(posted[0]?.body ?? "{}")).toMatchObject({
        object: "whatsapp_business_account",
        entry: [{ changes: [{ field: "messages", value: { metadata: { phone_number_id: "100000000000001" } } }] }]
      })
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "callbacks of other accounts, and malformed ones, are handed to nobody; other subscribers hear nothing of them",
    () => {
      const { come, layer, posted, run } = make()
      return Effect.gen(function* () {
        yield* subscribe({ accountId: "somebody else" })
        yield* subscribe({
          id: "01900000-0000-7000-9000-000000000002",
          target: { kind: "http", url: "https://events.example" },
          types: ["*"],
          secrets: []
        })
        yield* run
        yield* come(Bodies.callback(Bodies.statuses({ id: "wamid.X", status: "read" })), Bodies.callback("{ not json"))
        expect(posted.filter(({ url: to }) => to === url)).toEqual([])
        expect(posted.filter(({ body }) => body.includes("callback.received"))).toEqual([])
      }).pipe(Effect.provide(layer))
    }
  )
})
