import { it } from "@effect/vitest"
import * as Callback from "@sluice/core/callback/Callback"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, Fiber, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

let serial = 0
const callback = (body: unknown) => ({
  accountId: "account",
  provider: "cloud-api",
  receivedMillis: 0,
  body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
  digest: new TextEncoder().encode(`digest ${serial++}`),
  verdict: "pending" as const
})

const statuses = (...values: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
  callback({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "100",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "15550100001", phone_number_id: "100000000000001" },
              statuses: values.map((value) => ({ timestamp: "1700000000", recipient_id: "15550200001", ...value }))
            }
          }
        ]
      }
    ]
  })

const process = (...callbacks: ReadonlyArray<ReturnType<typeof callback>>) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    yield* log.append(callbacks)
    const fiber = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100 }))
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
      }).pipe(Effect.provide(World.store))
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
    }).pipe(Effect.provide(World.store))
  )

  it("WH-11: what two readings disagree about is quarantined and moves nothing; the report names the field", () => {
    const stored = { ...statuses({ id: "wamid.A", status: "delivered" }), id: 1 }
    expect(Processing.read(Callback.decode, stored)).toMatchObject({ processed: { verdict: "processed" } })
    /** A decoder with a mistake in it: it takes every status for the next one. */
    const mistaken: typeof Callback.decode = (json) => {
      const decoded = Callback.decode(json)
      return {
        ...decoded,
        events: decoded.events.map((event) =>
          event._tag === "StatusChanged" ? { ...event, status: "read", statusText: "read" } : event
        )
      }
    }
    expect(Processing.read(mistaken, stored)).toMatchObject({
      statuses: [],
      processed: {
        verdict: "quarantined",
        report: { disagreement: ["entry[0].changes[0].value.statuses[0].status"] }
      }
    })
  })
})
