import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { Lanes } from "../src/ports/Lanes.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import type { Message, MessageKey } from "../src/ports/Outbox.ts"
import * as Samples from "./Samples.ts"

const { byId, byWamid, id, message, startMillis } = Samples

/** The message as it is now. */
const find = (n: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    return Option.getOrThrow(yield* outbox.find(id(n)))
  })

/** What every outbox guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Outbox | Lanes, E>): void => {
  describe(`Outbox, ${name}`, () => {
    it.live("RT-03: what was queued is found as it was given, and its history begins with its acceptance", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const row = message(1, {
          content: {
            type: "template",
            template: { name: "order_ready", language: { code: "ko" } }
          },
          replyTo: "wamid.earlier",
          kind: "media",
          units: 1.8,
          idempotencyKey: "order 1"
        })
        expect(yield* outbox.enqueue([row])).toEqual([{ _tag: "Queued", id: id(1) }])
        const expected: Message = {
          ...row,
          state: "queued",
          delivery: null,
          attempts: 0,
          firstAttemptMillis: null,
          wamid: null,
          failure: null,
          updatedMillis: startMillis
        }
        expect(yield* find(1)).toEqual(expected)
        expect(yield* outbox.history(id(1))).toEqual({
          events: [Samples.event("accepted", startMillis, { dueMillis: startMillis })],
          attempts: []
        })
      }).pipe(Effect.provide(layer))
    )

    it.live("nothing is found under an unknown id, whatever it looks like", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1)])
        for (const unknown of [id(2), "", "nonsense", "a\0b", `${id(1)}0`]) {
          expect(yield* outbox.find(unknown)).toEqual(Option.none())
          expect(yield* outbox.history(unknown)).toEqual({ events: [], attempts: [] })
        }
      }).pipe(Effect.provide(layer))
    )

    it.live("a batch is answered in its order, and every row of it is there", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const rows = Array.from({ length: 500 }, (_, n) => message(n))
        const shuffled = rows.toSorted((a, b) => Number(a.id.slice(-1) > b.id.slice(-1)) - 0.5)
        const answers = yield* outbox.enqueue(shuffled)
        expect(answers.map((answer) => answer.id)).toEqual(shuffled.map((row) => row.id))
        const listed = yield* outbox.list({ limit: 1_000 })
        expect(listed.map((row) => row.id)).toEqual(rows.map((row) => row.id).toReversed())
        expect(yield* outbox.enqueue([])).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("RT-05: a known key answers the earlier message, and tells whether the request is the same", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, { idempotencyKey: "k", requestDigest: "a" })])
        const answers = yield* outbox.enqueue([
          message(2, { idempotencyKey: "k", requestDigest: "a" }),
          message(3),
          message(4, { idempotencyKey: "k", requestDigest: "b" })
        ])
        expect(answers).toEqual([
          { _tag: "Repeated", id: id(1), sameRequest: true },
          { _tag: "Queued", id: id(3) },
          { _tag: "Repeated", id: id(1), sameRequest: false }
        ])
        expect((yield* outbox.list({ limit: 10 })).map((row) => row.id)).toEqual([id(3), id(1)])
        expect(yield* outbox.history(id(2))).toEqual({ events: [], attempts: [] })
      }).pipe(Effect.provide(layer))
    )

    it.live("RT-05: of two rows with one key in one call, the second repeats the first", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const answers = yield* outbox.enqueue([
          message(2, { idempotencyKey: "k", requestDigest: "a" }),
          message(1, { idempotencyKey: "k", requestDigest: "a" }),
          message(3, { idempotencyKey: "k", requestDigest: "b" })
        ])
        expect(answers).toEqual([
          { _tag: "Queued", id: id(2) },
          { _tag: "Repeated", id: id(2), sameRequest: true },
          { _tag: "Repeated", id: id(2), sameRequest: false }
        ])
        expect((yield* outbox.list({ limit: 10 })).map((row) => row.id)).toEqual([id(2)])
      }).pipe(Effect.provide(layer))
    )

    it.live("RT-05: keys of different accounts do not meet, and a message without a key repeats none", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const answers = yield* outbox.enqueue([
          message(1, { idempotencyKey: "k", accountId: "acme" }),
          message(2, { idempotencyKey: "k", accountId: "umbrella" }),
          message(3),
          message(4)
        ])
        expect(answers.map((answer) => answer._tag)).toEqual(["Queued", "Queued", "Queued", "Queued"])
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "RT-05: of concurrent batches with the same keys, each key is queued once and all answers agree on it",
      () =>
        Effect.gen(function* () {
          const outbox = yield* Outbox
          const keys = Array.from({ length: 20 }, (_, n) => `key ${n}`)
          const batches = Array.from({ length: 8 }, (_, batch) =>
            keys.map((idempotencyKey, n) => message(batch * 100 + n, { idempotencyKey, requestDigest: idempotencyKey }))
          )
          const answers = yield* Effect.forEach(batches, (rows) => outbox.enqueue(rows), { concurrency: "unbounded" })
          for (const [index] of keys.entries()) {
            const ofKey = answers.flatMap((batch) => batch.slice(index, index + 1))
            expect(ofKey.filter((answer) => answer._tag === "Queued")).toHaveLength(1)
            expect(new Set(ofKey.map((answer) => answer.id)).size).toBe(1)
            expect(ofKey.every((answer) => answer._tag === "Queued" || answer.sameRequest)).toBe(true)
          }
          expect(yield* outbox.list({ limit: 1_000 })).toHaveLength(20)
        }).pipe(Effect.provide(layer))
    )

    it.live("a call whose answer was lost may be made again: nothing is queued twice", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const rows = [message(1), message(2, { idempotencyKey: "k" })]
        yield* outbox.enqueue(rows)
        expect(yield* outbox.enqueue([...rows, message(3)])).toEqual([
          { _tag: "Repeated", id: id(1), sameRequest: true },
          { _tag: "Repeated", id: id(2), sameRequest: true },
          { _tag: "Queued", id: id(3) }
        ])
        expect((yield* outbox.history(id(1))).events).toHaveLength(1)
      }).pipe(Effect.provide(layer))
    )

    it.live("text that no database can hold does no harm: it is kept but for those characters", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const odd = 'naïve \u0000 \ud800 \\u0000 "quoted" {a,b} 你好 🙂'
        const row = message(1, {
          content: { type: "text", text: { body: odd } },
          idempotencyKey: odd,
          requestDigest: odd
        })
        yield* outbox.enqueue([row])
        yield* outbox.modify([byId(1)], () => ({ events: [Samples.event("refused", startMillis, { odd })] }))
        const kept = yield* find(1)
        const body = kept.content.type === "text" ? kept.content.text.body : ""
        const plain = (text: string): string => text.replaceAll(/[\0\ufffd]/g, "").replaceAll(/\p{Surrogate}/gu, "")
        expect(plain(body)).toBe(plain(odd))
        expect(yield* outbox.enqueue([{ ...row, id: id(2) }])).toEqual([
          { _tag: "Repeated", id: id(1), sameRequest: true }
        ])
        expect(yield* outbox.modify([byWamid(odd), byId(2), { _tag: "Id", id: odd }], () => null)).toHaveLength(3)
      }).pipe(Effect.provide(layer))
    )

    it.live("lists are filtered, newest first, page by page", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([
          message(1),
          message(2, { senderId: "acme-2" }),
          message(3, { accountId: "umbrella", senderId: "umbrella-1" }),
          message(4, { recipient: message(1).recipient }),
          message(5)
        ])
        yield* outbox.modify([byId(5)], () => Samples.becomes("cancelled"))
        const numbers = (filter: Omit<Parameters<typeof outbox.list>[0], "limit">, limit = 10) =>
          Effect.map(outbox.list({ ...filter, limit }), (rows) => rows.map((row) => Number(`0x${row.id.slice(-4)}`)))
        expect(yield* numbers({})).toEqual([5, 4, 3, 2, 1])
        expect(yield* numbers({ accountId: "acme" })).toEqual([5, 4, 2, 1])
        expect(yield* numbers({ senderId: "acme-1" })).toEqual([5, 4, 1])
        expect(yield* numbers({ recipient: message(1).recipient })).toEqual([4, 1])
        expect(yield* numbers({ states: ["cancelled", "dead"] })).toEqual([5])
        expect(yield* numbers({ states: [] })).toEqual([])
        expect(yield* numbers({ accountId: "acme", states: ["queued"] }, 2)).toEqual([4, 2])
        expect(yield* numbers({ accountId: "acme", states: ["queued"], beforeId: id(2) }, 2)).toEqual([1])
        expect(yield* numbers({ accountId: "nobody" })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("modify changes what a change names and nothing else, and appends its events in order", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2)])
        const before = yield* find(1)
        const failure = {
          cause: "media",
          code: 131053,
          httpStatus: 400,
          detail: "too large",
          remedy: "make it smaller"
        }
        const steps = [
          { failure, events: [Samples.event("refused", startMillis + 1), Samples.event("deferred", startMillis + 2)] },
          { state: "accepted", wamid: "wamid.1", events: [Samples.event("settled", startMillis + 9)] },
          { delivery: "delivered", dueMillis: startMillis + 5, events: [Samples.event("status", startMillis + 4)] },
          { failure: null, events: [] }
        ] as const
        for (const step of steps) expect(yield* outbox.modify([byId(1)], () => step)).toEqual([])
        expect(yield* find(1)).toEqual({
          ...before,
          state: "accepted",
          delivery: "delivered",
          dueMillis: startMillis + 5,
          wamid: "wamid.1",
          updatedMillis: startMillis + 9
        })
        const { events } = yield* outbox.history(id(1))
        expect(events.map(({ kind }) => kind)).toEqual(["accepted", "refused", "deferred", "settled", "status"])
        expect((yield* find(2)).updatedMillis).toBe(startMillis)
      }).pipe(Effect.provide(layer))
    )

    it.live("modify shows the whole message as it is, and leaves it alone where the rule says null", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2)])
        const before = [yield* find(1), yield* find(2)]
        const seen: Array<readonly [number, Message]> = []
        yield* outbox.modify([byId(2), byId(1)], (row, index) => {
          seen.push([index, row])
          return null
        })
        expect(seen).toEqual([
          [0, before[1]],
          [1, before[0]]
        ])
        expect([yield* find(1), yield* find(2)]).toEqual(before)
      }).pipe(Effect.provide(layer))
    )

    it.live("modify finds messages by the platform's id, and answers the keys that nobody has", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2), message(3)])
        yield* outbox.modify([byId(1), byId(2)], (row) => ({ wamid: `wamid of ${row.id}`, events: [] }))
        const keys: ReadonlyArray<MessageKey> = [
          byWamid("unknown"),
          byWamid(`wamid of ${id(2)}`),
          byId(9),
          byId(3),
          { _tag: "Id", id: "nonsense" }
        ]
        const seen: Array<readonly [number, string]> = []
        const unknown = yield* outbox.modify(keys, (row, index) => {
          seen.push([index, row.id])
          return null
        })
        expect(unknown).toEqual([keys[0], keys[2], keys[4]])
        expect(seen).toEqual([
          [1, id(2)],
          [3, id(3)]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("of two messages that the platform names alike, the newest has the name", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2)])
        yield* outbox.modify([byId(2)], () => ({ wamid: "wamid.same", events: [] }))
        yield* outbox.modify([byId(1)], () => ({ wamid: "wamid.same", events: [] }))
        const seen: Array<string> = []
        yield* outbox.modify([byWamid("wamid.same")], (row) => {
          seen.push(row.id)
          return null
        })
        expect(seen).toEqual([id(2)])
      }).pipe(Effect.provide(layer))
    )

    it.live("several keys of one message in one call: each sees what the ones before made of it", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1)])
        yield* outbox.modify([byId(1)], () => ({ wamid: "wamid.1", events: [] }))
        yield* outbox.modify([byId(1), byWamid("wamid.1"), byId(1)], (row, index) => ({
          dueMillis: row.dueMillis + 1,
          events: [Samples.event("status", startMillis + index, { index })]
        }))
        expect((yield* find(1)).dueMillis).toBe(startMillis + 3)
        const { events } = yield* outbox.history(id(1))
        expect(events.slice(1).map(({ data }) => data)).toEqual([{ index: 0 }, { index: 1 }, { index: 2 }])
      }).pipe(Effect.provide(layer))
    )

    it.live("a rule that breaks on one message is a defect, and changes none", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2)])
        const broken = outbox.modify([byId(1), byId(2)], (_, index) => {
          if (index === 1) throw new Error("a mistake in a rule")
          return Samples.becomes("cancelled")
        })
        const exit = yield* Effect.exit(broken)
        expect(Exit.isFailure(exit) && exit.cause._tag).toBe("Die")
        expect((yield* find(1)).state).toBe("queued")
        expect((yield* outbox.history(id(1))).events).toHaveLength(1)
        yield* outbox.modify([byId(1)], () => Samples.becomes("cancelled"))
        expect((yield* find(1)).state).toBe("cancelled")
      }).pipe(Effect.provide(layer))
    )

    it.live("concurrent modifications are applied one after the other, whatever the order of their keys", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const numbers = [1, 2, 3, 4, 5, 6]
        yield* outbox.enqueue(numbers.map((n) => message(n)))
        const later = (row: Message) => ({
          dueMillis: row.dueMillis + 1,
          events: [Samples.event("deferred", startMillis)]
        })
        yield* Effect.forEach(
          Array.from({ length: 40 }, (_, call) => (call % 2 === 0 ? numbers : numbers.toReversed())),
          (order) => outbox.modify(order.map(byId), later),
          { concurrency: "unbounded", discard: true }
        )
        for (const n of numbers) {
          expect((yield* find(n)).dueMillis).toBe(startMillis + 40)
          expect((yield* outbox.history(id(n))).events).toHaveLength(41)
        }
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "RT-04: uncertain sends that have waited long enough come oldest first; answered ones and others do not",
      () =>
        Effect.gen(function* () {
          const outbox = yield* Outbox
          const lanes = yield* Lanes
          const sender = { senderId: "acme-1", holdKeys: [], ledger: null }
          yield* outbox.enqueue([message(1), message(2), message(3), message(4), message(5)])
          const { fence } = yield* lanes.take({
            senderId: "acme-1",
            runner: "a",
            nowMillis: startMillis,
            recentSinceMillis: 0
          })
          for (const [n, afterMillis] of [
            [3, 10],
            [1, 20],
            [2, 30],
            [4, 5]
          ] as const) {
            const sends = [{ messageId: id(n), attempt: 1, endpoint: "https://primary" }]
            yield* lanes.begin({ ...sender, fence, nowMillis: startMillis + afterMillis, sends })
          }
          const finishes = [Samples.givenUp(1), Samples.givenUp(2), Samples.givenUp(3), Samples.accepted(4)]
          yield* lanes.finish({ ...sender, fence, finishes })
          const since = (millis: number, limit = 10) =>
            Effect.map(outbox.uncertainSince(millis, limit), (rows) => rows.map((row) => row.id))
          expect(yield* since(startMillis + 31)).toEqual([id(3), id(1), id(2)])
          expect(yield* since(startMillis + 30)).toEqual([id(3), id(1)])
          expect(yield* since(startMillis + 31, 2)).toEqual([id(3), id(1)])
          yield* lanes.finish({ ...sender, fence, finishes: [Samples.accepted(3)] })
          expect(yield* since(startMillis + 31)).toEqual([id(1), id(2)])
          expect((yield* outbox.uncertainSince(startMillis + 31, 1))[0]).toEqual(yield* find(1))
        }).pipe(Effect.provide(layer))
    )

    it.live("depths count messages and units by sender, state and delivery, and know when the first is due", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([
          message(1, { dueMillis: startMillis + 7 }),
          message(2, { dueMillis: startMillis + 5, units: 1.8, kind: "media" }),
          message(3, { senderId: "acme-2" }),
          message(4),
          message(5),
          message(6)
        ])
        yield* outbox.modify([byId(4), byId(5), byId(6)], (_, index) => ({
          state: "accepted",
          ...(index === 0 ? {} : { delivery: "read" as const }),
          events: []
        }))
        // A queued message may have a delivery status from an earlier try; its depth does not tell.
        yield* outbox.modify([byId(1)], () => ({ delivery: "failed", events: [] }))
        const sorted = Effect.map((depths: ReadonlyArray<object>) =>
          depths.map((depth) => JSON.stringify(depth)).sort()
        )
        const queued = [
          {
            senderId: "acme-1",
            state: "queued",
            delivery: null,
            count: 2,
            units: 2.8,
            firstDueMillis: startMillis + 5
          },
          { senderId: "acme-2", state: "queued", delivery: null, count: 1, units: 1, firstDueMillis: startMillis }
        ]
        const done = [
          { senderId: "acme-1", state: "accepted", delivery: null, count: 1, units: 1, firstDueMillis: null },
          { senderId: "acme-1", state: "accepted", delivery: "read", count: 2, units: 2, firstDueMillis: null }
        ]
        expect(yield* sorted(outbox.depths())).toEqual(yield* sorted(Effect.succeed([...queued, ...done])))
        expect(yield* sorted(outbox.depths(["queued", "sending"]))).toEqual(yield* sorted(Effect.succeed(queued)))
        expect(yield* outbox.depths([])).toEqual([])
      }).pipe(Effect.provide(layer))
    )
  })
}
