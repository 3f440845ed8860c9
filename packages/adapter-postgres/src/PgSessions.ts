import * as SqlClient from "@effect/sql/SqlClient"
import { Sessions } from "@sluice/engine/ports/Sessions"
import type { Session } from "@sluice/engine/ports/Sessions"
import { Effect, Layer, Option } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface SessionRow {
  readonly id_hash: Uint8Array
  readonly key_id: string
  readonly role: Session["role"]
  readonly account_id: string | null
  readonly created_millis: string
  readonly expires_millis: string
}

const toSession = (row: SessionRow): Session => ({
  idHash: row.id_hash,
  keyId: row.key_id,
  role: row.role,
  accountId: row.account_id,
  createdMillis: Number(row.created_millis),
  expiresMillis: Number(row.expires_millis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal("id_hash, key_id, role, account_id, created_millis, expires_millis")

  const add = Effect.fn("Sessions.add")(function* (session: Session) {
    yield* sql`
      INSERT INTO session (${columns})
      VALUES (${session.idHash}, ${Storable.text(session.keyId)}, ${session.role}, ${Storable.textOrNull(session.accountId)},
              ${Storable.millis(session.createdMillis)}, ${Storable.millis(session.expiresMillis)})`
  }, Transaction.operation("Sessions.add"))

  const find = Effect.fn("Sessions.find")(function* (idHash: Uint8Array) {
    const [row] = yield* sql<SessionRow>`SELECT ${columns} FROM session WHERE id_hash = ${idHash}`
    return Option.map(Option.fromNullable(row), toSession)
  }, Transaction.operation("Sessions.find"))

  const end = Effect.fn("Sessions.end")(function* (idHash: Uint8Array) {
    const rows = yield* sql`DELETE FROM session WHERE id_hash = ${idHash} RETURNING key_id`
    return rows.length > 0
  }, Transaction.operation("Sessions.end"))

  const forget = Effect.fn("Sessions.forget")(function* (nowMillis: number) {
    const rows = yield* sql`DELETE FROM session WHERE expires_millis <= ${Storable.millis(nowMillis)} RETURNING key_id`
    return rows.length
  }, Transaction.operation("Sessions.forget"))

  return Sessions.of({ add, find, end, forget })
})

/** Dashboard sessions in PostgreSQL. */
export const layer: Layer.Layer<Sessions, never, SqlClient.SqlClient> = Layer.effect(Sessions, make)
