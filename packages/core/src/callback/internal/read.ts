import * as MessagingLimit from "../MessagingLimit.ts"
import * as Word from "../Word.ts"
import * as Log from "./Log.ts"

/**
 * Readers of single fields, written by hand because a callback is decoded on the hot path. Each is total: a field that is absent
 * or null reads as null, one of the wrong type reads as null and leaves an issue. `path` is the owner's; it is joined with the
 * key only where something is reported.
 */

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const wrong = (log: Log.Log, path: string, key: string, wanted: string, value: unknown): null => {
  Log.issue(log, `${path}.${key}`, "type", `must be ${wanted}`, value)
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
  return value === undefined || value === null ? null : wrong(log, path, key, "a text", value)
}

/** A fact that the platform may state in a second place: what stands there must agree with what the first place said, if anything. */
export const agreed = (log: Log.Log, first: string | null, owner: Fields, key: string, path: string): string | null => {
  const second = text(log, owner, key, path)
  if (first === null || second === null) return first ?? second
  if (first !== second) Log.issue(log, `${path}.${key}`, "format", "contradicts what is stated elsewhere", second)
  return first
}

/** The product that a value is of. There is one; another is reported. */
export const product = (log: Log.Log, owner: Fields, path: string): void => {
  const value = owner["messaging_product"]
  if (value !== "whatsapp" && value !== undefined && value !== null)
    Log.unknown(log, `${path}.messaging_product`, value)
}

export const flag = (log: Log.Log, owner: Fields, key: string, path: string): boolean | null => {
  const value = owner[key]
  if (typeof value === "boolean") return value
  return value === undefined || value === null ? null : wrong(log, path, key, "true or false", value)
}

/**
 * An id, which the platform writes as a text in one field and as a number in another. A number that JSON cannot hold exactly is an
 * issue and no id: a wrong one is worse than none.
 */
export const id = (log: Log.Log, owner: Fields, key: string, path: string): string | null => {
  const value = owner[key]
  if (typeof value === "string") return value
  if (value === undefined || value === null) return null
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? String(value)
    : wrong(log, path, key, "an id", value)
}

/** A word out of a closed list; one that the list does not have is reported, and read as `other`. */
export const word = <Known extends string>(
  log: Log.Log,
  owner: Fields,
  key: string,
  path: string,
  words: Word.Words<Known>
): Word.Word<Known> | null => {
  const said = text(log, owner, key, path)
  if (said === null) return null
  const read = Word.read(words, said)
  if (read.word === "other") Log.unknown(log, `${path}.${key}`, said)
  return read
}

/** A number of recipients, or the name of a tier; what is neither is reported. */
export const limit = (log: Log.Log, owner: Fields, key: string, path: string): MessagingLimit.MessagingLimit | null => {
  const value = owner[key]
  if (value === undefined || value === null) return null
  if (typeof value !== "string" && typeof value !== "number") return wrong(log, path, key, "a limit", value)
  const read = MessagingLimit.read(value)
  if (read._tag === "Other") Log.unknown(log, `${path}.${key}`, value)
  return read
}

const decimal = /^-?\d{1,15}(?:\.\d{1,15})?$/

/** A number, or its digits as text: the platform's samples use both. */
export const number = (log: Log.Log, owner: Fields, key: string, path: string): number | null => {
  const value = owner[key]
  if (typeof value === "number" && Number.isFinite(value)) return value
  if (value === undefined || value === null) return null
  if (typeof value === "string" && decimal.test(value)) return Number(value)
  return wrong(log, path, key, "a number", value)
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
  if (typeof value === "string") return digitsOf(value) ?? wrong(log, path, key, "a moment in unix seconds", value)
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= secondsMax
    ? value
    : wrong(log, path, key, "a moment in unix seconds", value)
}

export const fields = (log: Log.Log, owner: Fields, key: string, path: string): Fields | null => {
  const value = owner[key]
  if (isFields(value)) return value
  return value === undefined || value === null ? null : wrong(log, path, key, "an object", value)
}

const nothing: ReadonlyArray<unknown> = []

export const list = (log: Log.Log, owner: Fields, key: string, path: string): ReadonlyArray<unknown> => {
  const value = owner[key]
  if (Array.isArray(value)) return value
  if (value !== undefined && value !== null) wrong(log, path, key, "a list", value)
  return nothing
}

const misplaced = (log: Log.Log, path: string, item: unknown): void => {
  Log.issue(log, path, "type", "must be an object", item)
  Log.unknown(log, path, item)
}

/** Every object of a list, handed to `read`; other items leave an issue, are kept as unknown, and are left out. */
export const items = (
  log: Log.Log,
  list: ReadonlyArray<unknown>,
  path: string,
  read: (item: Fields, path: string) => void
): void => {
  for (let position = 0; position < list.length; position++) {
    const item = list[position]
    const at = `${path}[${position}]`
    if (isFields(item)) read(item, at)
    else misplaced(log, at, item)
  }
}

/** As `items`, of the list under a key. */
export const each = (
  log: Log.Log,
  owner: Fields,
  key: string,
  path: string,
  read: (item: Fields, path: string) => void
): void => {
  const found = list(log, owner, key, path)
  if (found.length > 0) items(log, found, `${path}.${key}`, read)
}

const empty: Fields = {}

const none: ReadonlyArray<never> = []

/**
 * The objects of a list under a key, read by `read`. Every item keeps its position: one that is no object is reported and reads as
 * if it were empty.
 */
export const records = <A>(
  log: Log.Log,
  owner: Fields,
  key: string,
  path: string,
  read: (log: Log.Log, item: Fields, path: string) => A
): ReadonlyArray<A> => {
  const found = list(log, owner, key, path)
  if (found.length === 0) return none
  const out: Array<A> = []
  for (let position = 0; position < found.length; position++) {
    const item = found[position]
    const at = `${path}.${key}[${position}]`
    if (!isFields(item)) misplaced(log, at, item)
    out.push(read(log, isFields(item) ? item : empty, at))
  }
  return out
}

/** The object under a key, read by `read`; null where there is none. */
export const record = <A>(
  log: Log.Log,
  owner: Fields,
  key: string,
  path: string,
  read: (log: Log.Log, value: Fields, path: string) => A
): A | null => {
  const value = fields(log, owner, key, path)
  return value === null ? null : read(log, value, `${path}.${key}`)
}

/** The texts of a list under a key; an item that is none is an issue, and is left out. */
export const texts = (log: Log.Log, owner: Fields, key: string, path: string): ReadonlyArray<string> =>
  list(log, owner, key, path).flatMap((value, position) => {
    if (typeof value === "string") return [value]
    wrong(log, path, `${key}[${position}]`, "a text", value)
    return []
  })

/** The words of a list under a key; an item that is no text is an issue, and is left out. */
export const words = <Known extends string>(
  log: Log.Log,
  owner: Fields,
  key: string,
  path: string,
  closed: Word.Words<Known>
): ReadonlyArray<Word.Word<Known>> =>
  list(log, owner, key, path).flatMap((value, position) => {
    if (typeof value !== "string") {
      wrong(log, path, `${key}[${position}]`, "a text", value)
      return []
    }
    const read = Word.read(closed, value)
    if (read.word === "other") Log.unknown(log, `${path}.${key}[${position}]`, value)
    return [read]
  })

/** A value that is kept as it came, because people read it and no rule does; null where there is none. */
export const raw = (owner: Fields, key: string): unknown => owner[key] ?? null
