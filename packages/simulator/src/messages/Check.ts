/**
 * Checks of a request's JSON, written as values: each names the first thing that is wrong, with its path, or null.
 *
 * Missing parameters are 131008 and wrong ones 131009, as Meta tells them apart (CLOUD_API 3.3). Lengths are in UTF-16
 * units. What a check does not mention is let through: the platform ignores fields that it does not know.
 */
export interface Problem {
  readonly code: 131008 | 131009
  readonly details: string
}

/** A check of the value at a path, such as `interactive.action.buttons[0]`; the path of the whole body is empty. Null: nothing is wrong. */
export type Check = (value: unknown, path: string) => Problem | null

const missing = (path: string): Problem => ({ code: 131008, details: `Parameter ${path} is required.` })
/** A parameter that is there, and is not what was expected. */
export const invalid = (path: string, expected: string): Problem => ({
  code: 131009,
  details: `Parameter ${path} is not valid: ${expected}.`
})

/** Whether a value of JSON is an object; a list is none. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A string of 1 to `max` units; `min: 0` allows the empty one. */
export const text =
  (max: number, min = 1): Check =>
  (value, path) => {
    if (typeof value !== "string") return invalid(path, "a string is expected")
    if (value.length < min) return missing(path)
    return value.length > max ? invalid(path, `at most ${max} characters are allowed, ${value.length} given`) : null
  }

/** One of these words, spelled as they are. */
export const oneOf =
  (...allowed: ReadonlyArray<string>): Check =>
  (value, path) =>
    typeof value === "string" && allowed.includes(value)
      ? null
      : invalid(path, `one of ${allowed.join(", ")} is expected`)

/** True or false, and no word for either. */
export const flag: Check = (value, path) => (typeof value === "boolean" ? null : invalid(path, "a boolean is expected"))

/** A number, or a string that is one, within bounds. */
export const numeric =
  (min: number, max: number): Check =>
  (value, path) => {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
    return typeof number === "number" && number >= min && number <= max
      ? null
      : invalid(path, `a number from ${min} to ${max} is expected`)
  }

/** An absolute http or https address. */
export const url: Check = (value, path) =>
  typeof value === "string" && /^https?:\/\/\S+$/i.test(value) && URL.canParse(value)
    ? null
    : invalid(path, "an absolute http or https URL is expected")

/** A list of `min` to `max` elements, each of which passes. */
export const list =
  (element: Check, min: number, max: number): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return invalid(path, "an array is expected")
    if (value.length < min || value.length > max) {
      return invalid(path, `${min} to ${max} elements are expected, ${value.length} given`)
    }
    for (let at = 0; at < value.length; at++) {
      const problem = element(value[at], `${path}[${at}]`)
      if (problem !== null) return problem
    }
    return null
  }

/** An object with required and optional fields. */
export const record =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, path) => {
    if (!isRecord(value)) return invalid(path, "an object is expected")
    for (const [key, check] of Object.entries(required)) {
      if (value[key] === undefined || value[key] === null) return missing(join(path, key))
      const problem = check(value[key], join(path, key))
      if (problem !== null) return problem
    }
    for (const [key, check] of Object.entries(optional)) {
      const problem = value[key] === undefined || value[key] === null ? null : check(value[key], join(path, key))
      if (problem !== null) return problem
    }
    return null
  }

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`)

/** Every check in turn, until one finds something. */
export const all =
  (...checks: ReadonlyArray<Check>): Check =>
  (value, path) => {
    for (const check of checks) {
      const problem = check(value, path)
      if (problem !== null) return problem
    }
    return null
  }

/** The check that a field of the value chooses; a value of that field without one is refused. */
export const chosenBy =
  (field: string, checks: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    const choice = isRecord(value) ? value[field] : undefined
    if (choice === undefined) return missing(join(path, field))
    const check = typeof choice === "string" && Object.hasOwn(checks, choice) ? checks[choice] : undefined
    return check === undefined ? oneOf(...Object.keys(checks))(choice, join(path, field)) : check(value, path)
  }
