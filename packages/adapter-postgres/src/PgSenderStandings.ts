import * as SqlClient from "@effect/sql/SqlClient"
import { State } from "@sluice/core/standing/SenderStanding"
import { SenderStandings } from "@sluice/engine/ports/SenderStandings"
import { Effect, Layer } from "effect"
import * as StateRows from "./internal/StateRows.ts"

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const { list, modify, revision } = StateRows.make(sql, "sender_standing", State, "SenderStandings")
  return SenderStandings.of({
    modify,
    list: Effect.map(list, (rows) => rows.map(({ key, state }) => ({ senderId: key, state }))),
    revision
  })
})

/** How senders stand, in PostgreSQL. */
export const layer: Layer.Layer<SenderStandings, never, SqlClient.SqlClient> = Layer.effect(SenderStandings, make)
