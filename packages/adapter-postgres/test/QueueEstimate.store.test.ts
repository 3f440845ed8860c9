import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { accepted, byId, id, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import { describe } from "vitest"
import * as QueueEstimate from "../src/internal/QueueEstimate.ts"
import { plans, walks } from "./Plans.ts"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

/** Whether a plan finds messages of the queue by their key. */
const isByKey = (plan: string): boolean =>
  walks(plan, "queue").length === 0 && !/queue_(conversation|order) on queue/.test(plan)

describe("What PostgreSQL believes of the queue", () => {
  it.live("a queue that was empty when PostgreSQL last looked, and is full now, is found by its key all the same", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      const rows = Array.from({ length: 2_000 }, (_, n) => message(n))
      const believed = Effect.map(
        sql<{ readonly reltuples: number }>`SELECT reltuples FROM pg_class WHERE relname = 'queue'`,
        ([row]) => row?.reltuples
      )
      yield* outbox.enqueue(rows)
      const { fence } = yield* lanes.take({
        senderId: "acme-1",
        runner: "r",
        nowMillis: startMillis,
        recentSinceMillis: 0
      })
      const sends = Array.from({ length: 20 }, (_, n) => ({
        messageId: id(n),
        attempt: 1,
        endpoint: "https://primary"
      }))
      const lane = { senderId: "acme-1", fence, ledger: {} }
      yield* lanes.begin({ ...lane, nowMillis: startMillis, holdKeys: [], sends })
      const finishes = sends.map((_, n) => accepted(n))
      const finish = plans(lanes.finish({ ...lane, finishes, openSinceMillis: 0 }))
      const back = plans(outbox.modify([byId(1)], () => ({ state: "queued", events: [] })))
      // As a vacuum leaves it that came a moment too early.
      yield* sql`
        UPDATE pg_class SET reltuples = 0, relpages = pg_relation_size('queue') / current_setting('block_size')::int
        WHERE relname = 'queue'`
      expect(isByKey(yield* finish)).toBe(false)
      expect(yield* QueueEstimate.correct(sql)).toBe(true)
      expect(yield* believed).toBe(1_980)
      expect(isByKey(yield* finish)).toBe(true)
      expect(isByKey(yield* back)).toBe(true)
      expect(yield* QueueEstimate.correct(sql)).toBe(false)
    }).pipe(Effect.provide(layer))
  )
})
