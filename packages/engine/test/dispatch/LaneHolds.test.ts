import { it } from "@effect/vitest"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Holds } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import { Effect, Layer, Schema } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import {
  active,
  adjust,
  enqueue,
  image,
  list,
  offer,
  paced,
  patient,
  place,
  refused,
  running,
  worldOf
} from "./lanes.ts"

describe("Holds between lanes", () => {
  const kinds: ReadonlyArray<readonly [string, Partial<Hold>, Partial<NewMessage>]> = [
    ["sender", { scope: "sender", key: "a" }, {}],
    ["business", { scope: "business", key: "business" }, {}],
    ["account", { scope: "account", key: "account" }, {}],
    ["app", { scope: "app", key: "account" }, {}],
    ["token", { scope: "token", key: "account" }, {}],
    ["template", { scope: "template", key: "account/offer" }, { content: offer }],
    ["marketing", { scope: "marketing", key: "business" }, { content: offer }],
    ["media", { scope: "media", key: "a" }, { content: image, kind: "media" }],
    ["country", { scope: "country", key: "business/US" }, { recipient: "+12025550143" }],
    ["endpoint", { scope: "endpoint", key: "http://primary.test" }, {}],
    [
      "flow",
      { scope: "flow", key: "account/survey" },
      {
        content: {
          type: "interactive",
          interactive: {
            type: "flow",
            body: { text: "a survey" },
            action: {
              name: "flow",
              parameters: { flow_message_version: "3", flow_name: "survey", flow_cta: "open" }
            }
          }
        }
      }
    ]
  ]

  for (const [scope, hold, of] of kinds) {
    it.effect(
      `RL-07: a hold of scope ${scope} that is placed elsewhere is seen by a lane before its next begin`,
      () => {
        const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a")])
        return Effect.gen(function* () {
          yield* enqueue([World.message(1, { senderId: "a", ...of })])
          const begins = yield* running(
            ["a"],
            Effect.gen(function* () {
              yield* adjust("3 seconds")
              expect(provider.sent).toHaveLength(1)
              const placed = yield* place(hold)
              // Both at one moment, and the lane's next look at the holds is most of a second away.
              yield* enqueue([World.message(2, { senderId: "a", ...of, dueMillis: 3_001 })])
              yield* adjust("990 millis")
              const held = provider.sent.length
              yield* (yield* Holds).clear(placed.id, { by: "kim", atMillis: 4_000, note: "mended" })
              yield* adjust("10 seconds")
              return { held, after: provider.sent.length }
            })
          )
          expect(begins).toEqual({ held: 1, after: 2 })
        }).pipe(Effect.provide(layer))
      }
    )
  }

  it.effect(
    "CLOUD_API 3.3: a hold that one lane's refusal places stops another lane's next message to the same recipient",
    () => {
      const recipient = "+15550200001"
      const senders = [paced("cloud-api", "a"), paced("cloud-api", "b")]
      const { layer, provider } = worldOf(
        (request) => (request.sender.id === "a" ? refused(131049) : World.accepted(request)),
        senders
      )
      return Effect.gen(function* () {
        yield* enqueue([World.message(1, { senderId: "a", recipient, content: offer })])
        yield* running(
          ["a", "b"],
          Effect.gen(function* () {
            yield* adjust("5 seconds")
            const [hold] = yield* active
            expect(hold).toMatchObject({ scope: "recipient-marketing", level: "throttle" })
            expect(JSON.stringify(hold)).not.toContain(recipient.slice(1))
            yield* enqueue([
              World.message(2, { senderId: "b", recipient, content: offer }),
              World.message(3, { senderId: "b", recipient: "+15550200003", content: offer })
            ])
            yield* adjust("5 seconds")
          })
        )
        expect(provider.sent.map(({ messageId }) => messageId)).toEqual([World.message(1).id, World.message(3).id])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "MD-03: five media failures in a row suspend the sender's media for two hours; text goes on, and no media is lost",
    () => {
      const media = { senderId: "a", content: image, kind: "media" } as const
      let failing = true
      const { layer, provider } = worldOf(
        (request) => (request.content.type === "image" && failing ? refused(131053) : World.accepted(request)),
        [paced("cloud-api", "a")]
      )
      const sentSince = (index: number) =>
        provider.sent.slice(index).map(({ messageId }) => Number(messageId.slice(-12)))
      return Effect.gen(function* () {
        yield* enqueue(list(1, 5, media))
        yield* running(["a"], adjust("5 seconds"))
        expect(provider.sent).toHaveLength(5)
        expect(yield* active).toMatchObject([{ scope: "media", key: "a", untilMillis: expect.any(Number) }])
        failing = false
        // Far more media in front than a lane looks at, and a restart between.
        yield* enqueue([...list(11, 120, media), ...list(801, 3, { senderId: "a" })])
        const narrow = { ...patient, peekMax: 50 }
        yield* running(["a"], adjust("1 hour"), narrow)
        expect(sentSince(5)).toEqual([801, 802, 803])
        yield* running(["a"], adjust("1 hour"), narrow)
        // With the five that failed: they have waited as well.
        expect(new Set(sentSince(8)).size).toBe(125)
        expect(yield* active).toEqual([])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-07: a rest that a callback told of binds the lane as its own do", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("guide", "a")])
    return Effect.gen(function* () {
      yield* enqueue(list(1, 1, { senderId: "a" }))
      yield* running(
        ["a"],
        Effect.gen(function* () {
          yield* adjust("30 seconds")
          yield* place({ level: "throttle", number: 30_000, untilMillis: 600_000, needsReview: false })
          yield* enqueue(list(2, 1, { senderId: "a", dueMillis: 30_000 }))
          yield* adjust("9 minutes")
          expect(provider.sent).toHaveLength(1)
          yield* adjust("1 minute")
        })
      )
      expect(provider.sent).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "RL-06: what a sender keeps of its own hold is told again when its lane starts, should the store have lost it",
    () => {
      const { layer, provider } = worldOf(
        (request, index) => (index === 0 ? refused(429, 429) : World.accepted(request)),
        [paced("guide", "a")]
      )
      return Effect.gen(function* () {
        yield* enqueue(list(1, 2, { senderId: "a" }))
        yield* running(["a"], adjust("5 seconds"))
        const kept = yield* Effect.flatMap(LedgerStore, (ledger) => ledger.read("sender", "a"))
        const [own] = yield* active
        expect(own).toMatchObject({ scope: "sender", level: "unexplained" })
        // Another store, with what the sender's row says and nothing else.
        yield* Effect.gen(function* () {
          yield* Effect.flatMap(LedgerStore, (ledger) => ledger.modify("sender", "a", () => [null, kept]))
          yield* enqueue(list(11, 1, { senderId: "a" }))
          const before = provider.sent.length
          yield* running(["a"], adjust("30 minutes"), patient)
          expect(yield* active).toEqual([own])
          expect(provider.sent).toHaveLength(before)
          yield* running(["a"], adjust("31 minutes"), patient)
          expect(provider.sent).toHaveLength(before + 1)
        }).pipe(Effect.provide(Layer.fresh(World.store)))
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-03: what a sender has learned of its limit survives a restart of its lane", () => {
    const { layer } = worldOf(
      (request, index) => (index === 0 ? refused(429, 429) : World.accepted(request)),
      [paced("guide", "a")]
    )
    const factor = Effect.map(
      Effect.flatMap(LedgerStore, (ledger) => ledger.read("sender", "a")),
      Schema.decodeUnknownSync(Schema.Struct({ reputation: Schema.Struct({ factor: Schema.Number }) }))
    )
    return Effect.gen(function* () {
      yield* enqueue(list(1, 4, { senderId: "a" }))
      yield* running(["a"], adjust("5 seconds"))
      expect((yield* factor).reputation.factor).toBeCloseTo(0.9)
      yield* running(["a"], adjust("2 hours"), patient)
      // It has sent since, and kept what it knew before.
      expect((yield* factor).reputation.factor).toBeCloseTo(0.9)
    }).pipe(Effect.provide(layer))
  })
})
