import { it } from "@effect/vitest"
import type { Hold } from "@sluice/core/throttle/Hold"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Messages } from "@sluice/engine/messages/Messages"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { Holds } from "@sluice/engine/ports/Holds"
import { type NewMessage, Outbox } from "@sluice/engine/ports/Outbox"
import { Templates } from "@sluice/engine/ports/Templates"
import * as Samples from "@sluice/engine/test-kit/Samples"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as testDirectory from "../testDirectory.ts"

const operator: Caller = { ...nobody, keyId: "0123456789abcdef", role: "operator", accountId: null }

const live = Messages.layer.pipe(
  Layer.provideMerge(RecipientKeys.layer),
  Layer.provide(TestCrypto.layer),
  Layer.provide(testDirectory.layer),
  Layer.provideMerge(MemoryStore.layer)
)

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

  it.effect(
    "CLOUD_API 3.3: holds on the recipient alone, on marketing and on every endpoint are told of what they keep back",
    () =>
      Effect.gen(function* () {
        const offer = (name: string) => ({ type: "template" as const, template: { name, language: { code: "en_US" } } })
        const recipient = (n: number) => `+88698765432${n}`
        yield* enqueue(
          row(1, { recipient: recipient(1) }),
          row(2, { recipient: recipient(2), content: offer("offer") }),
          row(3, { recipient: recipient(3), content: offer("order") })
        )
        const templates = yield* Templates
        const known = [Samples.template("offer", { category: "MARKETING" }), Samples.template("order")]
        yield* templates.modify(
          known.map(({ accountId, draft: { language, name } }) => ({ accountId, language, name })),
          (_, index) => known[index] ?? null
        )
        const messages = yield* Messages
        const holds = yield* Holds
        const place = (scope: Hold["scope"], key: string, untilMillis: number) =>
          holds.place({
            scope,
            key,
            level: "throttle",
            number: 1,
            sinceMillis: 0,
            untilMillis,
            needsReview: false,
            reason: scope,
            reviewFromMillis: null
          })
        const whys = Effect.forEach([1, 2, 3], (n) =>
          Effect.map(messages.explain(operator, idOf(n)), ({ why }) => (why.code === "held" ? why.text : why.code))
        )
        const keyOf = yield* (yield* RecipientKeys).keyOf
        yield* place("recipient", `acme-business/${keyOf(recipient(1))}`, 1_000)
        expect(yield* whys).toEqual([expect.stringContaining("recipient"), "waiting", "waiting"])
        yield* place("marketing", "acme-business", 2_000)
        expect(yield* whys).toEqual([
          expect.stringContaining("recipient"),
          expect.stringContaining("marketing"),
          "waiting"
        ])
        yield* place("endpoint", "https://graph.example", 3_000)
        const endpoint = expect.stringContaining("endpoint")
        expect(yield* whys).toEqual([endpoint, endpoint, endpoint])
      }).pipe(Effect.provide(live))
  )
})
