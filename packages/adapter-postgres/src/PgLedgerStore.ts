import * as SqlClient from "@effect/sql/SqlClient"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface LedgerRow {
  readonly state: unknown
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const read = Effect.fn("LedgerStore.read")(function* (scope: string, key: string) {
    const [row] = yield* sql<LedgerRow>`
      SELECT state FROM ledger WHERE scope = ${Storable.text(scope)} AND key = ${Storable.text(key)}`
    return row?.state ?? null
  }, Transaction.operation("LedgerStore.read"))

  /**
   * The row is made first, so that there is always one to lock: two callers of a new key meet at it like any others. The state
   * is read after the lock is held, by a statement of its own.
   */
  const modifyRow = Effect.fnUntraced(function* <A>(
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

  const modify = Effect.fn("LedgerStore.modify")(function* <A>(
    scope: string,
    key: string,
    f: (state: unknown) => readonly [answer: A, next: unknown]
  ) {
    return yield* modifyRow(Storable.text(scope), Storable.text(key), f).pipe(
      Transaction.joined(sql),
      Transaction.operation("LedgerStore.modify")
    )
  })

  return LedgerStore.of({ read, modify })
})

/** The limit ledger in PostgreSQL. */
export const layer: Layer.Layer<LedgerStore, never, SqlClient.SqlClient> = Layer.effect(LedgerStore, make)
