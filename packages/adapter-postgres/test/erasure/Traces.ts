import { Buffer } from "node:buffer"
import { SqlClient } from "@effect/sql/SqlClient"
import { Effect } from "effect"
import * as TwoPeople from "./TwoPeople.ts"

interface Column {
  readonly table_name: string
  readonly column_name: string
  readonly data_type: string
}

/** Where in the whole database a text stands: every column of every table, whatever it holds. */
export const found = (text: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const columns = yield* sql<Column>`
      SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`
    const places = yield* Effect.forEach(columns, ({ column_name, data_type, table_name }) => {
      const holds =
        data_type === "bytea"
          ? sql`position(${Buffer.from(text)} IN ${sql(column_name)}) > 0`
          : sql`strpos(${sql(column_name)}::text, ${text}) > 0`
      return Effect.map(
        sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM ${sql(table_name)} WHERE ${holds}`,
        ([row]) => (row === undefined || row.count === 0 ? [] : [`${table_name}.${column_name}: ${row.count}`])
      )
    })
    return places.flat()
  })

/** Where anything of the person stands that is to be erased. */
export const everywhere = Effect.map(
  Effect.forEach([TwoPeople.digits, TwoPeople.inWamids, ...TwoPeople.words], found),
  (places) => places.flat()
)

/** Tables that nobody is in: whoever adds one decides whether it belongs here, or is to be filled by `TwoPeople.populated` and erased. */
export const ofNobody: ReadonlyArray<string> = [
  "account_secret",
  "alert",
  "alert_letter",
  "alert_state",
  "api_key",
  "audit_record",
  "calibration",
  "campaign_open",
  "campaign_returned",
  "campaign_stretch",
  "drift",
  "erasure",
  "process_vital",
  "sender_standing",
  "session",
  "status_look",
  "template",
  "token_report"
]

/** Tables that the samples leave empty. */
export const unfilled = Effect.gen(function* () {
  const sql = yield* SqlClient
  const tables = yield* sql<{ readonly name: string }>`
    SELECT relname AS name FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace`
  return yield* Effect.filter(
    tables.map(({ name }) => name),
    (name) => Effect.map(sql`SELECT FROM ${sql(name)} LIMIT 1`, (rows) => rows.length === 0)
  ).pipe(Effect.map((names) => names.toSorted()))
})
