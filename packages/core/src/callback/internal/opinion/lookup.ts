import type { Value } from "./Reading.ts"

/** Looking values up in JSON by their full path, and knowing on its own what a moment, an amount or a limit is. */

/** Whether a value has fields. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * What stands under a path of keys below an owner; undefined where the path leaves the JSON. The keys are the platform's own: none is a
 * name that every object has.
 */
export const lookup = (owner: unknown, keys: ReadonlyArray<string>): unknown => {
  let value = owner
  for (let depth = 0; depth < keys.length; depth++) {
    if (!isObject(value)) return undefined
    value = value[keys[depth] ?? ""]
  }
  return value
}

/** The members of a list below an owner, each with its full path. */
export const members = (
  owner: unknown,
  keys: ReadonlyArray<string>,
  path: string
): ReadonlyArray<readonly [unknown, string]> => {
  const list = lookup(owner, keys)
  if (!Array.isArray(list) || list.length === 0) return []
  const prefix = path === "" ? keys.join(".") : `${path}.${keys.join(".")}`
  return list.map((member: unknown, position) => [member, `${prefix}[${position}]`] as const)
}

const wholeForm = /^[0-9]{1,15}$/

/** A whole number that a text of 1 to 15 digits names, or that is one. */
const moment = (value: unknown): number | null => {
  const written = typeof value === "number" ? String(value) : value
  return typeof written === "string" && wholeForm.test(written) ? Number(written) : null
}

const amount = (value: unknown): number | null => {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  const written = typeof value === "string" ? /^-?[0-9]{1,15}([.][0-9]{1,15})?$/.exec(value) : null
  return written === null ? null : Number(written[0])
}

/** A number of recipients; `TIER_2K` is 2000. A limit without a number is its own word, without the prefix. */
const limit = (value: unknown): string | number | null => {
  if (typeof value !== "string" && typeof value !== "number") return null
  const written = String(value).replace(/^TIER_/, "")
  const thousands = /^[0-9]{1,9}K$/.test(written)
  if (!thousands && !/^[0-9]{1,9}$/.test(written)) return written
  return thousands ? Number(written.slice(0, -1)) * 1_000 : Number(written)
}

/** How a value of each kind is read; null where it is none. */
export const forms = {
  word: (value: unknown) => (typeof value === "string" ? value : null),
  id: (value: unknown) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= 0
      ? value.toFixed(0)
      : typeof value === "string"
        ? value
        : null,
  flag: (value: unknown) => (value === true || value === false ? value : null),
  moment,
  amount,
  limit
} as const satisfies Readonly<Record<string, (value: unknown) => Value | null>>

/** A field below its owner, how it is read, and the end of its path. */
export interface Field {
  readonly keys: ReadonlyArray<string>
  readonly form: keyof typeof forms
  readonly suffix: string
}

export const field = (form: keyof typeof forms, ...keys: ReadonlyArray<string>): Field => ({
  keys,
  form,
  suffix: keys.join(".")
})
