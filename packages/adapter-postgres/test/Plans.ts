import { SqlClient } from "@effect/sql/SqlClient"
import * as Statement from "@effect/sql/Statement"
import { Effect } from "effect"

/** Statements with their values. */
export type Sent = Array<ReturnType<Statement.Statement<unknown>["compile"]>>

/** The statements that an effect sends; `seen` has those of one that is under way. */
export const sent = <A, E, R>(effect: Effect.Effect<A, E, R>, seen: Sent = []) =>
  effect.pipe(
    Statement.withTransformer((statement) =>
      Effect.sync(() => {
        seen.push(statement.compile())
        return statement
      })
    ),
    Effect.map(() => seen)
  )

/** How PostgreSQL would go about the statements that an effect sends. */
export const plans = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const lines = yield* Effect.forEach(yield* sent(effect), ([text, values]) =>
      sql.unsafe<{ readonly "QUERY PLAN": string }>(`EXPLAIN ${text}`, values)
    )
    return lines
      .flat()
      .map((line) => line["QUERY PLAN"])
      .join("\n")
  })

/** Steps of a plan that go through a whole table, in whatever order: an index that is read without a condition is no better than none. */
export const walks = (plan: string, table: string): ReadonlyArray<string> =>
  plan.split("\n").filter((line, index, lines) => {
    const isOfTable = new RegExp(`Scan .*on ${table}( |$)`).test(line)
    return isOfTable && !/(Index|Recheck) Cond/.test(lines[index + 1] ?? "")
  })
