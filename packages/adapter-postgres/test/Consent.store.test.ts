import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { id, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Deferred, Effect, Fiber } from "effect"
import * as fc from "fast-check"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

const person = (n: number) => `+8869120000${String(n).padStart(2, "0")}`

const stop = (n: number) =>
  Effect.flatMap(OptOuts, ({ put }) =>
    put([{ accountId: "acme", recipient: person(n), scope: "all", source: "api", sinceMillis: startMillis }])
  )

const queue = (n: number) => Effect.flatMap(Outbox, ({ enqueue }) => enqueue([message(n, { recipient: person(n) })]))

const take = (senderId = "acme-1") =>
  Effect.flatMap(Lanes, (lanes) =>
    lanes.take({ senderId, runner: "r", nowMillis: startMillis, recentSinceMillis: startMillis })
  )

const begin = (fence: number, ...numbers: ReadonlyArray<number>) =>
  Effect.flatMap(Lanes, (lanes) =>
    lanes.begin({
      senderId: "acme-1",
      fence,
      nowMillis: startMillis,
      sends: numbers.map((n) => ({ messageId: id(n), attempt: 1, endpoint: "https://primary" })),
      holdKeys: [],
      ledger: null
    })
  )

/** Runs `effect` in a transaction that is committed when `until` says so. */
const heldOpen = <A, E, R, B>(effect: Effect.Effect<A, E, R>, until: Effect.Effect<B>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const done = yield* Deferred.make<void>()
    const fiber = yield* Effect.fork(
      sql.withTransaction(effect.pipe(Effect.zipRight(Deferred.succeed(done, undefined)), Effect.zipRight(until)))
    )
    // Ends with the statement, or with the fiber where the statement fails.
    yield* Effect.raceFirst(Deferred.await(done), Effect.asVoid(Fiber.join(fiber)))
    return fiber
  })

/** Until so many statements of this database wait for a lock. */
const waiting = (count: number) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const rows = yield* sql<{ readonly waiting: number }>`
      SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    return rows[0]?.waiting ?? 0
  }).pipe(Effect.repeat({ until: (found) => found >= count }))

describe("an opt-out and a send at the same moment", () => {
  it.live(
    "a begin whose snapshot is older than the opt-out, and which comes to its lane after it, begins nothing",
    () =>
      Effect.gen(function* () {
        const { fence } = yield* take()
        yield* queue(1)
        const commit = yield* Deferred.make<void>()
        const stopping = yield* heldOpen(stop(1), Deferred.await(commit))
        // It starts while the opt-out is not committed: its snapshot does not have it. Then it waits for the lane.
        const beginning = yield* Effect.fork(begin(fence, 1))
        yield* waiting(1)
        yield* Deferred.succeed(commit, undefined)
        yield* Fiber.join(stopping)
        expect(yield* Fiber.join(beginning)).toEqual({ _tag: "Begun", messageIds: new Set() })
      }).pipe(Effect.provide(layer))
  )

  it.live("so does one for a message that was queued after the opt-out was written and before it was committed", () =>
    Effect.gen(function* () {
      const { fence } = yield* take()
      const commit = yield* Deferred.make<void>()
      const stopping = yield* heldOpen(stop(1), Deferred.await(commit))
      yield* queue(1)
      const beginning = yield* Effect.fork(begin(fence, 1))
      yield* waiting(1)
      yield* Deferred.succeed(commit, undefined)
      yield* Fiber.join(stopping)
      expect(yield* Fiber.join(beginning)).toEqual({ _tag: "Begun", messageIds: new Set() })
    }).pipe(Effect.provide(layer))
  )

  it.live("an opt-out that comes after a begin waits for it: what is committed first comes first", () =>
    Effect.gen(function* () {
      const { fence } = yield* take()
      yield* queue(1)
      const commit = yield* Deferred.make<void>()
      const beginning = yield* heldOpen(begin(fence, 1), Deferred.await(commit))
      const stopping = yield* Effect.fork(stop(1))
      yield* waiting(1)
      expect(yield* Fiber.poll(stopping)).toMatchObject({ _tag: "None" })
      yield* Deferred.succeed(commit, undefined)
      yield* Fiber.join(beginning)
      expect(yield* Fiber.join(stopping)).toBe(1)
    }).pipe(Effect.provide(layer))
  )

  it.live("a lane that takes its first place meanwhile waits for the opt-out, and knows of it", () =>
    Effect.gen(function* () {
      yield* queue(1)
      const commit = yield* Deferred.make<void>()
      const stopping = yield* heldOpen(stop(1), Deferred.await(commit))
      const taking = yield* Effect.fork(take())
      yield* waiting(1)
      yield* Deferred.succeed(commit, undefined)
      yield* Fiber.join(stopping)
      const { fence } = yield* Fiber.join(taking)
      expect(yield* begin(fence, 1)).toEqual({ _tag: "Begun", messageIds: new Set() })
    }).pipe(Effect.provide(layer))
  )

  it.live("an opt-out that is undone stops nothing", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const { fence } = yield* take()
      yield* queue(1)
      yield* Effect.ignore(sql.withTransaction(Effect.zipRight(stop(1), Effect.fail("undone"))))
      expect(yield* begin(fence, 1)).toEqual({ _tag: "Begun", messageIds: new Set([id(1)]) })
    }).pipe(Effect.provide(layer))
  )

  it.live("a place that was lost while the begin waited is lost, whatever was recorded meanwhile", () =>
    Effect.gen(function* () {
      const { fence } = yield* take()
      yield* queue(1)
      yield* stop(2)
      yield* take()
      expect(yield* begin(fence, 1)).toEqual({ _tag: "Lost" })
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "under load: from the moment an opt-out is recorded, nothing to that recipient begins",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.shuffledSubarray(
              Array.from({ length: 24 }, (_, n) => n),
              { minLength: 24 }
            ),
            (order) =>
              Effect.gen(function* () {
                const sql = yield* SqlClient
                const { fence } = yield* take()
                yield* Effect.forEach(order, queue, { concurrency: 4 })
                /** Messages that had not begun when the opt-out of their recipient was recorded. */
                const spared = new Set<string>()
                const record = (n: number) =>
                  Effect.gen(function* () {
                    yield* stop(n)
                    const rows = yield* sql<{ readonly id: string }>`
                    SELECT id FROM message WHERE id = ${id(n)} AND attempts = 0`
                    for (const row of rows) spared.add(row.id)
                  })
                const begun = new Set<string>()
                const send = (n: number) =>
                  Effect.map(begin(fence, n), (answer) => {
                    if (answer._tag === "Begun") for (const one of answer.messageIds) begun.add(one)
                  })
                const sends = Effect.forEach(order, send, { concurrency: 2, discard: true })
                const stops = Effect.forEach(order.toReversed(), record, { concurrency: 2, discard: true })
                yield* Effect.all([sends, stops], { concurrency: 2 })
                expect([...begun].filter((one) => spared.has(one))).toEqual([])
                expect(begun.size + spared.size).toBe(order.length)
              }).pipe(Effect.provide(layer), Effect.runPromise)
          ),
          { numRuns: 8 }
        )
      ),
    60_000
  )
})
