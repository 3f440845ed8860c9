/** Reading of values that nobody has judged yet: a wrong shape reads as absent, nothing throws. */

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value under a path of keys; undefined where the path leaves the value. */
export const at = (value: unknown, ...keys: ReadonlyArray<string>): unknown => {
  let current = value
  for (const key of keys) {
    if (!isFields(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return current
}

/** The value where it is a list; else an empty one. */
export const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** The list under a path of keys; empty where there is none. */
export const items = (value: unknown, ...keys: ReadonlyArray<string>): ReadonlyArray<unknown> =>
  list(at(value, ...keys))

/** Whether the path leads to anything at all. */
export const has = (value: unknown, ...keys: ReadonlyArray<string>): boolean => at(value, ...keys) !== undefined

/** The text or number under a path of keys, as text; null where there is none. */
export const word = (value: unknown, ...keys: ReadonlyArray<string>): string | null => {
  const found = at(value, ...keys)
  return typeof found === "string" || typeof found === "number" ? String(found) : null
}

/** Positions whose text was seen at an earlier position. */
export const repeated = (texts: ReadonlyArray<unknown>): ReadonlyArray<number> => {
  const seen = new Set<unknown>()
  return texts.flatMap((text, position) => {
    if (typeof text !== "string" && typeof text !== "number") return []
    const again = seen.has(text)
    seen.add(text)
    return again ? [position] : []
  })
}
