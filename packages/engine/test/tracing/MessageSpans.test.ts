import { it } from "@effect/vitest"
import * as Classification from "@sluice/core/failure/Classification"
import { Accept } from "@sluice/engine/accept/Accept"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { nobody } from "@sluice/engine/access/Caller"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Intake } from "@sluice/engine/intake/Intake"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { type Span, Spans } from "@sluice/engine/ports/Spans"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as TracePlace from "@sluice/engine/tracing/TracePlace"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as testDirectory from "../testDirectory.ts"
import * as World from "../world.ts"

/** What was written down, and the layer that writes it. */
const recording = (keeps: (traceId: string) => boolean = () => true) => {
  const spans: Array<Span> = []
  const record = (span: Span): void => void spans.push(span)
  return { spans, layer: Layer.succeed(Spans, { keeps, record, current: Effect.succeed(null) }) }
}

const lane: Lane.Options = { ...Lane.defaults, runner: "test", pollMillis: 500, idlePollMillis: 5_000 }

const refused: SendOutcome = {
  _tag: "Refused",
  httpStatus: 400,
  detail: "the text of the platform",
  failure: Classification.classify({ provider: "cloud-api", httpStatus: 400, code: 131_026 })
}

/** Takes the first message, refuses the second, and says nothing to the third. */
const provider = () =>
  World.scripted((request, index) => {
    if (index === 1) return refused
    return index === 2 ? { _tag: "Uncertain", detail: "silence" } : World.accepted(request)
  }, 120).layer

const statusesOf = (n: number, ...statuses: ReadonlyArray<string>) =>
  Bodies.callback(
    Bodies.statuses(
      ...statuses.map((status) => ({
        id: `wamid.${World.message(n).id}`,
        status,
        biz_opaque_callback_data: `${World.message(n).id}.1`
      }))
    )
  )

/** Three messages through their lane, and a callback about the first of them. */
const sent = Effect.gen(function* () {
  yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([1, 2, 3].map((n) => World.message(n))))
  const sending = yield* Effect.fork(Lane.run("sender", lane))
  yield* TestClock.adjust("20 seconds")
  const ending = yield* Effect.fork(Fiber.interrupt(sending))
  yield* TestClock.adjust("10 seconds")
  yield* Fiber.join(ending)
  const callback = statusesOf(1, "sent", "delivered")
  yield* Effect.flatMap(CallbackLog, (log) => log.append([callback]))
  const processing = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
  yield* TestClock.adjust("1 second")
  yield* Fiber.interrupt(processing)
  return callback
})

const world = (spans: Layer.Layer<never>) =>
  Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(
    Layer.provideMerge(
      Layer.mergeAll(World.store, TestCrypto.layer, provider(), World.directory(World.sender("cloud-api")))
    ),
    Layer.provideMerge(spans)
  )

const ofMessage = (spans: ReadonlyArray<Span>, n: number): ReadonlyArray<Span> =>
  spans.filter(({ traceId }) => traceId === World.message(n).id.replaceAll("-", ""))

describe("the trace of a message", () => {
  it.effect("has its attempt, the answer, and each status, all below the first span, whose name its id tells", () =>
    Effect.gen(function* () {
      const { layer, spans } = recording()
      const callback = yield* Effect.provide(sent, world(layer))
      const [begin, send, ...statuses] = ofMessage(spans, 1)
      expect(begin).toMatchObject({ name: "begin", kind: "internal", attributes: { "sluice.attempt": 1 } })
      expect(send).toMatchObject({
        name: "send",
        kind: "client",
        failure: null,
        attributes: {
          "messaging.message.id": World.message(1).id,
          "server.address": "primary.test",
          "http.response.status_code": 200,
          "sluice.outcome": "accepted",
          "sluice.provider": "cloud-api"
        }
      })
      expect((send?.endMillis ?? 0) - (send?.startMillis ?? 0)).toBe(120)
      expect(statuses.map(({ attributes, kind, name }) => [name, kind, attributes["sluice.status"]])).toEqual([
        ["status", "consumer", "sent"],
        ["status", "consumer", "delivered"]
      ])
      for (const status of statuses) expect(status.links).toEqual([TracePlace.ofCallback(callback.digest)])
      const parents = ofMessage(spans, 1).map(({ parentSpanId }) => parentSpanId)
      expect(new Set(parents)).toEqual(new Set([TracePlace.ofMessage(World.message(1).id)?.spanId]))
    })
  )

  it.effect("SF-01: says of a send that failed why, as a word of the catalogue, and no more", () =>
    Effect.gen(function* () {
      const { layer, spans } = recording()
      yield* Effect.provide(sent, world(layer))
      const outcomes = spans
        .filter(({ name }) => name === "send")
        .map(({ attributes, failure }) => [
          attributes["sluice.outcome"],
          attributes["http.response.status_code"],
          failure
        ])
      expect(outcomes).toContainEqual(["refused", 400, "recipient-unavailable"])
      expect(outcomes).toContainEqual(["uncertain", undefined, "uncertain"])
    })
  )

  it.effect("says nothing of who wrote to whom, and what", () =>
    Effect.gen(function* () {
      const { layer, spans } = recording()
      yield* Effect.provide(sent, world(layer))
      expect(spans.length).toBeGreaterThan(6)
      const text = JSON.stringify(spans)
      for (const n of [1, 2, 3]) expect(text).not.toContain(World.message(n).recipient.slice(1))
      expect(text).not.toContain(World.sender("cloud-api").number.slice(1))
      for (const word of ["message 1", "token", "the text of the platform", "wamid"]) expect(text).not.toContain(word)
    })
  )

  it.effect("is kept as a whole, or not at all", () =>
    Effect.gen(function* () {
      const kept = World.message(1).id.replaceAll("-", "")
      const { layer, spans } = recording((traceId) => traceId === kept)
      yield* Effect.provide(sent, world(layer))
      expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([kept]))
      expect(spans.map(({ name }) => name).toSorted()).toEqual(["begin", "send", "status", "status"])
    })
  )

  it.effect("begins when it is queued; who hands the same in again begins no other", () =>
    Effect.gen(function* () {
      const { layer, spans } = recording()
      const accepting = Accept.layer().pipe(
        Layer.provide([Deal.layer(), IdsLayer.layer]),
        Layer.provide([TestCrypto.layer, testDirectory.layer]),
        Layer.provideMerge(MemoryStore.layer),
        Layer.provideMerge(layer)
      )
      const request = {
        senderId: "acme-tw",
        recipient: "+886987654321",
        content: { type: "text" as const, text: { body: "hello" } },
        replyTo: null,
        idempotencyKey: "once"
      }
      const take = Effect.flatMap(Accept, (accept) =>
        accept.accept({ ...nobody, role: "operator", accountId: null }, request)
      )
      const { id } = yield* Effect.provide(Effect.zipLeft(take, take), accepting)
      const root = TracePlace.ofMessage(id)
      expect(root).not.toBeNull()
      expect(spans).toMatchObject([
        { name: "accept", kind: "producer", ...root, parentSpanId: null, attributes: { "sluice.sender": "acme-tw" } }
      ])
    })
  )
})

describe("the trace of a callback", () => {
  it.effect(
    "WH-02: begins at the door, for what is proved and comes for the first time; the rest is counted elsewhere",
    () =>
      Effect.gen(function* () {
        const { layer, spans } = recording()
        const taking = Intake.layer().pipe(
          Layer.provideMerge(MemoryStore.layer),
          Layer.provide([TestCrypto.layer, testDirectory.layer, MemoryBlobStore.layer]),
          Layer.provideMerge(layer)
        )
        const body = new TextEncoder().encode(JSON.stringify({ object: "whatsapp_business_account", entry: [] }))
        const delivery = (secret: string) => ({
          provider: "cloud-api" as const,
          accountId: "acme",
          method: "POST" as const,
          url: "https://hooks.example/callbacks/cloud-api/acme",
          headers: { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` },
          body
        })
        yield* Effect.gen(function* () {
          const intake = yield* Intake
          for (const secret of ["forged", "acme secret", "acme secret"]) yield* intake.take(delivery(secret))
        }).pipe(Effect.scoped, Effect.provide(taking))
        expect(spans).toMatchObject([
          {
            name: "callback",
            kind: "server",
            parentSpanId: null,
            attributes: { "sluice.account": "acme", "messaging.message.body.size": body.length }
          }
        ])
      })
  )
})
