import * as Log from "./Log.ts"

/**
 * Readers of single fields, written by hand because a callback is decoded on the hot path. Each is total: a field that is absent
 * or null reads as null, one of the wrong type reads as null and leaves an issue. `path` is the owner's; it is joined with the
 * key only where something is reported.
 */

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const wrong = (log: Log.Log, path: string, key: string, wanted: string): null => {
  Log.issue(log, `${path}.${key}`, "type", `must be ${wanted}`)
  return null
}

/** Reports every key that is not known. `typeKey` is one more known key: messages carry their content under their type. */
export const onlyKnown = (
  log: Log.Log,
  owner: Fields,
  known: ReadonlySet<string>,
  path: string,
  typeKey: string | null = null
): void => {
  for (const key in owner) {
    if (!known.has(key) && key !== typeKey) Log.unknown(log, `${path}.${key}`, owner[key])
  }
}

export const text = (log: Log.Log, owner: Fields, key: string, path: string): string | null => {
  const value = owner[key]
  if (typeof value === "string") return value
  return value === undefined || value === null ? null : wrong(log, path, key, "a text")
}

export const flag = (log: Log.Log, owner: Fields, key: string, path: string): boolean | null => {
  const value = owner[key]
  if (typeof value === "boolean") return value
  return value === undefined || value === null ? null : wrong(log, path, key, "true or false")
}

const decimal = /^-?\d{1,15}(?:\.\d{1,15})?$/

/** A number, or its digits as text: the platform's samples use both. */
export const number = (log: Log.Log, owner: Fields, key: string, path: string): number | null => {
  const value = owner[key]
  if (typeof value === "number" && Number.isFinite(value)) return value
  if (value === undefined || value === null) return null
  if (typeof value === "string" && decimal.test(value)) return Number(value)
  return wrong(log, path, key, "a number")
}

/** Latest moment that counts as unix seconds: fifteen digits. Milliseconds given by mistake still pass, and show. */
const secondsMax = 999_999_999_999_999
const digitsMax = 15

/** The number that a text of 1 to 15 digits names, else null; by hand, because every event has such a text. */
const digitsOf = (text: string): number | null => {
  if (text.length === 0 || text.length > digitsMax) return null
  let value = 0
  for (let position = 0; position < text.length; position++) {
    const digit = text.charCodeAt(position) - 48
    if (digit < 0 || digit > 9) return null
    value = value * 10 + digit
  }
  return value
}

/** Unix seconds as a whole number, or its digits as text. */
export const seconds = (log: Log.Log, owner: Fields, key: string, path: string): number | null => {
  const value = owner[key]
  if (value === undefined || value === null) return null
  if (typeof value === "string") return digitsOf(value) ?? wrong(log, path, key, "a moment in unix seconds")
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= secondsMax
    ? value
    : wrong(log, path, key, "a moment in unix seconds")
}

export const fields = (log: Log.Log, owner: Fields, key: string, path: string): Fields | null => {
  const value = owner[key]
  if (isFields(value)) return value
  return value === undefined || value === null ? null : wrong(log, path, key, "an object")
}

const nothing: ReadonlyArray<unknown> = []

export const list = (log: Log.Log, owner: Fields, key: string, path: string): ReadonlyArray<unknown> => {
  const value = owner[key]
  if (Array.isArray(value)) return value
  if (value !== undefined && value !== null) wrong(log, path, key, "a list")
  return nothing
}

const misplaced = (log: Log.Log, path: string, item: unknown): void => {
  Log.issue(log, path, "type", "must be an object")
  Log.unknown(log, path, item)
}

/** Every item of a list that is an object, read by `read`; others leave an issue, are kept as unknown, and are left out. */
export const each = (
  log: Log.Log,
  items: ReadonlyArray<unknown>,
  path: string,
  read: (item: Fields, path: string) => void
): void => {
  for (let position = 0; position < items.length; position++) {
    const item = items[position]
    const at = `${path}[${position}]`
    if (isFields(item)) read(item, at)
    else misplaced(log, at, item)
  }
}

const empty: Fields = {}

/** As `each`, but every item keeps its position: one that is no object reads as if it were empty. */
export const map = <A>(
  log: Log.Log,
  items: ReadonlyArray<unknown>,
  path: string,
  read: (item: Fields, path: string) => A
): ReadonlyArray<A> => {
  const out: Array<A> = []
  for (let position = 0; position < items.length; position++) {
    const item = items[position]
    const at = `${path}[${position}]`
    if (!isFields(item)) misplaced(log, at, item)
    out.push(read(isFields(item) ? item : empty, at))
  }
  return out
}
