const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * A JSON value as text that is equal for equal values: keys are sorted at every level, lists keep their order.
 *
 * Two requests that differ only in the order of their fields are the same request (RT-05).
 */
export const stringify = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(stringify).join(",")}]`
  // What JSON has no word for is null within a list, and no field of an object.
  if (!isRecord(value)) return JSON.stringify(value) ?? "null"
  let fields = ""
  for (const key of Object.keys(value).sort()) {
    const field = value[key]
    if (field === undefined) continue
    fields += `${fields === "" ? "" : ","}${JSON.stringify(key)}:${stringify(field)}`
  }
  return `{${fields}}`
}
