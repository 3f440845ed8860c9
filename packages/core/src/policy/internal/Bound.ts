import { Schema } from "effect"

/**
 * What a figure of a policy may be, so that an operator's slip is refused where it is read and no machine has to think of it: a limit of
 * nothing never lets anything go, a window without a length counts nothing, a share above 1 is a percentage.
 *
 * Each tells in its refusal what it takes: "Expected a whole number, 1 or more, actual 0".
 */

/** How often, how much, how long: 0 is none of it, or at once. */
export const Count = Schema.Int.pipe(Schema.greaterThanOrEqualTo(0, { description: "a whole number, 0 or more" }))

/** What a limit or a window cannot be without: a limit of 0 would let nothing go, ever. */
export const Positive = Schema.Int.pipe(Schema.greaterThanOrEqualTo(1, { description: "a whole number, 1 or more" }))

/** A part of a whole. */
export const Share = Schema.Number.pipe(Schema.between(0, 1, { description: "a share from 0 to 1 (0.8 for 80 %)" }))

const finite = Schema.Number.pipe(Schema.finite({ description: "a number" }))

/** A measure that may have fractions: units, seconds, a price. */
export const Amount = finite.pipe(Schema.greaterThanOrEqualTo(0, { description: "a number, 0 or more" }))

/** The same where none of it makes no sense. */
export const PositiveAmount = finite.pipe(Schema.greaterThan(0, { description: "a number above 0" }))

/** By which waits grow: they do not shrink. */
export const Growth = finite.pipe(Schema.greaterThanOrEqualTo(1, { description: "a factor, 1 or more" }))

/** By how much something falls: not below nothing, and not up. */
export const Fall = Schema.Number.pipe(
  Schema.greaterThan(0, { description: "a factor above 0" }),
  Schema.lessThanOrEqualTo(1, { description: "a factor of 1 at most" })
)

/**
 * The fields of a struct in an order that makes sense: each pair names the smaller and the larger. The refusal stands at the larger
 * one and names both.
 */
export const ordered =
  <A extends Readonly<Record<string, unknown>>>(
    ...pairs: ReadonlyArray<readonly [smaller: keyof A & string, larger: keyof A & string]>
  ) =>
  (fields: A): ReadonlyArray<{ readonly path: ReadonlyArray<string>; readonly message: string }> =>
    pairs.flatMap(([smaller, larger]) => {
      const [least, most] = [fields[smaller], fields[larger]]
      return typeof least === "number" && typeof most === "number" && least > most
        ? [{ path: [larger], message: `Expected at least ${smaller} (${least}), actual ${most}` }]
        : []
    })
