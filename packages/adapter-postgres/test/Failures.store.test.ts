import { expect, it } from "@effect/vitest"
import { SqlClient, TransactionConnection } from "@effect/sql/SqlClient"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Processed, StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { byId, callback, event, id, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Cause, Context, Deferred, Effect, Exit, Option } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer, url } = Stores.ofFile()

/** Ends the connections of everybody else, as a restart of the server does; outside the transaction of whoever asks for it. */
const disconnectAll = Effect.gen(function* () {
  const disconnect = Effect.flatMap(
    SqlClient,
    (sql) => sql`
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`
  )
  yield* Effect.provide(disconnect, Stores.client(yield* url, 1))
}).pipe(Effect.mapInputContext((context: Context.Context<never>) => Context.omit(TransactionConnection)(context)))

const processed = (callbacks: ReadonlyArray<StoredCallback>): ReadonlyArray<Processed> =>
  callbacks.map((one) => ({ id: one.id, verdict: "processed", report: {} }))

const settle = event("settled", startMillis)

describe("PgStore, failures", () => {
  it.live(
    "RT-03: a connection that breaks in a transaction is a store that is away; nothing of it counts, and it works again",
    () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1)])
        yield* log.append([callback(1)])
        const change = outbox.modify([byId(1)], () => ({ state: "accepted", events: [settle] }))
        // It breaks before a statement, and it breaks before the commit.
        for (const verdicts of [processed, () => []]) {
          const exit = yield* Effect.exit(
            log.consume(10, (callbacks) => change.pipe(Effect.zipRight(disconnectAll), Effect.as(verdicts(callbacks))))
          )
          const failure = Exit.isFailure(exit) ? Cause.failureOption(exit.cause) : Option.none()
          expect(Option.getOrNull(failure)).toBeInstanceOf(StoreUnavailable)
          expect(Option.getOrThrow(yield* outbox.find(id(1))).state).toBe("queued")
        }
        expect(yield* log.consume(10, (callbacks) => Effect.as(change, processed(callbacks)))).toBe(1)
        expect(Option.getOrThrow(yield* outbox.find(id(1))).state).toBe("accepted")
      }).pipe(Effect.provide(layer))
  )

  it.live("RT-03: statements fail as unavailable at most until the pool has noticed, and never for ever", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* Effect.all(
        Array.from({ length: 8 }, () => outbox.depths()),
        { concurrency: "unbounded" }
      )
      yield* disconnectAll
      const exits = yield* Effect.forEach(Array.from({ length: 20 }), () => Effect.exit(outbox.enqueue([message(1)])))
      for (const exit of exits) {
        if (Exit.isFailure(exit)) expect(Cause.squash(exit.cause)).toBeInstanceOf(StoreUnavailable)
      }
      expect(exits.slice(10).every(Exit.isSuccess)).toBe(true)
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "all rows or none: a row that the schema refuses is a defect, and the others of its batch are not there",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const exit = yield* Effect.exit(outbox.enqueue([message(1), message(2, { units: -1 }), message(3)]))
        expect(Exit.isFailure(exit) && exit.cause._tag).toBe("Die")
        expect(yield* outbox.list({ limit: 10 })).toEqual([])
      }).pipe(Effect.provide(layer))
  )

  it.live("two transactions that wait for each other: one is undone and tried again, and both count once", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      const ledger = yield* LedgerStore
      yield* log.append([callback(1), callback(2)])
      const both = yield* Effect.all([Deferred.make<void>(), Deferred.make<void>()])
      const add = (key: string) => ledger.modify("app", key, (state) => [null, Number(state) + 1])
      const runs: Array<number> = []
      const consumer = (index: 0 | 1, first: string, second: string) =>
        log.consume(1, (callbacks) =>
          Effect.gen(function* () {
            runs.push(index)
            yield* add(first)
            yield* Deferred.succeed(both[index], undefined)
            // Each holds its first row before either asks for its second.
            yield* Effect.forEach(both, Deferred.await)
            yield* add(second)
            return processed(callbacks)
          })
        )
      expect(
        yield* Effect.all([consumer(0, "left", "right"), consumer(1, "right", "left")], { concurrency: 2 })
      ).toEqual([1, 1])
      expect(runs.length).toBeGreaterThan(2)
      expect(yield* ledger.read("app", "left")).toBe(2)
      expect(yield* ledger.read("app", "right")).toBe(2)
      expect(yield* log.counts).toEqual({ processed: 2 })
    }).pipe(Effect.provide(layer))
  )
})
