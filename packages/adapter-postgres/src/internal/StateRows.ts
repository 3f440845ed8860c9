import type * as SqlClient from "@effect/sql/SqlClient"
import { Effect, Option, Schema } from "effect"
import * as Storable from "./Storable.ts"
import * as Transaction from "./Transaction.ts"

interface StateRow {
  readonly id: string
  readonly state: unknown
}

/** Tables of one state a key: `id`, `state`, `puts`. */
type Table = "sender_standing" | "onboarding"

/**
 * States by key that are decided on one by one, and read together. A state that cannot be read says nothing: the next decision begins anew.
 *
 * @param port how its operations are named, as `SenderStandings`
 */
export const make = <A, I>(sql: SqlClient.SqlClient, table: Table, schema: Schema.Schema<A, I>, port: string) => {
  const decode = Schema.decodeUnknownOption(schema)
  const rows = sql(table)

  /** By key, and without a row: it holds for one that nothing is known of as well. */
  const lock = (key: string) => sql`SELECT pg_advisory_xact_lock(hashtextextended(${`sluice ${table} ${key}`}, 0))`

  const modify = Effect.fn(`${port}.modify`)(function* <B>(
    given: string,
    f: (known: A | null) => readonly [answer: B, next: A | null]
  ) {
    const key = Storable.text(given)
    return yield* Effect.gen(function* () {
      yield* lock(key)
      const [row] = yield* sql<StateRow>`SELECT id, state FROM ${rows} WHERE id = ${key}`
      const [answer, next] = f(row === undefined ? null : Option.getOrNull(decode(row.state)))
      if (next !== null) {
        yield* sql`
          INSERT INTO ${rows} (id, state) VALUES (${key}, ${Storable.json(next)}::jsonb)
          ON CONFLICT (id) DO UPDATE SET state = excluded.state, puts = ${rows}.puts + 1`
      }
      return answer
    }).pipe(Transaction.joined(sql), Transaction.operation(`${port}.modify`))
  })

  /** By key. */
  const list = sql<StateRow>`SELECT id, state FROM ${rows} ORDER BY id`.pipe(
    Effect.map((found) =>
      found.flatMap(({ id, state }) =>
        Option.match(decode(state), { onNone: () => [], onSome: (known) => [{ key: id, state: known }] })
      )
    ),
    Effect.withSpan(`${port}.list`),
    Transaction.operation(`${port}.list`)
  )

  const revision = sql<{ readonly puts: string }>`SELECT coalesce(sum(puts), 0) AS puts FROM ${rows}`.pipe(
    Effect.map(([row]) => Number(row?.puts ?? 0)),
    Effect.withSpan(`${port}.revision`),
    Transaction.operation(`${port}.revision`)
  )

  return { modify, list, revision }
}
