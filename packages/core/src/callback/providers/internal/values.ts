import { DateTime, Option } from "effect"
import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"

/** Readers of what the providers write each in their way. Total, as those of `internal/read`: what is not there is null. */

/** A text that says something: providers send empty ones where they have nothing to say. */
export const filled = (log: Log.Log, owner: Read.Fields, key: string, path: string): string | null => {
  const value = Read.text(log, owner, key, path)
  return value === "" ? null : value
}

/** The first of several keys whose text says something: one fact has several names over the years. */
export const first = (log: Log.Log, owner: Read.Fields, keys: ReadonlyArray<string>, path: string): string | null => {
  for (const key of keys) {
    const value = filled(log, owner, key, path)
    if (value !== null) return value
  }
  return null
}

/** A text, or a number as its digits: ids and codes come as either. */
export const name = (log: Log.Log, owner: Read.Fields, key: string, path: string): string | null => {
  const value = owner[key]
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : filled(log, owner, key, path)
}

/** A number where a field has one, without a complaint where it is empty: forms cannot leave a field out by null. */
export const amount = (log: Log.Log, owner: Read.Fields, key: string, path: string): number | null =>
  owner[key] === "" ? null : Read.number(log, owner, key, path)

const userId = /^[A-Z]{2}\.[0-9A-Za-z._-]{1,128}$/
const number = /^\+?(\d{1,20})$/

/** Whom an address names: by number, as digits without `+`, or by the platform's own id of the user (`US.1349…`). */
export interface Address {
  readonly number: string | null
  readonly userId: string | null
}

const nobody: Address = { number: null, userId: null }

/** An address such as `whatsapp:+12025550111`, `+1202…`, `1202…` or `whatsapp:US.1349…`; what is neither keeps its text as a number. */
export const address = (log: Log.Log, owner: Read.Fields, key: string, path: string): Address => {
  const value = name(log, owner, key, path)
  if (value === null) return nobody
  const bare = value.startsWith("whatsapp:") ? value.slice("whatsapp:".length) : value
  if (bare === "") return nobody
  if (userId.test(bare)) return { number: null, userId: bare }
  return { number: number.exec(bare)?.[1] ?? bare, userId: null }
}

const iso = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|([+-])(\d{2}):?(\d{2}))$/
const compact = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/

const secondsOf = (text: string): number | null => {
  const parts = iso.exec(text) ?? compact.exec(text)
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 7).map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const at = DateTime.make({ year, month, day, hours, minutes, seconds })
  // A day that its month does not have would turn into one of the next month.
  const exact = Option.filter(at, (made) => {
    const written = DateTime.toPartsUtc(made)
    return written.year === year && written.month === month && written.day === day
  })
  const [sign, offsetHours = "0", offsetMinutes = "0"] = parts.slice(7)
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60 * (sign === "-" ? -1 : 1)
  const value = Option.match(exact, {
    onNone: () => -1,
    onSome: (made) => DateTime.toEpochMillis(made) / 1_000 - offset
  })
  return value < 0 ? null : value
}

/** A moment as ISO 8601 with its zone, or as `YYYYMMDDhhmmss` in UTC, in whole unix seconds. */
export const moment = (log: Log.Log, owner: Read.Fields, key: string, path: string): number | null => {
  const value = filled(log, owner, key, path)
  if (value === null) return null
  const seconds = secondsOf(value)
  if (seconds === null) Log.issue(log, `${path}.${key}`, "type", "must be a moment in ISO 8601")
  return seconds
}
