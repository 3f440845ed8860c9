import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { type Asked, Conversations } from "../src/ports/Conversations.ts"
import { Lanes } from "../src/ports/Lanes.ts"
import { type Dealt, Outbox } from "../src/ports/Outbox.ts"
import { ServiceWindows } from "../src/ports/ServiceWindows.ts"
import { becomes, byId, id, message, startMillis } from "./Samples.ts"

const dealt: Dealt = { pool: "orders", because: "turn", leaves: null }
const elsewhere: Dealt = { pool: "orders", because: "turn", leaves: "acme-1" }
const person = "+886912000001"
const other = "+886912000002"

const ask = (change: Partial<Asked> = {}) =>
  Effect.flatMap(Conversations, ({ known }) =>
    known({
      accountId: "acme",
      senderIds: ["acme-1", "acme-2"],
      recipients: [person],
      heardSinceMillis: startMillis,
      leaving: null,
      ...change
    })
  )

const nobody = { lastSenderId: null, isOpen: false, heardBy: [] }

const begin = (n: number, senderId = "acme-1") =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const place = { senderId, nowMillis: startMillis }
    const { fence } = yield* lanes.take({ ...place, runner: "r", recentSinceMillis: startMillis })
    const sends = [{ messageId: id(n), attempt: 1, endpoint: "https://primary" }]
    return yield* lanes.begin({ ...place, fence, sends, holdKeys: [], ledger: null })
  })

const moveTo = (toSenderId: string, ...recipients: ReadonlyArray<string>) =>
  Effect.flatMap(Conversations, ({ move }) =>
    move({
      fromSenderId: "acme-1",
      moves: recipients.map((recipient) => ({ recipient, toSenderId, dealt: elsewhere })),
      nowMillis: startMillis + 5
    })
  )

const sendersOf = (...numbers: ReadonlyArray<number>) =>
  Effect.flatMap(Outbox, (outbox) =>
    Effect.forEach(numbers, (n) => Effect.map(outbox.find(id(n)), (found) => Option.getOrThrow(found).senderId))
  )

/** What every store of conversations guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(
  name: string,
  layer: Layer.Layer<Conversations | Lanes | Outbox | ServiceWindows, E>
): void => {
  describe(`Conversations, ${name}`, () => {
    it.live("RL-10: the last sender to write is known, and whether anything is still open there", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        expect(yield* ask()).toEqual([nobody])
        yield* outbox.enqueue([
          message(1, { recipient: person }),
          message(2, { recipient: person, senderId: "acme-2" }),
          message(3, { recipient: person, senderId: "acme-9" }),
          message(4, { recipient: person, senderId: "acme-1", accountId: "zenith" })
        ])
        expect(yield* ask()).toEqual([{ lastSenderId: "acme-2", isOpen: true, heardBy: [] }])
        yield* outbox.modify([byId(2)], () => becomes("cancelled"))
        expect(yield* ask()).toEqual([{ lastSenderId: "acme-2", isOpen: false, heardBy: [] }])
        expect(yield* ask({ leaving: "acme-2" })).toEqual([{ lastSenderId: "acme-1", isOpen: true, heardBy: [] }])
        expect(yield* ask({ senderIds: ["acme-5"] })).toEqual([nobody])
        expect(yield* ask({ recipients: [other, person, other] })).toEqual([
          nobody,
          { lastSenderId: "acme-2", isOpen: false, heardBy: [] },
          nobody
        ])
        expect(yield* ask({ recipients: [] })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-10: what is in flight or uncertain is open as well", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, { recipient: person })])
        yield* begin(1)
        expect((yield* ask())[0]?.isOpen).toBe(true)
        yield* outbox.modify([byId(1)], () => ({ state: "uncertain", events: [] }))
        expect((yield* ask())[0]?.isOpen).toBe(true)
        yield* outbox.modify([byId(1)], () => becomes("failed"))
        expect((yield* ask())[0]?.isOpen).toBe(false)
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-10: who heard from a person lately is known, the latest first", () =>
      Effect.gen(function* () {
        const windows = yield* ServiceWindows
        yield* windows.note([
          { senderId: "acme-1", recipient: person, atMillis: startMillis },
          { senderId: "acme-2", recipient: person, atMillis: startMillis + 1 },
          { senderId: "acme-9", recipient: person, atMillis: startMillis + 2 }
        ])
        expect((yield* ask())[0]?.heardBy).toEqual(["acme-2", "acme-1"])
        expect((yield* ask({ leaving: "acme-2" }))[0]?.heardBy).toEqual(["acme-2", "acme-1"])
        expect((yield* ask({ heardSinceMillis: startMillis + 1 }))[0]?.heardBy).toEqual(["acme-2"])
        expect((yield* ask({ recipients: [other] }))[0]?.heardBy).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-10: why a message has its sender is kept with it, and told when it is accepted", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, { dealt }), message(2)])
        expect(Option.getOrThrow(yield* outbox.find(id(1))).dealt).toEqual(dealt)
        expect(Option.getOrThrow(yield* outbox.find(id(2)))).not.toHaveProperty("dealt")
        const data = yield* Effect.forEach([1, 2], (n) =>
          Effect.map(outbox.history(id(n)), ({ events }) => events[0]?.data)
        )
        expect(data).toEqual([{ dueMillis: startMillis, ...dealt }, { dueMillis: startMillis }])
        // A batch in which one row repeats goes another way.
        yield* outbox.enqueue([message(1, { dealt }), message(3, { dealt })])
        expect(Option.getOrThrow(yield* outbox.find(id(3))).dealt).toEqual(dealt)
        const { events } = yield* outbox.history(id(3))
        expect(events[0]?.data).toEqual({ dueMillis: startMillis, ...dealt })
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-10: a conversation may move when all of it was dealt and none of it has begun", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const conversations = yield* Conversations
        const template = { type: "template" as const, template: { name: "a", language: { code: "en_US" } } }
        yield* outbox.enqueue([
          message(1, { recipient: "+1", dealt, units: 1.8 }),
          message(2, { recipient: "+1", dealt }),
          message(3, { recipient: "+2", dealt }),
          message(4, { recipient: "+2" }),
          message(5, { recipient: "+3", dealt, content: template }),
          message(6, { recipient: "+4", dealt }),
          message(7, { recipient: "+5", dealt }),
          message(8, { recipient: "+5", dealt: { ...dealt, pool: "news" } }),
          message(9, { recipient: "+6", dealt, senderId: "acme-2" }),
          message(10, { recipient: "+7", dealt })
        ])
        yield* begin(6)
        yield* outbox.modify([byId(10)], () => becomes("cancelled"))
        const found = { accountId: "acme", pool: "orders" }
        const expected = [
          { ...found, recipient: "+1", units: 2.8, needsWindow: true },
          { ...found, recipient: "+3", units: 1, needsWindow: false }
        ]
        expect(yield* conversations.movable({ senderId: "acme-1", limit: 9 })).toEqual(expected)
        expect(yield* conversations.movable({ senderId: "acme-1", limit: 1 })).toEqual(expected.slice(0, 1))
        expect(yield* conversations.movable({ senderId: "acme-1", limit: 1, after: "+1" })).toEqual(expected.slice(1))
        expect(yield* conversations.movable({ senderId: "acme-5", limit: 9 })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-10: what moved is its new sender's, in its order, and its history tells it", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const lanes = yield* Lanes
        yield* outbox.enqueue([message(1, { recipient: person, dealt }), message(2, { recipient: person, dealt })])
        expect(yield* moveTo("acme-2", person, other)).toBe(2)
        expect(yield* sendersOf(1, 2)).toEqual(["acme-2", "acme-2"])
        const peek = (senderId: string) => lanes.peek({ senderId, nowMillis: startMillis, limit: 9 })
        expect((yield* peek("acme-1")).due).toEqual([])
        expect((yield* peek("acme-2")).due.map((one) => [one.id, one.dealt])).toEqual([[id(1), elsewhere]])
        const { events } = yield* outbox.history(id(1))
        const data = { ...elsewhere, senderId: "acme-2" }
        expect(events.at(-1)).toEqual({ atMillis: startMillis + 5, kind: "dealt", data })
        expect(Option.getOrThrow(yield* outbox.find(id(1))).updatedMillis).toBe(startMillis + 5)
        expect(yield* begin(1, "acme-2")).toEqual({ _tag: "Begun", messageIds: new Set([id(1)]) })
        expect(yield* outbox.depths(["queued"])).toMatchObject([{ senderId: "acme-2", count: 1 }])
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-10: what moved cannot be begun by the sender that it left", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, { recipient: person, dealt })])
        yield* moveTo("acme-2", person)
        expect(yield* begin(1)).toEqual({ _tag: "Begun", messageIds: new Set() })
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "RL-10: a conversation stays as a whole where any of it has begun, or was handed to the sender by name",
      () =>
        Effect.gen(function* () {
          const outbox = yield* Outbox
          yield* outbox.enqueue([
            message(1, { recipient: "+1", dealt }),
            message(2, { recipient: "+1", dealt }),
            message(3, { recipient: "+2", dealt }),
            message(4, { recipient: "+2" }),
            message(5, { recipient: "+3", dealt }),
            message(6, { recipient: "+3", dealt }),
            message(7, { recipient: "+4", dealt }),
            // Through two pools: neither speaks for the other.
            message(8, { recipient: "+5", dealt }),
            message(9, { recipient: "+5", dealt: { ...dealt, pool: "news" } })
          ])
          yield* begin(1)
          // Tried before, and queued again: its retry plan goes on where it is.
          yield* begin(7)
          yield* outbox.modify([byId(7)], () => ({ state: "queued", events: [] }))
          // Over: what is behind it may go.
          yield* outbox.modify([byId(5)], () => becomes("cancelled"))
          expect(yield* moveTo("acme-2", "+1", "+2", "+3", "+4", "+5")).toBe(1)
          expect(yield* sendersOf(6)).toEqual(["acme-2"])
          const stayed = [1, 2, 3, 4, 5, 7, 8, 9]
          expect(yield* sendersOf(...stayed)).toEqual(stayed.map(() => "acme-1"))
        }).pipe(Effect.provide(layer))
    )
  })
}
