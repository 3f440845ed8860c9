import * as SqlClient from "@effect/sql/SqlClient"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Effect, Layer } from "effect"
import * as LedgerRow from "./internal/LedgerRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const read = Effect.fn("LedgerStore.read")(function* (scope: string, key: string) {
    return yield* LedgerRow.read(sql, Storable.text(scope), Storable.text(key))
  }, Transaction.operation("LedgerStore.read"))

  const modify = Effect.fn("LedgerStore.modify")(function* <A>(
    scope: string,
    key: string,
    f: (state: unknown) => readonly [answer: A, next: unknown]
  ) {
    return yield* LedgerRow.modify(sql, Storable.text(scope), Storable.text(key), f).pipe(
      Transaction.joined(sql),
      Transaction.operation("LedgerStore.modify")
    )
  })

  return LedgerStore.of({ read, modify })
})

/** The limit ledger in PostgreSQL. */
export const layer: Layer.Layer<LedgerStore, never, SqlClient.SqlClient> = Layer.effect(LedgerStore, make)
