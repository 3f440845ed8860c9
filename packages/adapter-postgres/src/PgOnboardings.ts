import * as SqlClient from "@effect/sql/SqlClient"
import { State } from "@sluice/core/onboarding/Course"
import { Onboardings } from "@sluice/engine/ports/Onboardings"
import { Effect, Layer } from "effect"
import * as StateRows from "./internal/StateRows.ts"

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const { list, modify } = StateRows.make(sql, "onboarding", State, "Onboardings")
  return Onboardings.of({
    modify,
    list: Effect.map(list, (rows) => rows.map(({ key, state }) => ({ accountId: key, state })))
  })
})

/** Accounts on their way to live, in PostgreSQL. */
export const layer: Layer.Layer<Onboardings, never, SqlClient.SqlClient> = Layer.effect(Onboardings, make)
