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
  readonly last_used_millis: string | null
  readonly replaced_by: string | null
}

const millisOf = (text: string | null): number | null => (text === null ? null : Number(text))

const toKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  role: row.role,
  accountId: row.account_id,
  secretHash: row.secret_hash,
  createdMillis: Number(row.created_millis),
  expiresMillis: millisOf(row.expires_millis),
  revokedMillis: millisOf(row.revoked_millis),
  lastUsedMillis: millisOf(row.last_used_millis),
  replacedBy: row.replaced_by
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal(
    "id, name, role, account_id, secret_hash, created_millis, expires_millis, revoked_millis, last_used_millis, replaced_by"
  )

  const insert = (key: ApiKey) => sql`
    INSERT INTO api_key (${columns})
    VALUES (${Storable.text(key.id)}, ${Storable.text(key.name)}, ${key.role}, ${Storable.textOrNull(key.accountId)},
            ${key.secretHash}, ${Storable.millis(key.createdMillis)}, ${Storable.millisOrNull(key.expiresMillis)},
            ${Storable.millisOrNull(key.revokedMillis)}, ${Storable.millisOrNull(key.lastUsedMillis)},
            ${Storable.textOrNull(key.replacedBy)})`

  const add = Effect.fn("ApiKeys.add")(function* (key: ApiKey) {
    yield* insert(key)
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

  const rotate = Effect.fn("ApiKeys.rotate")(
    function* (id: string, next: ApiKey, untilMillis: number) {
      const until = Storable.millis(untilMillis)
      const rows = yield* sql`
        UPDATE api_key
        SET replaced_by = ${Storable.text(next.id)}, expires_millis = LEAST(expires_millis, ${until}::bigint)
        WHERE id = ${Storable.text(id)} AND revoked_millis IS NULL AND replaced_by IS NULL
          AND (expires_millis IS NULL OR expires_millis > ${Storable.millis(next.createdMillis)})
        RETURNING id`
      if (rows.length === 0) return false
      yield* insert(next)
      return true
    },
    Transaction.joined(sql),
    Transaction.operation("ApiKeys.rotate")
  )

  const used = Effect.fn("ApiKeys.used")(function* (id: string, nowMillis: number) {
    const now = Storable.millis(nowMillis)
    yield* sql`
      UPDATE api_key SET last_used_millis = ${now}
      WHERE id = ${Storable.text(id)} AND (last_used_millis IS NULL OR last_used_millis < ${now})`
  }, Transaction.operation("ApiKeys.used"))

  return ApiKeys.of({ add, find, list, revoke, rotate, used })
})

/** API keys in PostgreSQL. */
export const layer: Layer.Layer<ApiKeys, never, SqlClient.SqlClient> = Layer.effect(ApiKeys, make)
