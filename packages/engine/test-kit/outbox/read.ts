import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox, type UncertainPlace, type UncertainSend } from "../../src/ports/Outbox.ts"
import * as Samples from "../Samples.ts"

const { byId, byWamid, id, message, startMillis } = Samples

/** The message as it is now. */
const find = (n: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    return Option.getOrThrow(yield* outbox.find(id(n)))
  })

/** Finding, listing and counting. */
export const declare = <E>(layer: Layer.Layer<Lanes | Outbox, E>): void => {
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

  it.live("several are found at once, by our ids and the platform's, in the order in which they are named", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1, { callerData: "order 4711 é" }), message(2), message(3)])
      yield* outbox.modify([byId(2), byId(3)], (_, index) => ({
        wamid: index === 0 ? "wamid.A" : "wamid.B",
        events: []
      }))
      const keys = [byWamid("wamid.B"), byId(1), byWamid("wamid.?"), byId(9), byWamid("wamid.A"), byId(1)]
      const found = yield* outbox.findAll([...keys, { _tag: "Id", id: "nonsense" }, byWamid("a\0b")])
      expect(found.map((one) => one?.id ?? null)).toEqual([id(3), id(1), null, null, id(2), id(1), null, null])
      expect(found[1]).toEqual(yield* find(1))
      expect(found[1]?.callerData).toBe("order 4711 é")
      expect(found[0]).not.toHaveProperty("callerData")
      yield* outbox.modify([byId(1)], () => ({ wamid: "wamid.B", events: [] }))
      expect((yield* outbox.findAll([byWamid("wamid.B")])).map((one) => one?.id)).toEqual([id(3)])
      expect(yield* outbox.findAll([])).toEqual([])
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
        yield* lanes.finish({ ...sender, fence, finishes, openSinceMillis: 0 })
        const since = (millis: number, limit = 10) =>
          Effect.map(outbox.uncertainSince({ beforeMillis: millis, limit }), (rows) =>
            rows.map(({ message }) => message.id)
          )
        expect(yield* since(startMillis + 31)).toEqual([id(3), id(1), id(2)])
        expect(yield* since(startMillis + 30)).toEqual([id(3), id(1)])
        expect(yield* since(startMillis + 31, 2)).toEqual([id(3), id(1)])
        const ofSenders = (...senderIds: ReadonlyArray<string>) =>
          outbox.uncertainSince({ beforeMillis: startMillis + 31, limit: 10, senderIds })
        expect(yield* ofSenders("acme-1", "acme-2")).toHaveLength(3)
        expect(yield* ofSenders("acme-2")).toEqual([])
        expect(yield* ofSenders()).toEqual([])
        yield* lanes.finish({ ...sender, fence, finishes: [Samples.accepted(3)], openSinceMillis: 0 })
        expect(yield* since(startMillis + 31)).toEqual([id(1), id(2)])
        expect(yield* outbox.uncertainSince({ beforeMillis: startMillis + 31, limit: 1 })).toEqual([
          { message: yield* find(1), startedMillis: startMillis + 20 }
        ])
      }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: uncertain sends come page by page, each of them once, also those that began in one millisecond", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      // By time of their attempts, and by id within one; the second sender's lie among those of the first.
      const begun = [
        ["acme-1", 10, [3, 5, 8]],
        ["acme-2", 10, [4, 6]],
        ["acme-1", 20, [1, 9, 10]],
        ["acme-2", 30, [2, 7]]
      ] as const
      for (const senderId of ["acme-1", "acme-2"]) {
        const numbers = begun.flatMap(([of, , those]) => (of === senderId ? those : []))
        yield* outbox.enqueue(numbers.map((n) => message(n, { senderId })))
        const take = lanes.take({ senderId, runner: "a", nowMillis: startMillis + 40, recentSinceMillis: 0 })
        const { fence } = yield* take
        for (const [of, afterMillis, those] of begun) {
          if (of !== senderId) continue
          const sends = those.map((n) => ({ messageId: id(n), attempt: 1, endpoint: "https://primary" }))
          yield* lanes.begin({
            senderId,
            fence,
            nowMillis: startMillis + afterMillis,
            sends,
            holdKeys: [],
            ledger: null
          })
        }
        yield* take
      }
      const pages = (
        limit: number,
        asked: { readonly senderIds?: ReadonlyArray<string>; readonly beforeMillis: number }
      ) =>
        Effect.gen(function* () {
          const ids: Array<ReadonlyArray<string>> = []
          let after: UncertainPlace | undefined
          do {
            const page: ReadonlyArray<UncertainSend> = yield* outbox.uncertainSince({
              ...asked,
              limit,
              ...(after === undefined ? {} : { after })
            })
            const last = page.at(-1)
            ids.push(page.map((send) => send.message.id))
            after = last && { startedMillis: last.startedMillis, messageId: last.message.id }
          } while (after !== undefined)
          return ids
        })
      const all = { beforeMillis: startMillis + 31 }
      expect(yield* pages(3, all)).toEqual([[3, 4, 5], [6, 8, 1], [9, 10, 2], [7], []].map((page) => page.map(id)))
      expect(yield* pages(1, all)).toEqual([...[3, 4, 5, 6, 8, 1, 9, 10, 2, 7].map((n) => [id(n)]), []])
      expect(yield* pages(2, { beforeMillis: startMillis + 30 })).toEqual(
        [[3, 4], [5, 6], [8, 1], [9, 10], []].map((page) => page.map(id))
      )
      // Of many senders one may have a whole page.
      const many = ["acme-1", "acme-2", ...Array.from({ length: 10 }, (_, n) => `idle-${n}`)]
      expect(yield* pages(4, { ...all, senderIds: many })).toEqual(
        [[3, 4, 5, 6], [8, 1, 9, 10], [2, 7], []].map((page) => page.map(id))
      )
      const both = ["acme-1", "acme-2", "acme-1"]
      expect(yield* pages(3, { ...all, senderIds: both })).toEqual(yield* pages(3, all))
      expect(yield* pages(2, { ...all, senderIds: ["acme-2"] })).toEqual([[4, 6].map(id), [2, 7].map(id), []])
      // What the last page ended with may be settled before the next is asked for.
      const after = { startedMillis: startMillis + 10, messageId: id(5) }
      yield* outbox.modify([Samples.byId(5), Samples.byId(8)], () => Samples.becomes("cancelled"))
      const rest = yield* outbox.uncertainSince({ ...all, limit: 10, after })
      expect(rest.map((send) => send.message.id)).toEqual([6, 1, 9, 10, 2, 7].map(id))
      expect(rest[1]).toEqual({ message: yield* find(1), startedMillis: startMillis + 20 })
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
      const sorted = Effect.map((depths: ReadonlyArray<object>) => depths.map((depth) => JSON.stringify(depth)).sort())
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
}
