import * as EventType from "@sluice/core/subscription/EventType"
import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Cause, Effect, Exit, Fiber, Struct } from "effect"
import type { Tidings } from "../src/ports/Feed.ts"
import { Feed } from "../src/ports/Feed.ts"
import type { Lanes } from "../src/ports/Lanes.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import { Subscriptions } from "../src/ports/Subscriptions.ts"
import * as Lane from "./lanes/Lane.ts"
import { accepted, becomes, byId, event, givenUp, id, message, startMillis } from "./Samples.ts"

const forever = startMillis + 1_000_000_000

const tidings = (n: number, change: Partial<Tidings> = {}): Tidings => ({
  type: "message.received",
  accountId: "acme",
  atMillis: startMillis + n,
  data: { number: n },
  ...change
})

/** Everything behind a position, page by page. */
const rest = (afterPosition: string, limit = 2, accountId: string | null = null) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const found: Array<{
      readonly type: string
      readonly of: unknown
      readonly id: string
      readonly position: string
    }> = []
    let position = afterPosition
    for (;;) {
      const page = yield* feed.after({ afterPosition: position, limit, accountId })
      for (const { data, id, position, type } of page.events) {
        found.push({ type, of: data["messageId"] ?? data["number"], id, position })
      }
      position = page.position
      if (!page.more) return found
    }
  })

const types = (found: ReadonlyArray<{ readonly type: string; readonly of: unknown }>) =>
  found.map(({ of, type }) => [type, of])

/** Somebody listens from here on. */
const listening = Effect.gen(function* () {
  const feed = yield* Feed
  yield* feed.listen(forever)
  return yield* feed.end
})

/** What every feed guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Feed | Lanes | Outbox | Subscriptions, E>): void => {
  describe(`Feed, ${name}`, () => {
    it.live("callbacks come into the feed only while a subscription asks for them by name", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const subscriptions = yield* Subscriptions
        const callback = (n: number) => tidings(n, { type: EventType.callback, data: { number: n } })
        const start = yield* listening
        yield* feed.append([callback(1), tidings(2)])
        expect(types(yield* rest(start))).toEqual([["message.received", 2]])
        const shape = { id: "01900000-0000-7000-9000-000000000001", accountId: "acme", name: "a", secrets: [] }
        yield* subscriptions.add({
          ...shape,
          target: { kind: "cloud-api", url: "https://shop.example" },
          types: [EventType.callback],
          standing: { _tag: "Enabled", failingSinceMillis: null },
          createdMillis: startMillis,
          createdBy: "key k"
        })
        yield* feed.append([callback(3)])
        expect(types(yield* rest(start))).toEqual([
          ["message.received", 2],
          [EventType.callback, 3]
        ])
        yield* subscriptions.remove(shape.id)
        yield* feed.append([callback(4)])
        expect(yield* rest(start)).toHaveLength(2)
      }).pipe(Effect.provide(layer))
    )

    it.live("nothing comes into the feed while nobody listens", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const outbox = yield* Outbox
        const start = yield* feed.end
        yield* outbox.enqueue([message(1)])
        yield* outbox.modify([byId(1)], () => becomes("cancelled"))
        yield* feed.append([tidings(1)])
        expect(yield* rest(start)).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("every step of a message is told, but that it is on its way, whoever writes it", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const start = yield* listening
        yield* outbox.enqueue([1, 2, 3, 4].map((n) => message(n)))
        const { fence } = yield* Lane.take()
        yield* Lane.begin(fence, [1, 2])
        expect(yield* rest(start)).toEqual([])
        yield* Lane.finish(fence, [accepted(1), givenUp(2)])
        yield* outbox.modify([byId(1)], () => ({ delivery: "sent", events: [event("status", startMillis + 400)] }))
        yield* outbox.modify([byId(1)], () => ({ delivery: "read", events: [event("status", startMillis + 500)] }))
        yield* outbox.modify([byId(3)], () => becomes("cancelled"))
        yield* outbox.modify([byId(4)], () => becomes("dead"))
        yield* outbox.modify([byId(4)], () => ({ startsOver: true, state: "queued", events: [] }))
        const found = types(yield* rest(start))
        expect(found.slice(0, 2)).toEqual(
          expect.arrayContaining([
            ["message.accepted", id(1)],
            ["message.uncertain", id(2)]
          ])
        )
        expect(found.slice(2)).toEqual([
          ["message.sent", id(1)],
          ["message.read", id(1)],
          ["message.cancelled", id(3)],
          ["message.dead", id(4)],
          ["message.replayed", id(4)]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("a change that is no step is not told", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const start = yield* listening
        yield* outbox.enqueue([message(1)])
        yield* outbox.modify([byId(1)], () => ({ dueMillis: startMillis + 5, events: [] }))
        expect(yield* rest(start)).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("a step tells the message as it was left by it", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const outbox = yield* Outbox
        const start = yield* listening
        yield* outbox.enqueue([message(1, { idempotencyKey: "order 7" })])
        const { fence } = yield* Lane.take()
        yield* Lane.begin(fence, [1])
        yield* Lane.finish(fence, [accepted(1)])
        yield* outbox.modify([byId(1)], () => ({ delivery: "delivered", events: [event("status", startMillis + 900)] }))
        const { events } = yield* feed.after({ afterPosition: start, limit: 10, accountId: null })
        expect(events[0]).toMatchObject({
          type: "message.accepted",
          accountId: "acme",
          atMillis: startMillis + 300,
          data: {
            accountId: "acme",
            messageId: id(1),
            senderId: "acme-1",
            recipient: message(1).recipient,
            idempotencyKey: "order 7",
            wamid: "wamid.1",
            state: "accepted",
            delivery: null,
            attempts: 1,
            failure: null
          }
        })
        expect(events[1]).toMatchObject({ type: "message.delivered", data: { delivery: "delivered" } })
      }).pipe(Effect.provide(layer))
    )

    it.live("what is appended is read back whole and in order, under ids and positions of its own", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const start = yield* listening
        const given = [1, 2, 3, 4, 5].map((n) => tidings(n, { data: { number: n, text: 'a\u{1F600}"\\\n' } }))
        yield* feed.append(given)
        const { events } = yield* feed.after({ afterPosition: start, limit: 10, accountId: null })
        expect(events.map((one) => Struct.omit(one, "id", "position"))).toEqual(given)
        expect(new Set(events.map((one) => one.id)).size).toBe(5)
        for (const one of events) expect(one.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        for (const [index, { position }] of events.entries()) {
          expect(feed.isPosition(position)).toBe(true)
          expect(types(yield* rest(position))).toEqual(
            given.slice(index + 1).map(({ data, type }) => [type, data["number"]])
          )
        }
        // The last two are of the right form, and more than 64 and 63 bits.
        const wrong = ["", "x", "1", "1.", "1.2.3", "-1.2", "1.2 ", "9".repeat(40), `${2n ** 64n}.1`, `1.${2n ** 63n}`]
        for (const text of wrong) {
          expect(feed.isPosition(text)).toBe(false)
          const read = yield* Effect.exit(feed.after({ afterPosition: text, limit: 1, accountId: null }))
          expect(Exit.isFailure(read) && Cause.isDie(read.cause)).toBe(true)
        }
        expect(feed.isPosition(`${2n ** 64n - 1n}.${2n ** 63n - 1n}`)).toBe(true)
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-03: what names itself is in the feed once, however often and by however many it is appended", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const start = yield* listening
        const [one, other] = [id(901), id(902)]
        yield* feed.append([tidings(1, { id: one }), tidings(2, { id: other }), tidings(3, { id: one }), tidings(4)])
        yield* feed.append([tidings(5, { id: other }), tidings(6), tidings(7, { id: one })])
        // Two that carry the same at the same time, in either order.
        const both = [tidings(8, { id: id(903) }), tidings(9, { id: id(904) })]
        yield* Effect.all([feed.append(both), feed.append(both.toReversed())], { concurrency: "unbounded" })
        const told = yield* rest(start)
        expect(told.slice(0, 4).map(({ id, of }) => [of, id === one || id === other])).toEqual([
          [1, true],
          [2, true],
          [4, false],
          [6, false]
        ])
        expect(
          told
            .slice(4)
            .map(({ of }) => Number(of))
            .toSorted()
        ).toEqual([8, 9])
        // Once it is forgotten it is news.
        yield* feed.maintain({ nowMillis: startMillis, beforeMillis: startMillis + 2 })
        const since = yield* feed.end
        yield* feed.append([tidings(10, { id: one }), tidings(11, { id: other })])
        expect(types(yield* rest(since))).toEqual([["message.received", 10]])
      }).pipe(Effect.provide(layer))
    )

    it.live("an account's events are read without those of others", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const start = yield* listening
        yield* feed.append([tidings(1), tidings(2, { accountId: "zenith" }), tidings(3)])
        expect((yield* rest(start, 1, "acme")).map(({ of }) => of)).toEqual([1, 3])
        expect((yield* rest(start, 10, "zenith")).map(({ of }) => of)).toEqual([2])
      }).pipe(Effect.provide(layer))
    )

    it.live("a reader that follows many writers misses nothing and meets nothing twice", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        const start = yield* listening
        const writers = Array.from({ length: 8 }, (_, writer) =>
          Effect.forEach(Array.from({ length: 15 }), (_, index) => feed.append([tidings(writer * 100 + index)]), {
            discard: true
          })
        )
        const writing = yield* Effect.fork(Effect.all(writers, { concurrency: "unbounded", discard: true }))
        const seen: Array<unknown> = []
        let position = start
        let idle = 0
        while (idle < 3) {
          const written = (yield* Fiber.poll(writing))._tag === "Some"
          const page = yield* feed.after({ afterPosition: position, limit: 7, accountId: null })
          seen.push(...page.events.map(({ data }) => data["number"]))
          position = page.position
          idle = written && page.events.length === 0 ? idle + 1 : 0
          yield* Effect.sleep("1 millis")
        }
        expect(seen).toHaveLength(120)
        expect(new Set(seen).size).toBe(120)
      }).pipe(Effect.provide(layer))
    )

    it.live("old events are forgotten, and the feed closes when nobody listens any more", () =>
      Effect.gen(function* () {
        const feed = yield* Feed
        yield* feed.listen(startMillis + 100)
        const start = yield* feed.end
        yield* feed.append([tidings(1), tidings(50)])
        yield* feed.maintain({ nowMillis: startMillis + 60, beforeMillis: startMillis + 50 })
        yield* feed.append([tidings(60)])
        expect((yield* rest(start)).map(({ of }) => of)).toEqual([50, 60])
        yield* feed.maintain({ nowMillis: startMillis + 100, beforeMillis: startMillis })
        yield* feed.append([tidings(101)])
        expect((yield* rest(start)).map(({ of }) => of)).toEqual([50, 60])
        yield* feed.listen(startMillis + 300)
        yield* feed.append([tidings(102)])
        expect((yield* rest(start)).map(({ of }) => of)).toEqual([50, 60, 102])
        // Once it has closed, only who listens anew counts: also for less long than those before.
        yield* feed.maintain({ nowMillis: startMillis + 300, beforeMillis: startMillis })
        yield* feed.listen(startMillis + 200)
        yield* feed.maintain({ nowMillis: startMillis + 250, beforeMillis: startMillis })
        yield* feed.append([tidings(103)])
        expect((yield* rest(start)).map(({ of }) => of)).toEqual([50, 60, 102])
      }).pipe(Effect.provide(layer))
    )
  })
}
