import * as SqlClient from "@effect/sql/SqlClient"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import type { AuditPage, AuditRecord, Begun, Ending } from "@sluice/engine/ports/AuditLog"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface AuditRow {
  readonly id: string
  readonly at_millis: string
  readonly key_id: string | null
  readonly actor_name: string
  readonly actor_role: AuditRecord["actor"]["role"]
  readonly actor_account_id: string | null
  readonly act: AuditRecord["act"]
  readonly target: string | null
  readonly outcome: AuditRecord["outcome"]
  readonly reason: string | null
  readonly ended_millis: string | null
}

const toRecord = (row: AuditRow): AuditRecord => ({
  id: Number(row.id),
  atMillis: Number(row.at_millis),
  actor: {
    keyId: row.key_id,
    name: row.actor_name,
    role: row.actor_role,
    accountId: row.actor_account_id
  },
  act: row.act,
  on: row.target,
  outcome: row.outcome,
  reason: row.reason,
  endedMillis: row.ended_millis === null ? null : Number(row.ended_millis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const begin = Effect.fn("AuditLog.begin")(function* ({ act, actor, atMillis, on }: Begun) {
    const [row] = yield* sql<{ readonly id: string }>`
      INSERT INTO audit_record (at_millis, key_id, actor_name, actor_role, actor_account_id, act, target)
      VALUES (${Storable.millis(atMillis)}, ${Storable.textOrNull(actor.keyId)}, ${Storable.text(actor.name)}, ${actor.role},
              ${Storable.textOrNull(actor.accountId)}, ${act}, ${Storable.textOrNull(on)})
      RETURNING id`
    return Number(row?.id)
  }, Transaction.operation("AuditLog.begin"))

  const end = Effect.fn("AuditLog.end")(function* (id: number, { endedMillis, on, outcome, reason }: Ending) {
    const rows = yield* sql`
      UPDATE audit_record
      SET outcome = ${outcome}, target = COALESCE(${Storable.textOrNull(on)}, target),
          reason = ${Storable.textOrNull(reason)}, ended_millis = ${Storable.millis(endedMillis)}
      WHERE id = ${id} AND outcome = 'begun'
      RETURNING id`
    return rows.length > 0
  }, Transaction.operation("AuditLog.end"))

  const list = Effect.fn("AuditLog.list")(function* (page: AuditPage) {
    const { act, actor, actorAccountId, beforeId, limit, sinceMillis } = page
    const asked = [
      ...(actorAccountId === undefined ? [] : [sql`actor_account_id = ${Storable.text(actorAccountId)}`]),
      ...(actor === undefined ? [] : [sql`(key_id = ${Storable.text(actor)} OR actor_name = ${Storable.text(actor)})`]),
      ...(act === undefined ? [] : [sql`act = ${act}`]),
      ...(sinceMillis === undefined ? [] : [sql`at_millis >= ${Storable.millis(sinceMillis)}`]),
      ...(beforeId === undefined ? [] : [sql`id < ${beforeId}`])
    ]
    const rows = yield* sql<AuditRow>`
      SELECT id, at_millis, key_id, actor_name, actor_role, actor_account_id, act, target, outcome, reason, ended_millis
      FROM audit_record WHERE ${sql.and(asked.length === 0 ? [sql`true`] : asked)}
      ORDER BY id DESC LIMIT ${limit}`
    return rows.map(toRecord)
  }, Transaction.operation("AuditLog.list"))

  return AuditLog.of({ begin, end, list })
})

/** The audit in PostgreSQL. */
export const layer: Layer.Layer<AuditLog, never, SqlClient.SqlClient> = Layer.effect(AuditLog, make)
