import * as SqlClient from "@effect/sql/SqlClient"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import type { Addressee, Lift, OptOut } from "@sluice/engine/ports/OptOuts"
import { Effect, Layer } from "effect"
import * as ArrayLiteral from "./internal/ArrayLiteral.ts"
import * as MessageRow from "./internal/MessageRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"
import * as Unwanted from "./internal/Unwanted.ts"

interface OptOutRow {
  readonly account_id: string
  readonly recipient: string
  readonly scope: OptOut["scope"]
  readonly source: OptOut["source"]
  readonly since_millis: string
}

const toOptOut = (row: OptOutRow): OptOut => ({
  accountId: row.account_id,
  recipient: row.recipient,
  scope: row.scope,
  source: row.source,
  sinceMillis: Number(row.since_millis)
})

/** Every scope and every source that is left out counts: as lists, so that the statement stays one. */
const scopes = ({ scope }: Lift): ReadonlyArray<string> => (scope === undefined ? ["all", "marketing"] : [scope])
const sources = ({ sources }: Lift): ReadonlyArray<string> => sources ?? ["api", "keyword", "platform"]

/** One row for each key that a lift may take back. */
const keysOf = (lift: Lift) =>
  scopes(lift).flatMap((scope) =>
    sources(lift).map((source) => ({ accountId: lift.accountId, recipient: lift.recipient, scope, source }))
  )

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal("o.account_id, o.recipient, o.scope, o.source, o.since_millis")

  const insert = (added: ReadonlyArray<OptOut>) => sql`
      INSERT INTO recipient_optout (account_id, recipient, scope, source, since_millis)
      SELECT row.account_id, row.recipient, row.scope, row.source, row.since_millis FROM unnest(
        ${added.map(({ accountId }) => Storable.text(accountId))}::text[],
        ${added.map(({ recipient }) => Storable.text(recipient))}::text[],
        ${added.map(({ scope }) => scope)}::text[],
        ${added.map(({ source }) => source)}::text[],
        ${added.map(({ sinceMillis }) => Storable.millis(sinceMillis))}::bigint[]
      ) WITH ORDINALITY AS row (account_id, recipient, scope, source, since_millis, position)
      ORDER BY row.position
      ON CONFLICT DO NOTHING
      RETURNING 1`

  /** In the order of their names, as a statement that begins sends of several lanes does: so neither waits for the other while it is waited for. */
  const tellLanes = (number: string) => sql`
      UPDATE lane SET consent_number = ${number}::bigint
      FROM (SELECT sender_id FROM lane ORDER BY sender_id COLLATE "C" FOR UPDATE) AS locked
      WHERE lane.sender_id = locked.sender_id`

  /**
   * With the rows goes a number into every lane: so the commit waits for each send that is being begun, and each that begins after it knows of the
   * number, and of the rows (`internal/Begin`). The lock on the one row of `consent` comes first: it keeps two callers from waiting for each
   * other's lanes, and lanes from being added meanwhile.
   */
  const put = Effect.fn("OptOuts.put")(function* (added: ReadonlyArray<OptOut>) {
    if (added.length === 0) return 0
    return yield* Effect.gen(function* () {
      const [consent] = yield* sql<{ readonly number: string }>`
        UPDATE consent SET number = number + 1 WHERE only_row RETURNING number`
      const rows = yield* insert(added)
      if (rows.length > 0) yield* tellLanes(consent?.number ?? "0")
      return rows.length
    }).pipe(Transaction.joined(sql))
  }, Transaction.operation("OptOuts.put"))

  const lift = Effect.fn("OptOuts.lift")(function* (lifts: ReadonlyArray<Lift>) {
    const keys = lifts.flatMap(keysOf)
    if (keys.length === 0) return 0
    const rows = yield* sql`
      DELETE FROM recipient_optout o USING unnest(
        ${keys.map(({ accountId }) => Storable.text(accountId))}::text[],
        ${keys.map(({ recipient }) => Storable.text(recipient))}::text[],
        ${keys.map(({ scope }) => scope)}::text[],
        ${keys.map(({ source }) => source)}::text[]
      ) AS row (account_id, recipient, scope, source)
      WHERE o.account_id = row.account_id AND o.recipient = row.recipient AND o.scope = row.scope AND o.source = row.source
      RETURNING 1`
    return rows.length
  }, Transaction.operation("OptOuts.lift"))

  /** Each addressee is probed once, and answered once. */
  const of = Effect.fn("OptOuts.of")(function* (addressees: ReadonlyArray<Addressee>) {
    if (addressees.length === 0) return []
    const accountIds = ArrayLiteral.texts(addressees.map(({ accountId }) => Storable.text(accountId)))
    const recipients = ArrayLiteral.texts(addressees.map(({ recipient }) => Storable.text(recipient)))
    const rows = yield* sql<OptOutRow>`
      SELECT ${columns} FROM recipient_optout o
      WHERE (o.account_id, o.recipient) IN (SELECT * FROM unnest(${accountIds}::text[], ${recipients}::text[]))`
    return rows.map(toOptOut)
  }, Transaction.operation("OptOuts.of"))

  const unwanted = Effect.fn("OptOuts.unwanted")(function* (messageIds: ReadonlyArray<string>) {
    const ids = messageIds.filter(MessageRow.isId)
    if (ids.length === 0) return new Set<string>()
    const rows = yield* sql<{ readonly id: string }>`
      SELECT m.id FROM message m
      WHERE m.id = ANY (${ids}::uuid[]) AND ${Unwanted.predicate(sql)}`
    return new Set(rows.map(({ id }) => id))
  }, Transaction.operation("OptOuts.unwanted"))

  const list = Effect.fn("OptOuts.list")(function* (page: Parameters<typeof OptOuts.Service.list>[0]) {
    const { accountId, after, limit, recipient } = page
    const ofRecipient = recipient === undefined ? sql`` : sql`AND o.recipient = ${Storable.text(recipient)}`
    const beyond =
      after === undefined
        ? sql``
        : sql`AND (o.recipient, o.scope, o.source) > (${Storable.text(after.recipient)}, ${after.scope}, ${after.source})`
    const rows = yield* sql<OptOutRow>`
      SELECT ${columns} FROM recipient_optout o
      WHERE o.account_id = ${Storable.text(accountId)} ${ofRecipient} ${beyond}
      ORDER BY o.recipient, o.scope, o.source LIMIT ${limit}`
    return rows.map(toOptOut)
  }, Transaction.operation("OptOuts.list"))

  return OptOuts.of({ put, lift, of, unwanted, list })
})

/** Opt-outs in PostgreSQL. */
export const layer: Layer.Layer<OptOuts, never, SqlClient.SqlClient> = Layer.effect(OptOuts, make)
