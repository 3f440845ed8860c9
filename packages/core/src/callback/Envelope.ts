/**
 * Whether a value is a callback at all; asked before it is made durable (SPEC GD-02).
 *
 * `updates` counts the changes. What they say is not looked at: a callback whose content we do not understand is still kept.
 */
export type Envelope =
  | { readonly _tag: "Callback"; readonly updates: number }
  | { readonly _tag: "Malformed"; readonly path: string; readonly message: string }

const malformed = (path: string, message: string): Envelope => ({ _tag: "Malformed", path, message })

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Judges the shell of a callback: `object`, `entry`, and the `changes` of each entry. Total. */
export const envelope = (json: unknown): Envelope => {
  if (!isObject(json)) return malformed("", "must be an object")
  if (!("object" in json) || json.object !== "whatsapp_business_account") {
    return malformed("object", "must be whatsapp_business_account")
  }
  const entries: unknown = "entry" in json ? json.entry : undefined
  if (!Array.isArray(entries)) return malformed("entry", "must be a list")
  let updates = 0
  for (let position = 0; position < entries.length; position++) {
    const entry: unknown = entries[position]
    if (!isObject(entry)) return malformed(`entry[${position}]`, "must be an object")
    const changes: unknown = "changes" in entry ? entry.changes : undefined
    if (!Array.isArray(changes)) return malformed(`entry[${position}].changes`, "must be a list")
    updates += changes.length
  }
  return { _tag: "Callback", updates }
}
