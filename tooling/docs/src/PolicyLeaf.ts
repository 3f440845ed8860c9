import { shipped } from "@sluice/core/policy/Policy"
import type { Policy } from "@sluice/core/policy/Policy"

/**
 * The values of the policies, one by one: every leaf of a `Policy` by its dotted path, and how it is written for people.
 *
 * The unit of a value is at the end of its name (`…Millis`, `…Share`, `…BytesMax`), so it is read from there and nowhere repeated.
 */

/** A place in a policy: a leaf, or a group that stands for everything below it. A renamed field does not compile. */
export type PolicyPath = Inner<Policy>

type Inner<T> = T extends ReadonlyArray<unknown> | string | number | boolean | null
  ? never
  : { [K in keyof T & string]: K | `${K}.${Inner<NonNullable<T[K]>>}` }[keyof T & string]

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const below = (value: unknown, path: string): ReadonlyArray<string> =>
  isFields(value)
    ? Object.entries(value).flatMap(([key, inner]) => below(inner, path === "" ? key : `${path}.${key}`))
    : [path]

/** Whether `path` is `place` or lies in it. */
export const isWithin = (place: string, path: string): boolean => path === place || path.startsWith(`${place}.`)

/**
 * Every leaf of these policies, in the order of the first. A group that one policy does not know (null) is no leaf where another
 * has it.
 */
export const leaves = (policies: ReadonlyArray<Policy> = Object.values(shipped)): ReadonlyArray<string> => {
  const paths = [...new Set(policies.flatMap((policy) => below(policy, "")))]
  return paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other)))
}

/** The value at a path; undefined where the policy does not know the group around it. */
export const valueAt = (policy: Policy, path: string): unknown => {
  let value: unknown = policy
  for (const key of path.split(".")) value = isFields(value) ? value[key] : undefined
  return value
}

const spans: ReadonlyArray<readonly [millis: number, unit: string]> = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"]
]

/** Up to three days people speak of hours: 24 h, 72 h. */
const hoursMax = 72 * 3_600_000

/** In the largest unit that leaves no fraction. */
const duration = (millis: number): string => {
  const span = spans.find(([unit], place) => millis >= unit && millis % unit === 0 && (place > 0 || millis > hoursMax))
  return span === undefined ? `${millis} ms` : `${millis / span[0]} ${span[1]}`
}

const sizes: ReadonlyArray<readonly [bytes: number, unit: string]> = [
  [1024 * 1024, "MiB"],
  [1024, "KiB"]
]

const size = (bytes: number): string => {
  const found = sizes.find(([unit]) => bytes >= unit && bytes % unit === 0)
  return found === undefined ? `${bytes} bytes` : `${bytes / found[0]} ${found[1]}`
}

/** Shares are a hundredth at the finest; multiplying them leaves binary dust. */
const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 6 })

const counted =
  (many: string, one: string = many) =>
  (count: number): string =>
    `${grouped.format(count)} ${count === 1 ? one : many}`

/** How a number is written, by the first word that its name has. A factor is never a share, whatever it is a factor of. */
const forms: ReadonlyArray<readonly [name: RegExp, form: (value: number) => string]> = [
  [/factor$/i, (value) => `× ${value}`],
  [/Millis/, duration],
  [/bytes/i, size],
  [/Share|Odds/, percent],
  [/Minute/, clock],
  [/Usd/, counted("USD")],
  [/Seconds/, counted("s")],
  [/Units/, counted("units", "unit")],
  [/digits/i, counted("digits", "digit")],
  [/days(Min|Max)$/, counted("business days", "business day")],
  [/perSecond/i, counted("a second")],
  [/Daily|PerDay/, counted("a day")]
]

/** @param name the last part of a path. */
const spell = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return "none"
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (typeof value === "number") {
    const form = forms.find(([pattern]) => pattern.test(name))?.[1]
    return form === undefined ? grouped.format(value) : form(value)
  }
  if (Array.isArray(value)) return value.map((item) => spell(name, item)).join(", ")
  if (isFields(value))
    return Object.entries(value)
      .map(([key, inner]) => spell(key, inner))
      .join(" to ")
  return String(value)
}

/** The value at a path as people write it, with its unit; `none` where the policy sets no such limit. */
export const written = (policy: Policy, path: string): string =>
  spell(path.slice(path.lastIndexOf(".") + 1), valueAt(policy, path))
