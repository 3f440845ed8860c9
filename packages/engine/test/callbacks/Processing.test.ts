import { it } from "@effect/vitest"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import { Holds } from "@sluice/engine/ports/Holds"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const { callback } = Bodies

const ports = Layer.merge(World.store, World.directory(World.sender("cloud-api")))

const world = Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(Layer.provideMerge(ports))

const statuses = (...values: ReadonlyArray<Readonly<Record<string, unknown>>>) => callback(Bodies.statuses(...values))

const process = (...callbacks: ReadonlyArray<ReturnType<typeof callback>>) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    yield* log.append(callbacks)
    const fiber = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
    yield* TestClock.adjust("1 second")
    yield* Fiber.interrupt(fiber)
    return yield* log.counts
  })

const find = (n: number) =>
  Effect.flatMap(
    Effect.flatMap(Outbox, (outbox) => outbox.find(World.message(n).id)),
    (found) => found
  )

describe("Processing callbacks", () => {
  it("WH-08: a round that took its time is followed by the next one sooner, and one with nothing in it is not", () => {
    expect([0, 25, 30, 50, 5_000].map((tookMillis) => Processing.restMillis(25, 1, tookMillis))).toEqual([
      25, 25, 20, 0, 0
    ])
    expect([0, 25, 5_000].map((tookMillis) => Processing.restMillis(25, 0, tookMillis))).toEqual([25, 25, 25])
    expect(Processing.restMillis(25, 1, -1_000), "a clock that was set back").toBe(25)
  })

  it.effect(
    "a status finds its message by the id that travelled with it, and a malformed neighbour stops nothing",
    () =>
      Effect.gen(function* () {
        yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1)]))
        const counts = yield* process(
          callback("{ not json"),
          statuses({ id: "wamid.A", status: "delivered", biz_opaque_callback_data: World.message(1).id }),
          callback(new Uint8Array([0xff, 0xfe]).toString())
        )
        expect(yield* find(1)).toMatchObject({ state: "accepted", delivery: "delivered", wamid: "wamid.A" })
        expect(counts).toMatchObject({ processed: expect.any(Number), malformed: expect.any(Number) })
        expect(counts["pending"] ?? 0).toBe(0)
      }).pipe(Effect.provide(world))
  )

  it.effect("CLOUD_API 3.6: a callback with 1000 updates is processed as one, and each of them counts", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const numbers = Array.from({ length: 1_000 }, (_, n) => n + 1)
      yield* outbox.enqueue(numbers.map((n) => World.message(n)))
      const counts = yield* process(
        statuses(
          ...numbers.map((n) => ({
            id: `wamid.${n}`,
            status: "delivered",
            biz_opaque_callback_data: World.message(n).id
          }))
        )
      )
      expect(counts).toEqual({ processed: 1 })
      const found = yield* outbox.list({ limit: 2_000 })
      expect(found.filter(({ delivery }) => delivery === "delivered")).toHaveLength(1_000)
    }).pipe(Effect.provide(world))
  )

  it.effect("WH-03: a status that overtakes the answer is parked, and applied once the message is known", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([World.message(1)])
      yield* process(statuses({ id: "wamid.A", status: "read" }))
      expect(yield* (yield* EarlyStatuses).count).toBe(1)
      yield* outbox.modify([{ _tag: "Id", id: World.message(1).id }], () => ({
        state: "accepted",
        wamid: "wamid.A",
        events: [{ atMillis: 1, kind: "answered", data: {} }]
      }))
      yield* process()
      expect(yield* find(1)).toMatchObject({ delivery: "read" })
      expect(yield* (yield* EarlyStatuses).count).toBe(0)
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "SF-01, RL-07: a failure told by a callback is judged like a refusal: the message waits, and its sender is held",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([World.message(1), World.message(2)])
        yield* outbox.modify(
          [1, 2].map((n) => ({ _tag: "Id", id: World.message(n).id }) as const),
          (_, index) => ({ state: "accepted", wamid: `wamid.${index}`, events: [] })
        )
        const failed = (n: number, code: number) => ({
          id: `wamid.${n - 1}`,
          status: "failed",
          biz_opaque_callback_data: World.message(n).id,
          errors: [{ code, title: "no" }]
        })
        yield* process(statuses(failed(1, 131049)), statuses(failed(2, 131048)))
        const capped = yield* find(1)
        expect(capped).toMatchObject({ state: "queued", failure: { code: 131049 } })
        expect(capped.dueMillis).toBeGreaterThanOrEqual(86_400_000)
        expect(yield* find(2)).toMatchObject({ state: "queued", failure: { code: 131048 } })
        const active = yield* (yield* Holds).active(1_000)
        expect(active.map(({ hold }) => hold)).toMatchObject([
          { scope: "recipient-marketing", level: "throttle", needsReview: false },
          { scope: "sender", key: "sender", level: "restriction" }
        ])
        // A digest: the hold is for everybody's eyes.
        expect(active[0]?.hold.key).toMatch(/^business\/[0-9a-f]{32}$/)
      }).pipe(Effect.provide(world))
  )

  it.effect(
    "RL-07: while a sender is held for a throttle that callbacks told, its lane sends nothing; then it goes on",
    () => {
      const provider = World.scripted(World.accepted)
      return Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue(Array.from({ length: 5 }, (_, n) => World.message(n + 1)))
        yield* outbox.modify(
          [1, 2, 3].map((n) => ({ _tag: "Id", id: World.message(n).id }) as const),
          () => ({ state: "accepted", events: [] })
        )
        const failed = (n: number) => ({
          id: `wamid.${n}`,
          status: "failed",
          biz_opaque_callback_data: World.message(n).id,
          errors: [{ code: 130429, title: "too fast" }]
        })
        yield* process(statuses(failed(1), failed(2), failed(3)))
        const [placed, ...more] = yield* (yield* Holds).active(0)
        expect(more).toEqual([])
        const untilMillis = placed?.hold.untilMillis ?? 0
        const fiber = yield* Effect.fork(Lane.run("sender", { runner: "test", ...Lane.defaults }))
        yield* TestClock.adjust("20 seconds")
        yield* Fiber.interruptFork(fiber)
        expect(provider.sent).toHaveLength(5)
        expect(provider.sent.every(({ atMillis }) => atMillis >= untilMillis)).toBe(true)
      }).pipe(Effect.provide(Layer.merge(world, provider.layer)))
    }
  )

  it.effect("RT-04: a status about an attempt moves that attempt's message, and its name is taken from it", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1)]))
      const { id } = World.message(1)
      yield* process(statuses({ id: "wamid.A", status: "sent", biz_opaque_callback_data: Opaque.write(id, 1) }))
      expect(yield* find(1)).toMatchObject({ state: "accepted", delivery: "sent", wamid: "wamid.A" })
    }).pipe(Effect.provide(world))
  )

  const stop = { from: "15550200001", text: "STOP" }

  it.effect("who writes STOP is not messaged any more: what is queued to them ends, and their window is known", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1), World.message(2)]))
      yield* process(callback(Bodies.received(stop)))
      expect(yield* find(1)).toMatchObject({ state: "failed", failure: { detail: "the recipient has opted out" } })
      expect(yield* find(2)).toMatchObject({ state: "queued" })
      const windows = yield* ServiceWindows
      expect((yield* windows.lastHeard([{ senderId: "sender", recipient: "+15550200001" }])).length).toBe(1)
    }).pipe(Effect.provide(world))
  )

  it.effect("a callback that another account signed says nothing about our people", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1)]))
      yield* process(callback(Bodies.received(stop), { accountId: "somebody else" }))
      expect(yield* find(1)).toMatchObject({ state: "queued" })
    }).pipe(Effect.provide(world))
  )

  it.effect("WH-02: a status that another account signed moves no message, and is not parked for it", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([World.message(1)])
      const body = Bodies.statuses({ id: "wamid.A", status: "read", biz_opaque_callback_data: World.message(1).id })
      yield* process(callback(body, { accountId: "somebody else" }))
      expect(yield* find(1)).toMatchObject({ state: "queued", delivery: null })
      expect(yield* (yield* EarlyStatuses).count).toBe(0)
      yield* process(callback(Bodies.statuses({ id: "wamid.A", status: "read" }), { accountId: "somebody else" }))
      expect(yield* (yield* EarlyStatuses).count).toBe(1)
      yield* outbox.modify([{ _tag: "Id", id: World.message(1).id }], () => ({
        state: "accepted",
        wamid: "wamid.A",
        events: []
      }))
      yield* process()
      expect(yield* find(1)).toMatchObject({ state: "accepted", delivery: null })
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "RT-04: of a sender that was moved away and back, the account in between goes on telling of what it took; a stranger does not",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([World.message(1)])
        const lane = { senderId: "sender", runner: "worker", nowMillis: 0, recentSinceMillis: 0 }
        const lanes = yield* Lanes
        for (const accountId of ["account", "in-between", "account"]) yield* lanes.take({ ...lane, accountId })
        const told = (status: string, accountId: string) =>
          callback(Bodies.statuses({ id: "wamid.A", status, biz_opaque_callback_data: World.message(1).id }), {
            accountId
          })
        yield* process(told("delivered", "in-between"))
        expect(yield* find(1)).toMatchObject({ state: "accepted", delivery: "delivered", wamid: "wamid.A" })
        yield* process(told("read", "stranger"))
        expect(yield* find(1)).toMatchObject({ delivery: "delivered" })
      }).pipe(Effect.provide(world))
  )

  it.effect("CLOUD_API 3.9: a callback of any provider is read by that provider's decoder", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([World.message(1)])
      yield* outbox.modify([{ _tag: "Id", id: World.message(1).id }], () => ({
        state: "accepted",
        wamid: "SM1",
        events: []
      }))
      const counts = yield* process(
        callback("MessageSid=SM1&MessageStatus=delivered&To=whatsapp%3A%2B15550200001", {
          provider: "twilio",
          contentType: "application/x-www-form-urlencoded"
        }),
        callback("{}", { provider: "zendesk" })
      )
      expect(yield* find(1)).toMatchObject({ delivery: "delivered" })
      expect(counts).toEqual({ processed: 1, malformed: 1 })
    }).pipe(Effect.provide(world))
  )

  it.effect("WH-11: a callback that breaks the processing is set aside alone; its neighbours are processed", () => {
    const broken = Layer.effect(
      Outbox,
      Effect.map(Outbox, (outbox) => ({
        ...outbox,
        modify: (...[keys, f]: Parameters<typeof outbox.modify>) =>
          keys.some((key) => key._tag === "Wamid" && key.wamid === "wamid.broken")
            ? Effect.dieMessage("a value that no store can hold")
            : outbox.modify(keys, f)
      }))
    )
    return Effect.gen(function* () {
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([1, 2, 3].map((n) => World.message(n))))
      const delivered = (n: number) =>
        statuses({ id: `wamid.${n}`, status: "delivered", biz_opaque_callback_data: World.message(n).id })
      const counts = yield* process(
        delivered(1),
        statuses({ id: "wamid.broken", status: "read" }),
        delivered(2),
        statuses({ id: "wamid.broken", status: "sent" }),
        delivered(3)
      )
      for (const n of [1, 2, 3]) expect(yield* find(n)).toMatchObject({ delivery: "delivered" })
      expect(counts).toEqual({ processed: 3, quarantined: 2 })
    }).pipe(Effect.provide(Layer.provideMerge(broken, world)))
  })
})
