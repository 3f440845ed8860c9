import type { ParseResult } from "effect"
import { Schema } from "effect"
import * as Issue from "./Issue.ts"

/**
 * The limits that fields and groups of fields share (CLOUD_API 3.1).
 *
 * Lengths are counted in Unicode code points: an emoji outside the basic plane is one, a family emoji as many as it is joined from.
 */

type Findings = ReadonlyArray<ParseResult.ParseIssue>

/** Code points of a text, counted no further than `max + 1`. */
const codePointsUpTo = (text: string, max: number): number => {
  if (text.length <= max) return text.length
  let count = 0
  for (const _ of text) if (++count > max) break
  return count
}

const lengthFindings = (text: string, max: number): Findings => {
  if (!text.isWellFormed()) return [Issue.broken("format", "must be well-formed Unicode", text)]
  return codePointsUpTo(text, max) > max ? [Issue.broken("too-long", `must have at most ${max} characters`, text)] : []
}

/** A text of at most `max` code points that says something: it is not empty and not only blanks. */
export const filled = (max: number) =>
  Schema.String.pipe(
    Schema.filter(
      (text): Findings =>
        text.trim() === "" ? [Issue.broken("empty", "must not be empty", text)] : lengthFindings(text, max),
      { jsonSchema: { minLength: 1, maxLength: max } }
    )
  )

/** A text of at most `max` code points; it may be empty. */
export const upTo = (max: number) =>
  Schema.String.pipe(Schema.filter((text): Findings => lengthFindings(text, max), { jsonSchema: { maxLength: max } }))

/** An id or a name whose limit is not documented; the bound only keeps out what cannot be one. */
export const Name = filled(4_096)

/** A text that must match `pattern`; `wanted` completes "must be …". */
export const formatted = (pattern: RegExp, wanted: string) =>
  Schema.String.pipe(
    Schema.filter((text): Findings => (pattern.test(text) ? [] : [Issue.broken("format", `must be ${wanted}`, text)]), {
      jsonSchema: { pattern: pattern.source }
    })
  )

/** A web address that the platform or a phone can open: http or https, a host, no blanks. */
export const Url = formatted(
  /^https?:\/\/[^\s/?#<>"(){}|\\^`]+(?:[/?#][^\s<>"{}|\\^`]*)?$/i,
  "a web address that begins with http:// or https://"
)

/** Degrees as a number, or as its digits, within bounds. The platform's samples use both. */
export const degrees = (min: number, max: number) =>
  Schema.Union(Schema.Number, Schema.String).pipe(
    Schema.filter((value): Findings => {
      if (typeof value === "string" && !/^-?\d{1,3}(?:\.\d+)?$/.test(value)) {
        return [Issue.broken("format", "must be a number of degrees", value)]
      }
      const number = Number(value)
      return number >= min && number <= max
        ? []
        : [Issue.broken("out-of-range", `must lie between ${min} and ${max}`, value)]
    })
  )

/** A whole number within bounds. */
export const whole = (min: number, max: number) =>
  Schema.Number.pipe(
    Schema.filter(
      (value): Findings =>
        Number.isInteger(value) && value >= min && value <= max
          ? []
          : [Issue.broken("out-of-range", `must be a whole number from ${min} to ${max}`, value)],
      { jsonSchema: { type: "integer", minimum: min, maximum: max } }
    )
  )

/**
 * Effect's own mark for filters that are judged even where the value inside is wrong, as its `minItems` is. Without it a caller
 * would learn of a fourth button only after having mended the third.
 */
const judgedAnyway = Symbol.for("effect/annotation/StableFilter")

/**
 * A rule over several fields of one object or list. It runs even where a field is wrong, so that a caller sees every fault at
 * once; it gets the value as it came, and reads it without trust (see `internal/read.ts`).
 */
export const rule =
  (check: (value: unknown) => Findings, jsonSchema: object = {}) =>
  <A, I, R>(self: Schema.Schema<A, I, R>): Schema.filter<Schema.Schema<A, I, R>> =>
    self.pipe(Schema.filter((value) => check(value), { [judgedAnyway]: true, jsonSchema }))

/** A list of `min` to `max` items. */
export const list = <A, I>(item: Schema.Schema<A, I>, min: number, max: number) =>
  Schema.Array(item).pipe(
    rule(
      (value) => {
        const count = Array.isArray(value) ? value.length : min
        if (count < min) return [Issue.broken("too-few", `must have at least ${min}`, value)]
        return count > max ? [Issue.broken("too-many", `must have at most ${max}`, value)] : []
      },
      { minItems: min, maxItems: max }
    )
  )
