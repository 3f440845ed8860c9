import * as SqlClient from "@effect/sql/SqlClient"
import { TokenReport, TokenReports } from "@sluice/engine/ports/TokenReports"
import { Effect, Layer, Option, Schema } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

const decode = Schema.decodeUnknownOption(TokenReport)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const put = Effect.fn("TokenReports.put")(function* (report: TokenReport) {
    yield* sql`
      INSERT INTO token_report (account_id, report)
      VALUES (${Storable.text(report.accountId)}, ${Storable.json(report)}::jsonb)
      ON CONFLICT (account_id) DO UPDATE SET report = excluded.report`
  }, Transaction.operation("TokenReports.put"))

  const list = sql<{ readonly report: unknown }>`SELECT report FROM token_report ORDER BY account_id`.pipe(
    // One of another version says nothing: its account is checked again.
    Effect.map((rows) => rows.flatMap(({ report }) => Option.toArray(decode(report)))),
    Effect.withSpan("TokenReports.list"),
    Transaction.operation("TokenReports.list")
  )

  return TokenReports.of({ put, list })
})

/** Reports on tokens in PostgreSQL. */
export const layer: Layer.Layer<TokenReports, never, SqlClient.SqlClient> = Layer.effect(TokenReports, make)
