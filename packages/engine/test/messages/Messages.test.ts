import { it } from "@effect/vitest"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Messages } from "@sluice/engine/messages/Messages"
import { Holds } from "@sluice/engine/ports/Holds"
import { type NewMessage, Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as testDirectory from "../testDirectory.ts"

const operator: Caller = { ...nobody, keyId: "0123456789abcdef", role: "operator", accountId: null }

const live = Messages.layer.pipe(Layer.provide(testDirectory.layer), Layer.provideMerge(MemoryStore.layer))

const idOf = (index: number) => `0197f8a0-0000-7000-8000-${String(index).padStart(12, "0")}`

const row = (index: number, changes: Partial<NewMessage> = {}): NewMessage => ({
  id: idOf(index),
  accountId: "acme",
  senderId: "acme-tw",
  recipient: "+886987654321",
  content: { type: "text", text: { body: "hello" } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis: 0,
  acceptedMillis: 0,
  idempotencyKey: null,
  requestDigest: "",
  ...changes
})

const enqueue = (...rows: ReadonlyArray<NewMessage>) => Effect.flatMap(Outbox, (outbox) => outbox.enqueue(rows))

describe("what can be asked of messages", () => {
  it.effect("a message of another account is as unknown as one that does not exist, whatever is asked", () =>
    Effect.gen(function* () {
      yield* enqueue(row(1))
      const messages = yield* Messages
      const zenith = { ...operator, accountId: "zenith" }
      for (const [caller, id] of [
        [zenith, idOf(1)],
        [operator, idOf(2)]
      ] as const) {
        const unknown = { _tag: "MessageUnknown", messageId: id }
        expect(yield* Effect.flip(messages.explain(caller, id))).toMatchObject(unknown)
        expect(yield* Effect.flip(messages.cancel(caller, id))).toMatchObject(unknown)
        expect(yield* Effect.flip(messages.retry(caller, id))).toMatchObject(unknown)
      }
      expect((yield* messages.explain({ ...operator, accountId: "acme" }, idOf(1))).message.state).toBe("queued")
    }).pipe(Effect.provide(live))
  )

  it.effect("a list shows the caller's account alone", () =>
    Effect.gen(function* () {
      yield* enqueue(row(1), row(2, { accountId: "zenith", senderId: "zenith-de" }), row(3))
      const messages = yield* Messages
      const ids = (caller: Caller) =>
        Effect.map(messages.list(caller, { limit: 10 }), (found) => found.map(({ id }) => id))
      expect(yield* ids(operator)).toEqual([idOf(3), idOf(2), idOf(1)])
      expect(yield* ids({ ...operator, accountId: "acme" })).toEqual([idOf(3), idOf(1)])
      expect(yield* ids(nobody)).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("cancelling writes who did it; only what is queued can be cancelled", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(5_000)
      yield* enqueue(row(1))
      const messages = yield* Messages
      expect(yield* messages.cancel(operator, idOf(1))).toMatchObject({ state: "cancelled", updatedMillis: 5_000 })
      const { events, why } = yield* messages.explain(operator, idOf(1))
      expect(events.at(-1)).toEqual({ atMillis: 5_000, kind: "cancelled", data: { by: "0123456789abcdef" } })
      expect(why.code).toBe("cancelled")
      const refused = yield* Effect.flip(messages.cancel(operator, idOf(1)))
      expect(refused).toMatchObject({ _tag: "StateConflict", state: "cancelled", event: "cancelled" })
    }).pipe(Effect.provide(live))
  )

  it.effect("RT-02: what failed or is dead is queued again, due at once, its failure forgotten, its history kept", () =>
    Effect.gen(function* () {
      yield* enqueue(row(1), row(2))
      const messages = yield* Messages
      const outbox = yield* Outbox
      const failure = { cause: "unknown", code: 1, httpStatus: 500, detail: "d", remedy: "r" }
      yield* outbox.modify([{ _tag: "Id", id: idOf(1) }], () => ({
        state: "dead",
        failure,
        dueMillis: 99_000,
        events: [{ atMillis: 1_000, kind: "dead", data: {} }]
      }))
      yield* TestClock.setTime(7_000)
      expect(yield* messages.retry(operator, idOf(1))).toMatchObject({
        state: "queued",
        failure: null,
        dueMillis: 7_000
      })
      const { events } = yield* messages.explain(operator, idOf(1))
      expect(events.map(({ kind }) => kind)).toEqual(["accepted", "dead", "replayed"])
      expect(yield* Effect.flip(messages.retry(operator, idOf(2)))).toMatchObject({
        _tag: "StateConflict",
        state: "queued"
      })
    }).pipe(Effect.provide(live))
  )

  it.effect("RL-07: holds on the pair and on everything above the sender are told, others are not", () =>
    Effect.gen(function* () {
      yield* enqueue(row(1))
      const messages = yield* Messages
      const holds = yield* Holds
      const hold = {
        level: "throttle",
        number: 1,
        sinceMillis: 0,
        untilMillis: 60_000,
        needsReview: false,
        reason: "r",
        reviewFromMillis: null
      } as const
      yield* holds.place({ ...hold, scope: "business", key: "zenith-business" })
      expect((yield* messages.explain(operator, idOf(1))).why.code).toBe("waiting")
      yield* holds.place({ ...hold, scope: "pair", key: "+886987654321" })
      expect((yield* messages.explain(operator, idOf(1))).why).toMatchObject({ code: "held", untilMillis: 60_000 })
    }).pipe(Effect.provide(live))
  )
})
