import * as Issue from "@sluice/core/message/Issue"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"

const told = (schema: Schema.Schema.AnyNoContext, value: unknown): ReadonlyArray<Issue.Issue> =>
  Either.match(Issue.reader(schema)(value), { onLeft: (issues) => issues, onRight: () => [] })

const word = Schema.String.pipe(
  Schema.filter((text): boolean => text === "known", { message: () => "must be a known word" })
)
const answered = Schema.String.pipe(Schema.filter((text) => (text === "known" ? undefined : "is not known")))
const items = Schema.Array(Schema.String).pipe(Schema.minItems(1), Schema.maxItems(2))
const text = Schema.String.pipe(Schema.minLength(16), Schema.maxLength(20))

describe("What is told of a fault", () => {
  it.each([
    [word, "other", "format", "must be a known word"],
    [answered, "other", "format", "is not known"],
    [items, [], "too-few", "must have at least 1"],
    [items, ["a", "b", "c"], "too-many", "must have at most 2"],
    [text, "short", "out-of-range", "must have at least 16 characters"],
    [text, "long ".repeat(5), "too-long", "must have at most 20 characters"],
    [Schema.NonEmptyString, "", "empty", "must not be empty"],
    [Schema.Int, 1.5, "type", "must be a whole number"],
    [Schema.Number.pipe(Schema.between(1, 500)), 501, "out-of-range", "must be at least 1 and at most 500"],
    [Schema.Number.pipe(Schema.positive()), 0, "out-of-range", "must be more than 0"]
  ] as const)(
    "a value of the right type is told the rule that it breaks, and not its type (%#)",
    (schema, value, code, message) => {
      expect(told(schema, value)).toEqual([{ path: "", code, message }])
    }
  )

  it("a value of another type is told the type", () => {
    for (const schema of [word, answered, text]) {
      expect(told(schema, 7)).toEqual([{ path: "", code: "type", message: "must be a text" }])
    }
    expect(told(items, 7)).toEqual([{ path: "", code: "type", message: "must be a list" }])
  })
})
