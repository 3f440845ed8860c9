import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import * as Parts from "./Parts.ts"

/** Rows over all sections of one list (CLOUD_API 3.1). */
const rowsMax = 10

const Row = Schema.Struct({
  id: Limit.filled(200),
  title: Limit.filled(24),
  description: Parts.maybe(Limit.filled(72))
})

const Section = Schema.Struct({ title: Parts.maybe(Limit.filled(24)), rows: Limit.list(Row, 1, rowsMax) })

/** Several sections are told apart by their titles. */
export const titlesWhereSeveral = (action: unknown) => {
  const sections = Read.items(action, "sections")
  return sections.length < 2
    ? []
    : sections.flatMap((section, position) =>
        Read.has(section, "title")
          ? []
          : [
              Issue.broken("missing", "is needed where there are several sections", section, [
                "sections",
                position,
                "title"
              ])
            ]
      )
}

const rowRules = (action: unknown) => {
  const rows = Read.items(action, "sections").flatMap((section, position) =>
    Read.items(section, "rows").map((row, index) => ({
      id: Read.at(row, "id"),
      path: ["sections", position, "rows", index, "id"]
    }))
  )
  const total =
    rows.length > rowsMax
      ? [Issue.broken("too-many", `must have at most ${rowsMax} rows in all sections together`, action, ["sections"])]
      : []
  const repeated = Read.repeated(rows.map(({ id }) => id)).map((position) =>
    Issue.broken("duplicate", "must be unique in the message", rows[position]?.id, rows[position]?.path)
  )
  return [...total, ...repeated]
}

/** A list to choose one row from: at most 10 sections and 10 rows over all of them; its header is words only. */
export const List = Schema.Struct({
  type: Schema.Literal("list"),
  header: Parts.maybe(Parts.TextHeader),
  body: Parts.body(4_096),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ button: Limit.filled(20), sections: Limit.list(Section, 1, 10) }).pipe(
    Limit.rule((action) => [...titlesWhereSeveral(action), ...rowRules(action)])
  )
})
