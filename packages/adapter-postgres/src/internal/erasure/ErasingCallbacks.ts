import { Buffer } from "node:buffer"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Person } from "@sluice/engine/erasure/Person"
import type { Entry } from "@sluice/engine/ports/CallbackArchive"
import type { Redact } from "@sluice/engine/ports/Erasures"
import { Effect } from "effect"
import * as Storable from "../Storable.ts"
import * as Transaction from "../Transaction.ts"

interface Row {
  readonly id: string
  readonly account_id: string
  readonly provider: Entry["provider"]
  readonly received_millis: string
  readonly content_type: string | null
  readonly body: Uint8Array
  readonly verdict: Entry["verdict"]
  readonly report: unknown
}

/**
 * See `Erasures.callbacks`: a stretch of numbers, which the summary of pages (`callback_place`) finds in every day. The bodies of the account in it are
 * searched for any of the needles where they lie; only those that hold one come here.
 */
export const callbacks =
  (sql: SqlClient.SqlClient) =>
  (person: Person, { fromId, span }: { readonly fromId: number; readonly span: number }, redact: Redact) => {
    const needles = person.needles.map((needle) => Buffer.from(needle))

    const keepLess = Effect.fnUntraced(function* (row: Row) {
      const left = redact({
        id: Number(row.id),
        accountId: row.account_id,
        provider: row.provider,
        receivedMillis: Number(row.received_millis),
        contentType: row.content_type,
        body: row.body,
        verdict: row.verdict
      })
      const report = Storable.jsonOrNull(person.scrub(row.report))
      if (left === null) return 0
      const changed = yield* sql`
        UPDATE callback SET body = ${left.body}, content_type = ${Storable.textOrNull(left.contentType)}, digest = ${left.digest},
          report = ${report}::jsonb
        WHERE id = ${row.id} AND received_millis = ${row.received_millis} AND verdict = ${row.verdict} RETURNING 1`
      // For the account as a whole, also where somebody else sent the same file: what the person sent cannot be told from it.
      if (changed.length > 0 && left.blobs.length > 0) {
        yield* sql`
          DELETE FROM callback_file WHERE blob = ANY (${[...left.blobs]}::text[]) AND account_id = ${row.account_id}`
      }
      return changed.length
    })

    return Effect.gen(function* () {
      const [newest] = yield* sql<{ readonly id: string }>`
        SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM callback_number`
      const rows = yield* sql<Row>`
        SELECT id, account_id, provider, received_millis, content_type, body, verdict, report FROM callback c
        WHERE c.id >= ${fromId} AND c.id < ${fromId + span} AND c.account_id = ${Storable.text(person.accountId)}
          AND EXISTS (SELECT FROM unnest(${needles}::bytea[]) AS needle WHERE position(needle IN c.body) > 0)
        ORDER BY c.id`
      const waiting = rows.find(({ verdict }) => verdict === "pending")
      const ready = rows.filter(({ verdict }) => verdict !== "pending")
      const counts = yield* Effect.forEach(ready, keepLess)
      const newestId = Number(newest?.id ?? 0)
      const next = waiting === undefined ? Math.min(fromId + span, newestId + 1) : Number(waiting.id)
      return { erased: counts.reduce((all, one) => all + one, 0), next, caughtUp: next > newestId }
    }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.callbacks"))
  }
