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

type Step = string | number

const lookup = (json: unknown, steps: ReadonlyArray<Step>): unknown =>
  steps.reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null) return undefined
    return Array.isArray(value) === (typeof step === "number") && Object.hasOwn(value, step)
      ? Reflect.get(value, step)
      : undefined
  }, json)

const countAt = (json: unknown, steps: ReadonlyArray<Step>): number => {
  const list = lookup(json, steps)
  return Array.isArray(list) ? list.length : 0
}

const pathOf = (steps: ReadonlyArray<Step>): string =>
  steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
    ""
  )

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

type Form = keyof typeof forms

const statusFields: ReadonlyArray<readonly [ReadonlyArray<Step>, Form]> = [
  [["id"], "word"],
  [["status"], "word"],
  [["recipient_id"], "word"],
  [["timestamp"], "moment"],
  [["biz_opaque_callback_data"], "word"],
  [["pricing", "billable"], "flag"],
  [["pricing", "pricing_model"], "word"],
  [["pricing", "type"], "word"],
  [["pricing", "category"], "word"]
]

const messageFields: ReadonlyArray<readonly [ReadonlyArray<Step>, Form]> = [
  [["id"], "word"],
  [["from"], "word"],
  [["timestamp"], "moment"]
]

const itemFields: ReadonlyArray<readonly [Step, Form]> = [
  ["product_retailer_id", "word"],
  ["quantity", "amount"],
  ["item_price", "amount"],
  ["currency", "word"]
]

/** The business fields of a callback, straight from its JSON. */
const readJson = (json: unknown): Reading => {
  const reading: Reading = new Map()
  const note = (steps: ReadonlyArray<Step>, form: Form) => {
    const written = forms[form](lookup(json, steps))
    if (written !== null) reading.set(pathOf(steps), written)
  }
  const noteCodes = (owner: ReadonlyArray<Step>) => {
    for (let error = 0; error < countAt(json, [...owner, "errors"]); error++) {
      note([...owner, "errors", error, "code"], "amount")
    }
  }
  /** Without these two a status or a message is no event, in either reading. */
  const isEvent = (steps: ReadonlyArray<Step>, word: string) =>
    Boolean(forms.word(lookup(json, [...steps, "id"]))) && Boolean(forms.word(lookup(json, [...steps, word])))

  if (lookup(json, ["object"]) !== "whatsapp_business_account") return reading
  for (let entry = 0; entry < countAt(json, ["entry"]); entry++) {
    for (let change = 0; change < countAt(json, ["entry", entry, "changes"]); change++) {
      if (lookup(json, ["entry", entry, "changes", change, "field"]) !== "messages") continue
      const value: ReadonlyArray<Step> = ["entry", entry, "changes", change, "value"]
      noteCodes(value)
      for (let position = 0; position < countAt(json, [...value, "statuses"]); position++) {
        const status = [...value, "statuses", position]
        if (!isEvent(status, "status")) continue
        for (const [steps, form] of statusFields) note([...status, ...steps], form)
        noteCodes(status)
      }
      for (let position = 0; position < countAt(json, [...value, "messages"]); position++) {
        const message = [...value, "messages", position]
        if (!isEvent(message, "type")) continue
        for (const [steps, form] of messageFields) note([...message, ...steps], form)
        noteCodes(message)
        if (lookup(json, [...message, "type"]) !== "order") continue
        const items = [...message, "order", "product_items"]
        for (let item = 0; item < countAt(json, items); item++) {
          for (const [key, form] of itemFields) note([...items, item, key], form)
        }
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
  for (const path of new Set([...first.keys(), ...second.keys()])) {
    const one = first.get(path) ?? null
    const other = second.get(path) ?? null
    if (one !== other && differences.length < differencesMax) differences.push({ path, first: one, second: other })
  }
  return differences.length === 0
    ? { _tag: "Agreement", fieldsCompared: second.size }
    : { _tag: "Disagreement", differences }
}
