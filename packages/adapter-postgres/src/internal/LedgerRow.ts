import type * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import * as Storable from "./Storable.ts"

/** What a row of the ledger says. */
interface LedgerRow {
  readonly state: unknown
}

/** What was written last; null before. */
export const read = (sql: SqlClient.SqlClient, scope: string, key: string) =>
  Effect.map(
    sql<LedgerRow>`SELECT state FROM ledger WHERE scope = ${scope} AND key = ${key}`,
    ([row]) => row?.state ?? null
  )

/**
 * Changes one row by a rule, in the caller's transaction.
 *
 * The row is made first, so that there is always one to lock: two callers of a new key meet at it like any others. The state is read after the
 * lock is held, by a statement of its own.
 */
export const modify = Effect.fnUntraced(function* <A>(
  sql: SqlClient.SqlClient,
  scope: string,
  key: string,
  f: (state: unknown) => readonly [answer: A, next: unknown]
) {
  yield* sql`INSERT INTO ledger (scope, key, state) VALUES (${scope}, ${key}, 'null') ON CONFLICT DO NOTHING`
  const [row] = yield* sql<LedgerRow>`
    SELECT state FROM ledger WHERE scope = ${scope} AND key = ${key} FOR UPDATE`
  const [answer, next] = f(row?.state ?? null)
  yield* sql`UPDATE ledger SET state = ${Storable.json(next)}::jsonb WHERE scope = ${scope} AND key = ${key}`
  return answer
})
