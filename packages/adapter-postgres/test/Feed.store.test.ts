import { SqlClient } from "@effect/sql/SqlClient"
import { expect, it } from "@effect/vitest"
import { Feed } from "@sluice/engine/ports/Feed"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { becomes, byId, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Deferred, Effect, Fiber } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFileAlone()

const forever = startMillis + 1_000_000_000

const tell = (number: number) =>
  Effect.flatMap(Feed, (feed) =>
    feed.append([{ type: "message.received", accountId: "acme", atMillis: startMillis + number, data: { number } }])
  )

const heard = (afterPosition: string) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const page = yield* feed.after({ afterPosition, limit: 100, accountId: null })
    return { numbers: page.events.map(({ data }) => data["number"]), position: page.position, events: page.events }
  })

/** Whether the trigger of the feed is on. */
const isOn = Effect.flatMap(SqlClient, (sql) =>
  Effect.map(
    sql<{ readonly on: boolean }>`SELECT tgenabled <> 'D' AS on FROM pg_trigger WHERE tgname = 'message_stepped'`,
    ([row]) => row?.on
  )
)

describe("the feed in PostgreSQL", () => {
  it.live("what is committed late is not passed over: nothing behind it is told before it", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const sql = yield* SqlClient
      yield* feed.listen(forever)
      const start = yield* feed.end
      const written = yield* Deferred.make<void>()
      const release = yield* Deferred.make<void>()
      const late = tell(1).pipe(
        Effect.zipRight(Deferred.succeed(written, undefined)),
        Effect.zipRight(Deferred.await(release)),
        sql.withTransaction
      )
      const writing = yield* Effect.fork(late)
      yield* Deferred.await(written)
      yield* tell(2)
      const before = yield* heard(start)
      expect(before.numbers).toEqual([])
      yield* Deferred.succeed(release, undefined)
      yield* Fiber.join(writing)
      expect((yield* heard(before.position)).numbers).toEqual([1, 2])
    }).pipe(Effect.provide(layer))
  )

  it.live("what is rolled back is never told: neither what was appended, nor a message's step", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const outbox = yield* Outbox
      const sql = yield* SqlClient
      yield* feed.listen(forever)
      const start = yield* feed.end
      yield* outbox.enqueue([message(1)])
      const undone = Effect.all([tell(1), outbox.modify([byId(1)], () => becomes("cancelled")), Effect.fail("undone")])
      expect(yield* Effect.flip(sql.withTransaction(undone))).toBe("undone")
      expect((yield* heard(start)).events).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("the trigger is on while somebody listens and off otherwise", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      expect(yield* isOn).toBe(false)
      yield* Effect.all(
        Array.from({ length: 4 }, (_, n) => feed.listen(startMillis + n)),
        { concurrency: "unbounded" }
      )
      expect(yield* isOn).toBe(true)
      yield* feed.maintain({ nowMillis: startMillis + 2, beforeMillis: 0 })
      expect(yield* isOn).toBe(true)
      yield* feed.maintain({ nowMillis: startMillis + 3, beforeMillis: 0 })
      expect(yield* isOn).toBe(false)
    }).pipe(Effect.provide(layer))
  )

  it.live("opening waits for those who write messages, and gives up before it holds others up for long", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const outbox = yield* Outbox
      const sql = yield* SqlClient
      yield* outbox.enqueue([message(1)])
      const written = yield* Deferred.make<void>()
      const release = yield* Deferred.make<void>()
      const busy = outbox
        .modify([byId(1)], () => becomes("cancelled"))
        .pipe(
          Effect.zipRight(Deferred.succeed(written, undefined)),
          Effect.zipRight(Deferred.await(release)),
          sql.withTransaction
        )
      const writing = yield* Effect.fork(busy)
      yield* Deferred.await(written)
      expect((yield* Effect.flip(feed.listen(forever)))._tag).toBe("StoreUnavailable")
      yield* Deferred.succeed(release, undefined)
      yield* Fiber.join(writing)
      yield* feed.listen(forever)
      expect(yield* isOn).toBe(true)
    }).pipe(Effect.provide(layer))
  )

  it.live("events of a cluster whose transactions were further on are told after maintenance, under the same ids", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const sql = yield* SqlClient
      yield* feed.listen(forever)
      const start = yield* feed.end
      yield* tell(1)
      const [known] = (yield* heard(start)).events
      yield* sql`UPDATE feed_event SET xid = '9000000000000'`
      expect((yield* heard(start)).numbers).toEqual([])
      yield* feed.maintain({ nowMillis: startMillis, beforeMillis: startMillis })
      const [again] = (yield* heard(start)).events
      expect(again?.id).toBe(known?.id)
    }).pipe(Effect.provide(layer))
  )
})
