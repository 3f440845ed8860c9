import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe } from "vitest"
import * as ArrayLiteral from "../../src/internal/ArrayLiteral.ts"
import * as Stores from "../Stores.ts"

const { layer } = Stores.ofFile()

const read = (literal: string, type: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const [row] = yield* sql.unsafe<{ readonly found: ReadonlyArray<unknown> }>(`SELECT $1::${type}[] AS found`, [
      literal
    ])
    return row?.found
  }).pipe(Effect.provide(layer))

/** Every text that PostgreSQL can hold. */
const text = fc.fullUnicodeString().map((value) => value.replaceAll("\0", ""))

describe("ArrayLiteral", () => {
  it.live("texts come back as they went, whatever is in them; a word NULL is a text, null is none", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.option(fc.oneof(text, fc.constantFrom("", "NULL", "null", "{}", ",", '"', "\\", '\\"', " ", "\n")))
          ),
          (values) =>
            Effect.gen(function* () {
              expect(yield* read(ArrayLiteral.texts(values), "text")).toEqual(values)
            }).pipe(Effect.runPromise)
        ),
        { numRuns: 60 }
      )
    )
  )

  it.live("numbers and ids come back as they went", () =>
    Effect.gen(function* () {
      expect(yield* read(ArrayLiteral.plain([1.8, 0, -3, 1e21]), "float8")).toEqual([1.8, 0, -3, 1e21])
      const ids = ["01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"]
      expect(yield* read(ArrayLiteral.plain(ids), "uuid")).toEqual(ids)
      expect(yield* read(ArrayLiteral.plain([]), "int")).toEqual([])
    })
  )
})
