/**
 * Values in forms that PostgreSQL can hold.
 *
 * Text from a platform or a caller may contain what no PostgreSQL text may: U+0000, and (in JSON) half a surrogate pair. Either
 * would fail a whole batch, every time it is tried; so both are stored as U+FFFD, the character that stands for such.
 */

/** Text without U+0000 and half surrogate pairs. */
export const text = (value: string): string => {
  const formed = value.toWellFormed()
  return formed.includes("\0") ? formed.replaceAll("\0", "\ufffd") : formed
}

export const textOrNull = (value: string | null): string | null => (value === null ? null : text(value))

/** JSON text without escaped U+0000 and half surrogate pairs; `undefined` is stored as null. */
export const json = (value: unknown): string => {
  const written = JSON.stringify(value) ?? "null"
  return suspect.test(written) ? written.replace(escape, replacement) : written
}

export const jsonOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : json(value)

/**
 * A moment or a length in whole milliseconds. Rules may compute with fractions; rounding up never lets anything happen early.
 */
export const millis = (value: number): number => Math.ceil(value)

export const millisOrNull = (value: number | null): number | null => (value === null ? null : millis(value))

/** In the order in which every statement locks messages. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0

const suspect = /\\u(?:0000|d[89a-f])/

/** Every escape is matched, so that an escaped backslash before `u0000` is not taken for one. */
const escape = /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g

/** JSON.stringify escapes surrogates only where they lack their other half. */
const replacement = (whole: string, escaped: string): string => (escaped.length > 1 ? "\ufffd" : whole)
