import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { EarlyStatuses } from "../src/ports/EarlyStatuses.ts"
import type { EarlyStatus } from "../src/ports/EarlyStatuses.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import * as Samples from "./Samples.ts"

const { byId, byWamid, event, id, message, startMillis } = Samples

const parked = (wamid: string, afterMillis: number, change: Partial<EarlyStatus["status"]> = {}): EarlyStatus => ({
  wamid,
  accountId: "acme",
  stampMillis: startMillis + afterMillis,
  receivedMillis: startMillis + afterMillis,
  status: Samples.status(wamid, change)
})

/** Messages 1 to `count`, each with its name. */
const named = (count: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const numbers = Array.from({ length: count }, (_, n) => n + 1)
    yield* outbox.enqueue(numbers.map((n) => message(n)))
    yield* outbox.modify(numbers.map(byId), (_, index) => ({ wamid: `wamid.${index + 1}`, events: [] }))
  })

/** Takes statuses and answers their names and times. */
const consumeAll = (limit = 100) =>
  Effect.gen(function* () {
    const early = yield* EarlyStatuses
    const seen: Array<readonly [string, number]> = []
    const count = yield* early.consumeKnown({ limit, sinceMillis: 0 }, (statuses) =>
      Effect.sync(() => {
        for (const { receivedMillis, wamid } of statuses) seen.push([wamid, receivedMillis - startMillis])
      })
    )
    expect(count).toBe(seen.length)
    return seen
  })

/** What every parking place of early statuses guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<EarlyStatuses | Outbox, E>): void => {
  describe(`EarlyStatuses, ${name}`, () => {
    it.live("WH-03: a status waits until its message is named, and comes out once", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* early.park([parked("wamid.1", 1), parked("wamid.9", 2)])
        expect(yield* consumeAll()).toEqual([])
        expect(yield* early.count).toBe(2)
        yield* named(1)
        expect(yield* consumeAll()).toEqual([["wamid.1", 1]])
        expect(yield* consumeAll()).toEqual([])
        expect(yield* early.count).toBe(1)
      }).pipe(Effect.provide(layer))
    )

    it.live("statuses come out oldest first, of one time in the order of parking, as many as are asked for", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* named(3)
        yield* early.park([parked("wamid.1", 5), parked("wamid.2", 3)])
        yield* early.park([parked("wamid.3", 3), parked("wamid.1", 1), parked("wamid.1", 1)])
        expect(yield* consumeAll(3)).toEqual([
          ["wamid.1", 1],
          ["wamid.1", 1],
          ["wamid.2", 3]
        ])
        expect(yield* consumeAll(3)).toEqual([
          ["wamid.3", 3],
          ["wamid.1", 5]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-03: only those that were received since a moment are looked through", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* named(3)
        yield* early.park([parked("wamid.1", 1), parked("wamid.2", 2), parked("wamid.3", 3)])
        const range = { limit: 10, sinceMillis: startMillis + 2 }
        expect(yield* early.consumeKnown(range, () => Effect.void)).toBe(2)
        expect(yield* consumeAll()).toEqual([["wamid.1", 1]])
      }).pipe(Effect.provide(layer))
    )

    it.live("a status is handed over as it was parked", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* named(1)
        yield* early.park([])
        const errors = [{ code: 131026, title: "\\u0000 🙂", message: null, details: "\u0000 \ud800", href: null }]
        const given = parked("wamid.1", 1, { status: "failed", pricing: null, errors })
        yield* early.park([given])
        const seen: Array<EarlyStatus> = []
        yield* early.consumeKnown({ limit: 1, sinceMillis: 0 }, (statuses) => Effect.sync(() => seen.push(...statuses)))
        const [error] = seen[0]?.status.errors ?? []
        // What no database can hold is replaced, here as everywhere.
        expect(error?.details).toMatch(/^. .$/su)
        expect(seen).toEqual([
          { ...given, status: { ...given.status, errors: [{ ...errors[0], details: error?.details }] } }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("for none, the processing is not called", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* early.park([parked("wamid.1", 1)])
        expect(
          yield* early.consumeKnown({ limit: 10, sinceMillis: 0 }, () => Effect.dieMessage("called for nothing"))
        ).toBe(0)
      }).pipe(Effect.provide(layer))
    )

    it.live("when processing fails, the statuses stay parked and nothing it stored counts", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        const outbox = yield* Outbox
        yield* named(1)
        yield* early.park([parked("wamid.1", 1)])
        const apply = outbox.modify([byWamid("wamid.1")], () => ({
          delivery: "delivered",
          events: [event("status", startMillis)]
        }))
        const failed = yield* Effect.exit(
          early.consumeKnown({ limit: 10, sinceMillis: 0 }, () => Effect.zipRight(apply, Effect.fail("no")))
        )
        expect(failed).toEqual(Exit.fail("no"))
        expect(yield* early.count).toBe(1)
        expect(Option.getOrThrow(yield* outbox.find(id(1))).delivery).toBeNull()
        expect(yield* early.consumeKnown({ limit: 10, sinceMillis: 0 }, () => Effect.asVoid(apply))).toBe(1)
        expect(yield* early.count).toBe(0)
        expect((yield* outbox.history(id(1))).events.map(({ kind }) => kind)).toEqual(["accepted", "status"])
      }).pipe(Effect.provide(layer))
    )

    it.live("each status goes to one of several consumers", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* named(60)
        yield* early.park(Array.from({ length: 60 }, (_, n) => parked(`wamid.${n + 1}`, n)))
        const consumer = Effect.gen(function* () {
          const seen: Array<string> = []
          const take = early.consumeKnown({ limit: 7, sinceMillis: 0 }, (statuses) =>
            Effect.as(Effect.yieldNow(), void statuses.forEach(({ wamid }) => seen.push(wamid)))
          )
          while ((yield* take) > 0);
          return seen
        })
        const seen = yield* Effect.all([consumer, consumer, consumer, consumer], { concurrency: "unbounded" })
        expect(new Set(seen.flat()).size).toBe(60)
        expect(seen.flat()).toHaveLength(60)
        expect(yield* early.count).toBe(0)
      }).pipe(Effect.provide(layer))
    )

    it.live("statuses that nobody will ever claim are forgotten by their age", () =>
      Effect.gen(function* () {
        const early = yield* EarlyStatuses
        yield* early.park([parked("a", 1), parked("b", 2), parked("c", 3)])
        expect(yield* early.expire(startMillis + 3)).toBe(2)
        expect(yield* early.expire(startMillis + 3)).toBe(0)
        expect(yield* early.count).toBe(1)
      }).pipe(Effect.provide(layer))
    )
  })
}
