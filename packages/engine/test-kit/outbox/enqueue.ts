import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { Outbox } from "../../src/ports/Outbox.ts"
import type { Message } from "../../src/ports/Outbox.ts"
import * as Samples from "../Samples.ts"

const { byId, byWamid, id, message, startMillis } = Samples

/** The message as it is now. */
const find = (n: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    return Option.getOrThrow(yield* outbox.find(id(n)))
  })

/** Queueing: whole, once, and in the order given. */
export const declare = <E>(layer: Layer.Layer<Outbox, E>): void => {
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
        attemptsBeforePlan: 0,
        unsent: 0,
        tries: {},
        heldMillis: 0,
        failedAttempt: 0,
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

  it.live("TM-13: what reads like a statement is a value: it is kept to the letter, found by, and never run", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const hostile = [
        "'; DROP TABLE message; --",
        "\\'; DELETE FROM queue; --",
        "$1",
        "$$; SELECT pg_sleep(60); $$",
        '"; TRUNCATE attempt; --',
        "{a,b}",
        "null",
        "1 OR 1=1",
        "%_\\"
      ]
      const rows = hostile.map((text, n) =>
        message(n, {
          accountId: text,
          senderId: text,
          recipient: text,
          content: { type: "text", text: { body: text } },
          replyTo: text,
          idempotencyKey: text,
          requestDigest: text,
          callerData: text
        })
      )
      yield* outbox.enqueue(rows)
      for (const [n, row] of rows.entries()) {
        expect(yield* find(n)).toMatchObject(row)
        const { accountId, recipient, senderId } = row
        const found = yield* outbox.list({ accountId, recipient, senderId, limit: 10 })
        expect(found.map((one) => one.id)).toEqual([row.id])
        expect([...(yield* outbox.usedKeys(accountId, hostile))]).toEqual([row.idempotencyKey])
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

  it.live("RT-05: of concurrent batches with the same keys, each key is queued once and all answers agree on it", () =>
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

  it.live("RT-05: which keys name a message is known, of one account", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1, { idempotencyKey: "a" }), message(2, { idempotencyKey: "b" }), message(3)])
      expect(yield* outbox.usedKeys("acme", ["b", "c", "a", "b", 'd"\\'])).toEqual(new Set(["a", "b"]))
      expect(yield* outbox.usedKeys("zenith", ["a"])).toEqual(new Set())
      expect(yield* outbox.usedKeys("acme", [])).toEqual(new Set())
    }).pipe(Effect.provide(layer))
  )
}
