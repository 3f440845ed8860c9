import { it } from "@effect/vitest"
import type { Content } from "@sluice/core/message/OutboundMessage"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as LaneNames from "@sluice/engine/dispatch/LaneNames"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { Change } from "@sluice/engine/ports/Outbox"
import * as ProviderPort from "@sluice/engine/ports/Provider"
import type { SendRequest } from "@sluice/engine/ports/Provider"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const recipient = "+15550200001"
const first = World.message(1, { recipient })
const reaction: Content = { type: "reaction", reaction: { message_id: first.id, emoji: "👍" } }
const reply = World.message(2, { recipient, replyTo: first.id })
const reacting = World.message(3, { recipient, content: reaction })
const answering = World.message(4, { recipient, replyTo: "wamid.theirs" })

/** What is left of the three answers once the first message stands like this, and what they name then. */
const resolved = (change: Partial<Change>) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    yield* outbox.enqueue([first])
    yield* outbox.modify([{ _tag: "Id", id: first.id }], () => ({ ...change, events: [] }))
    const resolve = yield* LaneNames.make
    const due = yield* resolve([reply, reacting, answering].map((one) => ({ ...World.stored(9), ...one })))
    return due.map(({ content, replyTo }) => (content.type === "reaction" ? content.reaction.message_id : replyTo))
  }).pipe(Effect.provide(World.store))

describe("LaneNames", () => {
  it.effect("CLOUD_API 3.1: an answer bears the platform's name of what it answers, once there is one", () =>
    Effect.gen(function* () {
      expect(yield* resolved({ state: "accepted", wamid: "wamid.A" })).toEqual(["wamid.A", "wamid.A", "wamid.theirs"])
    })
  )

  it.effect("RT-03: while what is answered may still get its name, the answer waits and others go past", () =>
    Effect.gen(function* () {
      for (const state of ["queued", "sending", "uncertain"] as const) {
        expect(yield* resolved({ state })).toEqual(["wamid.theirs"])
      }
    })
  )

  it.effect("what answers a message that never got a name keeps ours, by which it is refused before it leaves", () =>
    Effect.gen(function* () {
      expect(yield* resolved({ state: "failed" })).toEqual([first.id, first.id, "wamid.theirs"])
    })
  )

  it.effect(
    "CLOUD_API 3.1: a message, its reply and a reaction that are handed in at once leave in order, each with the right name",
    () => {
      const sent: Array<SendRequest> = []
      const provider = Layer.succeed(ProviderPort.Provider, {
        send: ProviderPort.each((request) =>
          Effect.sync(() => {
            sent.push(request)
            return World.accepted(request)
          })
        )
      })
      return Effect.gen(function* () {
        yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([first, reply, reacting]))
        const fiber = yield* Effect.fork(Lane.run("sender", { runner: "test", ...Lane.defaults, pollMillis: 500 }))
        yield* TestClock.adjust("2 minutes")
        const ending = yield* Effect.fork(Fiber.interrupt(fiber))
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(ending)
        expect(sent.map(({ messageId }) => messageId)).toEqual([first.id, reply.id, reacting.id])
        const name = `wamid.${first.id}`
        expect(sent[1]?.replyTo).toBe(name)
        expect(sent[2]?.content).toEqual({ type: "reaction", reaction: { message_id: name, emoji: "👍" } })
        // The record keeps what was asked for.
        const [kept] = yield* Effect.flatMap(Outbox, (outbox) => outbox.findAll([{ _tag: "Id", id: reply.id }]))
        expect(kept?.replyTo).toBe(first.id)
      }).pipe(
        Effect.provide(Layer.mergeAll(World.store, World.sending(provider), World.directory(World.sender("cloud-api"))))
      )
    }
  )
})
