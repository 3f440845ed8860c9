import { Either } from "effect"

/**
 * What the second reading looks fields up with (SPEC WH-11). It shares nothing with the decoders on purpose: other lookups, other rules of
 * what a moment, a number or an address is, and the runtime's own reader of forms.
 */

/** Facts by `place#name`. */
export type Reading = Map<string, string>

/** What stands under a path of keys; undefined where the path leaves the JSON. */
export const at = (owner: unknown, ...keys: ReadonlyArray<string>): unknown =>
  keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    owner
  )

/** The members of a list, with their positions; none where there is no list. */
export const members = (owner: unknown, ...keys: ReadonlyArray<string>): ReadonlyArray<readonly [unknown, number]> => {
  const list = at(owner, ...keys)
  return Array.isArray(list) ? list.map((member: unknown, position) => [member, position] as const) : []
}

/** Whether a value has fields: a list has none, nor has null. */
export const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A text with something in it. */
export const word = (value: unknown): string | null => (typeof value === "string" && value.length > 0 ? value : null)

/** The first of several values that is a text with something in it. */
export const firstWord = (...values: ReadonlyArray<unknown>): string | null => {
  for (const value of values) {
    const found = word(value)
    if (found !== null) return found
  }
  return null
}

/** A finite number, or a text of one, in plain digits. */
export const amount = (value: unknown): string | null => {
  const written = typeof value === "number" ? value : word(value)
  if (typeof written === "number") return Number.isFinite(written) ? `${written}` : null
  return written !== null && /^[-]?[0-9]{1,15}([.][0-9]{1,15})?$/.test(written) ? `${Number(written)}` : null
}

const fromText = (text: string): readonly [number: string | null, userId: string | null] => {
  const bare = text.replace(/^whatsapp:/, "")
  if (bare.length === 0) return [null, null]
  if (/^[A-Z][A-Z][.][-._0-9A-Za-z]{1,128}$/.test(bare)) return [null, bare]
  return [/^[+][0-9]{1,20}$/.test(bare) ? bare.slice(1) : bare, null]
}

/** An address: a number without `+`, or a user's id. */
export const person = (value: unknown): readonly [number: string | null, userId: string | null] => {
  if (typeof value === "number") return Number.isSafeInteger(value) ? fromText(`${value}`) : [null, null]
  const text = word(value)
  return text === null ? [null, null] : fromText(text)
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Days from 1970-01-01 to a day; null where the calendar does not have it. */
const dayNumber = (year: number, month: number, day: number): number | null => {
  const length = (monthDays[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0)
  if (day < 1 || day > length) return null
  const leapDaysBefore = (until: number): number =>
    Math.floor(until / 4) - Math.floor(until / 100) + Math.floor(until / 400)
  const daysBefore = (year - 1970) * 365 + leapDaysBefore(year - 1) - leapDaysBefore(1969)
  let inYear = day - 1
  for (let before = 1; before < month; before++) {
    inYear += (monthDays[before - 1] ?? 0) + (before === 2 && isLeap(year) ? 1 : 0)
  }
  return daysBefore + inYear
}

/** A moment as text, in unix seconds: digits alone are `YYYYMMDDhhmmss` in UTC, all else is ISO 8601 with a zone. */
export const moment = (value: unknown): string | null => {
  const text = word(value)
  if (text === null) return null
  const plain = /^[0-9]{14}$/.test(text)
  const spelt = plain
    ? text.replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3T$4:$5:$6Z")
    : text.replace(/^(.{10}) /, "$1T").replace(/([+-][0-9]{2})([0-9]{2})$/, "$1:$2")
  if (!/^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$/.test(spelt))
    return null
  const part = (from: number, length: number): number => Number(spelt.slice(from, from + length))
  const days = dayNumber(part(0, 4), part(5, 2), part(8, 2))
  const [hours, minutes, seconds] = [part(11, 2), part(14, 2), part(17, 2)]
  if (days === null || hours >= 24 || minutes >= 60 || seconds >= 60) return null
  const zone = spelt.endsWith("Z") ? "+00:00" : spelt.slice(-6)
  const ahead = (Number(zone.slice(1, 3)) * 3_600 + Number(zone.slice(4)) * 60) * (zone.startsWith("-") ? -1 : 1)
  const total = days * 86_400 + hours * 3_600 + minutes * 60 + seconds - ahead
  return total < 0 ? null : `${total}`
}

/** Unix seconds as a whole number or its digits. */
export const unixSeconds = (value: unknown): string | null => {
  const written = typeof value === "number" ? `${value}` : value
  return typeof written === "string" && /^[0-9]{1,15}$/.test(written) ? `${Number(written)}` : null
}

/** Notes a fact, where it is one. */
export const note = (reading: Reading, place: string, name: string, value: string | null): void => {
  if (value !== null) reading.set(`${place}#${name}`, value)
}

/** Notes the codes of errors, by their positions. */
export const noteCodes = (reading: Reading, place: string, codes: ReadonlyArray<string | null>): void =>
  codes.forEach((code, position) => note(reading, place, `code[${position}]`, code))

/** A text as JSON; undefined where it is none. */
export const json = (text: string): unknown =>
  Either.getOrUndefined(Either.try((): unknown => JSON.parse(text.replace(/^\uFEFF/, ""))))
