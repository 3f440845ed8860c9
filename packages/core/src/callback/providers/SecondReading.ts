import type { Event } from "../Event.ts"
import type { ReportedError } from "../Message.ts"
import type { Difference, Opinion } from "../SecondOpinion.ts"
import type { Body } from "./Body.ts"
import type { Provider } from "./Provider.ts"
import * as Bird from "./second/bird.ts"
import * as Look from "./second/Look.ts"
import * as MessageBird from "./second/messageBird.ts"
import * as Twilio from "./second/twilio.ts"
import * as Zendesk from "./second/zendesk.ts"

/**
 * A second, independent reading of the fields that carry business meaning in the callbacks of other providers: ids, customers, statuses,
 * moments, error codes and amounts (SPEC WH-11). Where it differs from what was decoded, the callback is not to be believed.
 *
 * Differences are named `place#fact`: where the event stands, and which of its facts. The platform's own callbacks have
 * `SecondOpinion`, which names fields.
 */
type Foreign = Exclude<Provider, "cloud-api" | "360dialog">

/** Most differences that are listed; one is enough to distrust a callback. */
const differencesMax = 100

/** A message with several files is several events of one message: its facts stand where the message does. */
const placeOf: Readonly<Record<Foreign, (path: string) => string>> = {
  twilio: () => "",
  bird: () => "payload",
  messagebird: (path) => path,
  zendesk: (path) => path
}

const noteErrors = (reading: Look.Reading, place: string, errors: ReadonlyArray<ReportedError>): void =>
  Look.noteCodes(
    reading,
    place,
    errors.map(({ code }) => (code === null ? null : String(code)))
  )

const written = (value: number | null): string | null => (value === null ? null : String(value))

/** The facts as the decoder understood them. */
const ofEvents = (provider: Foreign, events: ReadonlyArray<Event>): Look.Reading => {
  const reading: Look.Reading = new Map()
  for (const event of events) {
    const place = placeOf[provider](event.path)
    switch (event._tag) {
      case "StatusChanged":
        Look.note(reading, place, "id", event.wamid)
        Look.note(reading, place, "status", event.statusText)
        Look.note(reading, place, "recipient", event.recipient)
        Look.note(reading, place, "recipientUserId", event.recipientUserId)
        Look.note(reading, place, "moment", written(event.timestampSeconds))
        Look.note(reading, place, "opaque", event.opaque)
        noteErrors(reading, place, event.errors)
        break
      case "MessageReceived":
        Look.note(reading, place, "id", event.wamid)
        Look.note(reading, place, "from", event.from)
        Look.note(reading, place, "fromUserId", event.fromUserId)
        Look.note(reading, place, "moment", written(event.timestampSeconds))
        noteErrors(reading, place, event.errors)
        if (event.content.kind === "order") {
          for (const [position, item] of event.content.items.entries()) {
            Look.note(reading, place, `item[${position}].product`, item.productRetailerId)
            Look.note(reading, place, `item[${position}].quantity`, written(item.quantity))
            Look.note(reading, place, `item[${position}].price`, written(item.itemPrice))
            Look.note(reading, place, `item[${position}].currency`, item.currency)
          }
        }
        break
      case "AccountErrors":
        noteErrors(reading, place, event.errors)
        break
      case "Notice":
        break
    }
  }
  return reading
}

/** What no part of a type has. */
const notInTypes = /[^\w!#$%&'*+.^`|~-]/

/** Whether a body states that it is a form, or states no type that is one and does not begin as JSON does. */
const isForm = ({ contentType, text }: Body): boolean => {
  const [type = ""] = (contentType ?? "").split(";")
  const parts = type.trim().split("/")
  const isType = parts.length === 2 && parts.every((part) => part !== "" && !notInTypes.test(part))
  if (!isType) return !["{", "["].includes(text.trimStart().slice(0, 1))
  return type.trim().toLowerCase() === "application/x-www-form-urlencoded"
}

/** The facts straight from the body. Forms are read by the runtime, which would drop a `?` at the very beginning. */
const ofBody = (provider: Foreign, body: Body): Look.Reading => {
  const json = Look.json(body.text)
  switch (provider) {
    case "bird":
      return Bird.read(json)
    case "zendesk":
      return Zendesk.read(json)
    case "twilio":
    case "messagebird": {
      const form = isForm(body) ? new URLSearchParams(`&${body.text}`) : null
      const field = (name: string): unknown => (form === null ? Look.at(json, name) : (form.get(name) ?? undefined))
      if (provider === "twilio") return Twilio.read(field)
      return form === null ? MessageBird.readJson(json) : MessageBird.readForm(field)
    }
  }
}

/** How a provider's callbacks are compared with what was decoded of them. Total; cost is linear in the body. */
export const of =
  (provider: Foreign) =>
  (body: Body, decoded: { readonly events: ReadonlyArray<Event> }): Opinion => {
    const first = ofEvents(provider, decoded.events)
    const second = ofBody(provider, body)
    const differences: Array<Difference> = []
    for (const path of new Set([...first.keys(), ...second.keys()])) {
      const [one, other] = [first.get(path) ?? null, second.get(path) ?? null]
      if (one !== other && differences.length < differencesMax) differences.push({ path, first: one, second: other })
    }
    return differences.length === 0
      ? { _tag: "Agreement", fieldsCompared: second.size }
      : { _tag: "Disagreement", differences }
  }
