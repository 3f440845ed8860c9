import * as SqlClient from "@effect/sql/SqlClient"
import { Lanes } from "@sluice/engine/ports/Lanes"
import type { Context } from "effect"
import { Effect, Layer } from "effect"
import * as Begin from "./internal/Begin.ts"
import * as Finish from "./internal/Finish.ts"
import * as Peek from "./internal/Peek.ts"
import * as QueueBell from "./internal/QueueBell.ts"
import * as QueueEstimate from "./internal/QueueEstimate.ts"
import * as Storable from "./internal/Storable.ts"
import * as Take from "./internal/Take.ts"
import * as Transaction from "./internal/Transaction.ts"

type Service = Context.Tag.Service<Lanes>

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const takePlace = Take.take(sql)
  const peekQueue = Peek.peek(sql)
  const beginSends = Begin.begin(sql)
  const finishSends = Finish.finish(sql)
  const hear = yield* QueueBell.hearing
  yield* QueueEstimate.keeping

  const take: Service["take"] = Effect.fn("Lanes.take")(function* (request) {
    return yield* takePlace(request)
  }, Transaction.operation("Lanes.take"))

  const peek: Service["peek"] = Effect.fn("Lanes.peek")(function* (request) {
    return yield* peekQueue(request)
  }, Transaction.operation("Lanes.peek"))

  const begin: Service["begin"] = Effect.fn("Lanes.begin")(function* (request) {
    return yield* beginSends(request)
  }, Transaction.operation("Lanes.begin"))

  const finish: Service["finish"] = Effect.fn("Lanes.finish")(function* (request) {
    yield* finishSends(request)
  }, Transaction.operation("Lanes.finish"))

  const release: Service["release"] = Effect.fn("Lanes.release")(function* (senderId, fence) {
    yield* sql`UPDATE lane SET runner = NULL WHERE sender_id = ${Storable.text(senderId)} AND fence = ${fence}`
  }, Transaction.operation("Lanes.release"))

  /** The queue's index, read from one pair of sender and priority to the next; then whether the first of each pair is due. */
  const withWork: Service["withWork"] = Effect.fn("Lanes.withWork")(function* (nowMillis) {
    const rows = yield* sql<{ readonly sender_id: string }>`
      WITH RECURSIVE level AS (
        (SELECT sender_id, priority FROM queue ORDER BY sender_id, priority LIMIT 1)
        UNION ALL
        SELECT next.sender_id, next.priority FROM level CROSS JOIN LATERAL (
          SELECT q.sender_id, q.priority FROM queue q
          WHERE (q.sender_id, q.priority) > (level.sender_id, level.priority)
          ORDER BY q.sender_id, q.priority LIMIT 1
        ) next
      )
      SELECT level.sender_id FROM level
      WHERE EXISTS (
        SELECT FROM queue q
        WHERE q.sender_id = level.sender_id AND q.priority = level.priority AND NOT q.uncertain
          AND q.due_millis <= ${Storable.millis(nowMillis)}
      )
      UNION
      SELECT lane.sender_id FROM lane
      WHERE lane.open_since_millis IS NOT NULL AND EXISTS (
        SELECT FROM attempt a JOIN message m ON m.id = a.message_id
        WHERE a.sender_id = lane.sender_id AND a.started_millis >= lane.open_since_millis AND a.outcome IS NULL
          AND m.state = 'sending'
      )
      ORDER BY sender_id`
    return rows.map((row) => row.sender_id)
  }, Transaction.operation("Lanes.withWork"))

  const accounts: Service["accounts"] = Effect.fn("Lanes.accounts")(function* (senderIds) {
    const rows = yield* sql<{ readonly sender_id: string; readonly accounts: ReadonlyArray<string> }>`
      SELECT sender_id, accounts FROM lane
      WHERE sender_id = ANY(${senderIds.map(Storable.text)}::text[]) AND accounts <> '{}'`
    return new Map(rows.map((row) => [row.sender_id, new Set(row.accounts)]))
  }, Transaction.operation("Lanes.accounts"))

  return Lanes.of({ take, peek, begin, finish, release, withWork, hear, accounts })
})

/** The lanes' side of the outbox in PostgreSQL; see the package's README for what each statement guarantees. */
export const layer: Layer.Layer<Lanes, never, SqlClient.SqlClient> = Layer.scoped(Lanes, make)
