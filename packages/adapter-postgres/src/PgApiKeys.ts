import * as SqlClient from "@effect/sql/SqlClient"
import { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { ApiKey } from "@sluice/engine/ports/ApiKeys"
import { Effect, Layer, Option } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly role: ApiKey["role"]
  readonly account_id: string | null
  readonly secret_hash: Uint8Array
  readonly created_millis: string
  readonly expires_millis: string | null
  readonly revoked_millis: string | null
}

const toKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  role: row.role,
  accountId: row.account_id,
  secretHash: row.secret_hash,
  createdMillis: Number(row.created_millis),
  expiresMillis: row.expires_millis === null ? null : Number(row.expires_millis),
  revokedMillis: row.revoked_millis === null ? null : Number(row.revoked_millis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal("id, name, role, account_id, secret_hash, created_millis, expires_millis, revoked_millis")

  const add = Effect.fn("ApiKeys.add")(function* (key: ApiKey) {
    yield* sql`
      INSERT INTO api_key (${columns})
      VALUES (${Storable.text(key.id)}, ${Storable.text(key.name)}, ${key.role}, ${Storable.textOrNull(key.accountId)},
              ${key.secretHash}, ${Storable.millis(key.createdMillis)}, ${Storable.millisOrNull(key.expiresMillis)},
              ${Storable.millisOrNull(key.revokedMillis)})`
  }, Transaction.operation("ApiKeys.add"))

  const find = Effect.fn("ApiKeys.find")(function* (id: string) {
    const [row] = yield* sql<KeyRow>`SELECT ${columns} FROM api_key WHERE id = ${Storable.text(id)}`
    return Option.map(Option.fromNullable(row), toKey)
  }, Transaction.operation("ApiKeys.find"))

  const list = sql<KeyRow>`SELECT ${columns} FROM api_key ORDER BY created_millis, id`.pipe(
    Effect.map((rows) => rows.map(toKey)),
    Effect.withSpan("ApiKeys.list"),
    Transaction.operation("ApiKeys.list")
  )

  const revoke = Effect.fn("ApiKeys.revoke")(function* (id: string, nowMillis: number) {
    const rows = yield* sql`
      UPDATE api_key SET revoked_millis = ${Storable.millis(nowMillis)}
      WHERE id = ${Storable.text(id)} AND revoked_millis IS NULL
      RETURNING id`
    return rows.length > 0
  }, Transaction.operation("ApiKeys.revoke"))

  return ApiKeys.of({ add, find, list, revoke })
})

/** API keys in PostgreSQL. */
export const layer: Layer.Layer<ApiKeys, never, SqlClient.SqlClient> = Layer.effect(ApiKeys, make)
