import * as SqlClient from "@effect/sql/SqlClient"
import { Secrets } from "@sluice/engine/ports/Secrets"
import type { StoredSecret } from "@sluice/engine/ports/Secrets"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface SecretRow {
  readonly account_id: string
  readonly field: StoredSecret["label"]["field"]
  readonly key_id: string
  readonly nonce: Uint8Array
  readonly ciphertext: Uint8Array
  readonly put_millis: string
  readonly put_by: string
}

const toSecret = (row: SecretRow): StoredSecret => ({
  label: { accountId: row.account_id, field: row.field },
  sealed: { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext },
  putMillis: Number(row.put_millis),
  putBy: row.put_by
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal("account_id, field, key_id, nonce, ciphertext, put_millis, put_by")

  const put = Effect.fn("Secrets.put")(function* ({ label, putBy, putMillis, sealed }: StoredSecret) {
    yield* sql`
      INSERT INTO account_secret (${columns})
      VALUES (${Storable.text(label.accountId)}, ${label.field}, ${Storable.text(sealed.keyId)}, ${sealed.nonce},
              ${sealed.ciphertext}, ${Storable.millis(putMillis)}, ${Storable.text(putBy)})
      ON CONFLICT (account_id, field) DO UPDATE
      SET key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext,
          put_millis = excluded.put_millis, put_by = excluded.put_by, puts = account_secret.puts + 1`
  }, Transaction.operation("Secrets.put"))

  const reseal = Effect.fn("Secrets.reseal")(function* (
    { accountId, field }: StoredSecret["label"],
    before: StoredSecret["sealed"],
    after: StoredSecret["sealed"]
  ) {
    const changed = yield* sql`
      UPDATE account_secret
      SET key_id = ${Storable.text(after.keyId)}, nonce = ${after.nonce}, ciphertext = ${after.ciphertext}, puts = puts + 1
      WHERE account_id = ${Storable.text(accountId)} AND field = ${field}
        AND key_id = ${Storable.text(before.keyId)} AND nonce = ${before.nonce} AND ciphertext = ${before.ciphertext}
      RETURNING account_id`
    return changed.length > 0
  }, Transaction.operation("Secrets.reseal"))

  const list = sql<SecretRow>`SELECT ${columns} FROM account_secret ORDER BY account_id, field`.pipe(
    Effect.map((rows) => rows.map(toSecret)),
    Effect.withSpan("Secrets.list"),
    Transaction.operation("Secrets.list")
  )

  const revision = sql<{ readonly puts: string }>`SELECT coalesce(sum(puts), 0) AS puts FROM account_secret`.pipe(
    Effect.map(([row]) => Number(row?.puts ?? 0)),
    Effect.withSpan("Secrets.revision"),
    Transaction.operation("Secrets.revision")
  )

  return Secrets.of({ put, reseal, list, revision })
})

/** Sealed secrets in PostgreSQL, which cannot open them. */
export const layer: Layer.Layer<Secrets, never, SqlClient.SqlClient> = Layer.effect(Secrets, make)
