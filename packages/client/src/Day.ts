import * as Issue from "@sluice/core/message/Issue"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import { ParseResult, Schema } from "effect"

/** A date as it is written; a test before it is read, so that a wrong one is told in words. */
const Written = Schema.String.pipe(
  Schema.filter(
    (text): ReadonlyArray<ParseResult.ParseIssue> =>
      BusinessDays.fromIso(text) === null ? [Issue.broken("format", "must be a date such as 2026-11-23", text)] : [],
    { jsonSchema: { format: "date" } }
  )
)

/** A date without a time, `2026-11-23`, as days from 1970-01-01. */
export const Day = Schema.transformOrFail(Written, Schema.Int, {
  strict: true,
  decode: (text, _options, ast) => {
    const day = BusinessDays.fromIso(text)
    return day === null ? ParseResult.fail(new ParseResult.Type(ast, text)) : ParseResult.succeed(day)
  },
  encode: (day) => ParseResult.succeed(BusinessDays.toIso(day))
}).annotations({ identifier: "Day" })
