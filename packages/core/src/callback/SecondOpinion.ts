import type { Event } from "./Event.ts"

/**
 * A second, independent reading of the fields that carry business meaning: message ids, recipients, statuses, moments, prices and
 * amounts (SPEC WH-11).
 *
 * It shares nothing with the decoder: it looks every field up by its full path in the JSON, and knows its own rule of what a
 * moment or an amount is. Where the two readings differ, the event is not to be believed: it is quarantined, and processing
 * goes on.
 */
export type Opinion =
  | { readonly _tag: "Agreement"; readonly fieldsCompared: number }
  | { readonly _tag: "Disagreement"; readonly differences: ReadonlyArray<Difference> }

/** One field read differently; null is a reading too: nothing there. `path` names the field in the callback. */
export interface Difference {
  readonly path: string
  readonly first: string | null
  readonly second: string | null
}

/** Most differences that are listed; one is enough to distrust a callback. */
const differencesMax = 100

/** Fields by full path. Moments and amounts are written as plain digits, so that `"12"`, `12` and `12.0` are one reading. */
type Reading = Map<string, string>

/** What stands under a path of keys below an owner; undefined where the path leaves the JSON. */
const lookup = (owner: unknown, keys: ReadonlyArray<string>): unknown => {
  let value = owner
  for (const key of keys) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/** The members of a list below an owner, each with its full path. */
const members = (
  owner: unknown,
  keys: ReadonlyArray<string>,
  path: string
): ReadonlyArray<readonly [unknown, string]> => {
  const list = lookup(owner, keys)
  if (!Array.isArray(list)) return []
  const prefix = path === "" ? keys.join(".") : `${path}.${keys.join(".")}`
  return list.map((member: unknown, position) => [member, `${prefix}[${position}]`] as const)
}

/** How a value of each kind is written; null where it is none. */
const forms = {
  word: (value: unknown) => (typeof value === "string" ? value : null),
  flag: (value: unknown) => (value === true || value === false ? String(value) : null),
  moment: (value: unknown) => {
    const written = typeof value === "number" ? String(value) : value
    return typeof written === "string" && /^[0-9]{1,15}$/.test(written) ? String(Number(written)) : null
  },
  amount: (value: unknown) => {
    if (typeof value === "number") return Number.isFinite(value) ? String(value) : null
    const written = typeof value === "string" ? /^-?[0-9]{1,15}([.][0-9]{1,15})?$/.exec(value) : null
    return written === null ? null : String(Number(written[0]))
  }
} as const

/** A field below its owner, how it is written, and the end of its path. */
interface Field {
  readonly keys: ReadonlyArray<string>
  readonly form: keyof typeof forms
  readonly suffix: string
}

const field = (form: keyof typeof forms, ...keys: ReadonlyArray<string>): Field => ({
  keys,
  form,
  suffix: `.${keys.join(".")}`
})

const statusFields: ReadonlyArray<Field> = [
  field("word", "id"),
  field("word", "status"),
  field("word", "recipient_id"),
  field("moment", "timestamp"),
  field("word", "biz_opaque_callback_data"),
  field("flag", "pricing", "billable"),
  field("word", "pricing", "pricing_model"),
  field("word", "pricing", "type"),
  field("word", "pricing", "category")
]

const messageFields: ReadonlyArray<Field> = [field("word", "id"), field("word", "from"), field("moment", "timestamp")]

const itemFields: ReadonlyArray<Field> = [
  field("word", "product_retailer_id"),
  field("amount", "quantity"),
  field("amount", "item_price"),
  field("word", "currency")
]

const codeFields: ReadonlyArray<Field> = [field("amount", "code")]

/** Without these a status or a message is no event, in either reading. */
const isEvent = (item: unknown, word: string): boolean =>
  Boolean(forms.word(lookup(item, ["id"]))) && Boolean(forms.word(lookup(item, [word])))

/** The business fields of a callback, straight from its JSON. */
const readJson = (json: unknown): Reading => {
  const reading: Reading = new Map()
  const note = (owner: unknown, path: string, noted: ReadonlyArray<Field>) => {
    for (const { form, keys, suffix } of noted) {
      const written = forms[form](lookup(owner, keys))
      if (written !== null) reading.set(path + suffix, written)
    }
  }
  const noteCodes = (owner: unknown, path: string) => {
    for (const [error, at] of members(owner, ["errors"], path)) note(error, at, codeFields)
  }
  if (lookup(json, ["object"]) !== "whatsapp_business_account") return reading
  for (const [entry, entryPath] of members(json, ["entry"], "")) {
    for (const [change, changePath] of members(entry, ["changes"], entryPath)) {
      if (lookup(change, ["field"]) !== "messages") continue
      const value = lookup(change, ["value"])
      const valuePath = `${changePath}.value`
      noteCodes(value, valuePath)
      for (const [status, path] of members(value, ["statuses"], valuePath)) {
        if (!isEvent(status, "status")) continue
        note(status, path, statusFields)
        noteCodes(status, path)
      }
      for (const [message, path] of members(value, ["messages"], valuePath)) {
        if (!isEvent(message, "type")) continue
        note(message, path, messageFields)
        noteCodes(message, path)
        if (lookup(message, ["type"]) !== "order") continue
        for (const [item, at] of members(message, ["order", "product_items"], path)) note(item, at, itemFields)
      }
    }
  }
  return reading
}

/** The same fields as the decoder understood them. */
const readEvents = (events: ReadonlyArray<Event>): Reading => {
  const reading: Reading = new Map()
  const note = (path: string, value: string | number | boolean | null) => {
    if (value !== null) reading.set(path, String(value))
  }
  const noteCodes = (path: string, errors: ReadonlyArray<{ readonly code: number | null }>) =>
    errors.forEach(({ code }, position) => note(`${path}[${position}].code`, code))
  for (const event of events) {
    switch (event._tag) {
      case "StatusChanged":
        note(`${event.path}.id`, event.wamid)
        note(`${event.path}.status`, event.statusText)
        note(`${event.path}.recipient_id`, event.recipient)
        note(`${event.path}.timestamp`, event.timestampSeconds)
        note(`${event.path}.biz_opaque_callback_data`, event.opaque)
        note(`${event.path}.pricing.billable`, event.pricing?.billable ?? null)
        note(`${event.path}.pricing.pricing_model`, event.pricing?.model ?? null)
        note(`${event.path}.pricing.type`, event.pricing?.type ?? null)
        note(`${event.path}.pricing.category`, event.pricing?.category ?? null)
        noteCodes(`${event.path}.errors`, event.errors)
        break
      case "MessageReceived":
        note(`${event.path}.id`, event.wamid)
        note(`${event.path}.from`, event.from)
        note(`${event.path}.timestamp`, event.timestampSeconds)
        noteCodes(`${event.path}.errors`, event.errors)
        if (event.content.kind === "order") {
          for (const [position, item] of event.content.items.entries()) {
            const path = `${event.path}.order.product_items[${position}]`
            note(`${path}.product_retailer_id`, item.productRetailerId)
            note(`${path}.quantity`, item.quantity)
            note(`${path}.item_price`, item.itemPrice)
            note(`${path}.currency`, item.currency)
          }
        }
        break
      case "AccountErrors":
        noteCodes(event.path, event.errors)
        break
      case "Notice":
        break
    }
  }
  return reading
}

/** Compares what was decoded with what the JSON says. Total over any value; cost is linear in the callback. */
export const compare = (decoded: { readonly events: ReadonlyArray<Event> }, json: unknown): Opinion => {
  const first = readEvents(decoded.events)
  const second = readJson(json)
  const differences: Array<Difference> = []
  const note = (difference: Difference) => {
    if (differences.length < differencesMax) differences.push(difference)
  }
  for (const [path, one] of first) {
    const other = second.get(path) ?? null
    if (one !== other) note({ path, first: one, second: other })
  }
  for (const [path, other] of second) {
    if (!first.has(path)) note({ path, first: null, second: other })
  }
  return differences.length === 0
    ? { _tag: "Agreement", fieldsCompared: second.size }
    : { _tag: "Disagreement", differences }
}
