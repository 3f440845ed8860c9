import { it } from "@effect/vitest"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Candidates from "@sluice/core/callback/candidate/Candidates"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Drift } from "@sluice/engine/ports/Drift"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import { Feed } from "@sluice/engine/ports/Feed"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const { callback } = Bodies

const ports = Layer.merge(World.store, World.directory(World.sender("cloud-api")))
const world = Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(Layer.provideMerge(ports))

const process = (more: Partial<Processing.Options> = {}) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000, ...more }))
    yield* TestClock.adjust("1 second")
    yield* Fiber.interrupt(fiber)
  })

const append = (...callbacks: ReadonlyArray<ReturnType<typeof callback>>) =>
  Effect.flatMap(CallbackLog, (log) => log.append(callbacks))

const statusOf = (n: number, status: string, more: object = {}) => ({
  id: `wamid.${n}`,
  status,
  biz_opaque_callback_data: World.message(n).id,
  ...more
})

const stampsOf = (n: number) =>
  Effect.flatMap(Outbox, (outbox) => outbox.history(World.message(n).id)).pipe(
    Effect.map(({ events }) => events.filter(({ kind }) => kind === "status").map(({ data }) => data["platformMillis"]))
  )

const teleport = {
  object: "whatsapp_business_account",
  entry: [{ id: "1", changes: [{ field: "teleports", value: { to: "15550200001" } }] }]
}

describe("Receiving callbacks", () => {
  it.effect(
    "WH-07: every status has a moment of its own on its sender's timeline, in order, also when it was parked",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([World.message(1), World.message(2)])
        yield* append(
          callback(Bodies.statuses(statusOf(1, "sent"), statusOf(2, "sent"))),
          callback(Bodies.statuses(statusOf(1, "delivered"), { id: "wamid.early", status: "read" }))
        )
        yield* process()
        expect(yield* stampsOf(1)).toEqual([1_700_000_000_001, 1_700_000_000_003])
        expect(yield* stampsOf(2)).toEqual([1_700_000_000_002])
        expect(yield* (yield* EarlyStatuses).count).toBe(1)
        yield* outbox.modify([{ _tag: "Id", id: World.message(2).id }], () => ({ wamid: "wamid.early", events: [] }))
        yield* process()
        expect(yield* stampsOf(2)).toEqual([1_700_000_000_002, 1_700_000_000_004])
      }).pipe(Effect.provide(world))
  )

  it.effect("WH-09: what the decoder does not expect is counted by place, in the transaction that processes it", () =>
    Effect.gen(function* () {
      yield* append(
        callback(Bodies.statuses(statusOf(1, "sent", { tier: "+15550200001" }), statusOf(1, "teleported"))),
        callback(Bodies.statuses(statusOf(2, "sent", { tier: 2 })), { receivedMillis: 5 }),
        callback(teleport)
      )
      yield* process()
      const places = yield* (yield* Drift).list(0)
      const at = "entry[].changes[].value.statuses[]"
      expect(places.map(({ count, kind, path, sample }) => ({ count, kind, path, sample }))).toEqual([
        { count: 1, kind: "unknown", path: "entry[].changes[].field", sample: "the word teleports" },
        { count: 1, kind: "unknown", path: `${at}.status`, sample: "the word teleported" },
        { count: 2, kind: "unknown", path: `${at}.tier`, sample: "text of 12" }
      ])
      yield* process()
      expect(yield* (yield* Drift).list(0)).toEqual(places)
    }).pipe(Effect.provide(world))
  )

  it.effect("WH-10: a grey release compares its share and changes nothing of what is processed", () =>
    Effect.gen(function* () {
      const fields = { version: "v99.0", readOn: "2027-01-01", fields: ["messages", "teleports"] }
      const [candidate] = Candidates.all(fields)
      if (candidate === undefined) return
      yield* (yield* Outbox).enqueue([World.message(1)])
      yield* append(callback(Bodies.statuses(statusOf(1, "sent"))), callback(teleport))
      yield* process({ grey: { candidate, share: 1 } })
      const seen = (yield* (yield* Drift).list(0)).filter(({ version }) => version === candidate.name)
      expect(seen.map(({ count, kind, path }) => ({ count, kind, path }))).toEqual([
        { count: 2, kind: "compared", path: "" },
        { count: 1, kind: "field-changed", path: "entry[].changes[].value Notice.recognised" },
        { count: 1, kind: "unknown-gone", path: "entry[].changes[].field" }
      ])
      expect(yield* stampsOf(1)).toEqual([1_700_000_000_001])
      yield* append(callback(teleport))
      yield* process({ grey: { candidate, share: 0 } })
      expect((yield* (yield* Drift).list(0)).find(({ kind }) => kind === "compared")?.count).toBe(2)
    }).pipe(Effect.provide(world))
  )

  it.effect("WH-03: a message that comes again in other bytes is told once, to listeners as to subscribers", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      yield* feed.listen(1e15)
      const afterPosition = yield* feed.end
      const body = Bodies.received({ from: "15550200001", text: "hello" })
      yield* append(callback(body), callback(`${JSON.stringify(body)} `))
      yield* process()
      yield* append(callback(`\n${JSON.stringify(body)}`))
      yield* process()
      yield* append(callback(Bodies.received({ from: "15550200001", text: "other" })))
      yield* process()
      const { events } = yield* feed.after({ afterPosition, limit: 100, accountId: null })
      const [one, other, ...more] = events.filter(({ type }) => type === "message.received").map(({ id }) => id)
      expect(more).toEqual([])
      expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(other).not.toBe(one)
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "WH-10: a replay applies nothing twice: no status, no count, no news for subscribers, no wish of a person",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const archive = yield* CallbackArchive
        const feed = yield* Feed
        yield* feed.listen(1e15)
        yield* outbox.enqueue([World.message(1)])
        yield* append(
          callback(Bodies.statuses(statusOf(1, "delivered", { tier: 1 }))),
          callback(Bodies.received({ from: "15550200001", text: "STOP" })),
          callback(teleport)
        )
        yield* process()
        const history = yield* outbox.history(World.message(1).id)
        const told = yield* feed.end
        const drift = yield* (yield* Drift).list(0)
        const optOuts = yield* OptOuts
        const person = { accountId: "account", recipient: "+15550200001" }
        expect(yield* optOuts.lift([person])).toBe(1)
        const all = yield* archive.list({ accountIds: ["account"], limit: 10 })
        expect(yield* archive.reopen(all.map(({ id }) => id))).toHaveLength(3)
        yield* process()
        expect(yield* (yield* CallbackLog).counts).toEqual({ processed: 3 })
        expect(yield* outbox.history(World.message(1).id)).toEqual(history)
        expect(yield* feed.end).toEqual(told)
        expect(yield* (yield* Drift).list(0)).toEqual(drift)
        expect(yield* optOuts.of([person])).toEqual([])
        const [heard] = yield* (yield* ServiceWindows).lastHeard([{ senderId: "sender", recipient: "+15550200001" }])
        expect(heard?.lastMillis).toBe(0)
      }).pipe(Effect.provide(world))
  )

  it.effect("WH-10: a replay applies what was not applied before: of a callback that had been set aside", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const archive = yield* CallbackArchive
      const log = yield* CallbackLog
      yield* outbox.enqueue([World.message(1)])
      yield* append(callback(Bodies.statuses(statusOf(1, "delivered"))))
      yield* log.consume(1, (handed) =>
        Effect.succeed(handed.map(({ id }) => ({ id, verdict: "quarantined" as const, report: {} })))
      )
      const [aside] = yield* archive.list({ accountIds: ["account"], limit: 1 })
      yield* archive.reopen([aside?.id ?? 0])
      yield* process()
      expect(yield* stampsOf(1)).toEqual([1_700_000_000_001])
    }).pipe(Effect.provide(world))
  )
})
