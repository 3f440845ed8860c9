const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isRecord(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]))
}

/**
 * A JSON value as text that is equal for equal values: keys are sorted at every level, lists keep their order.
 *
 * Two requests that differ only in the order of their fields are the same request (RT-05).
 */
export const stringify = (value: unknown): string => JSON.stringify(ordered(value))
