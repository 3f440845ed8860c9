import * as Look from "./Look.ts"

const delivery = "conversation:message:delivery:"

/** The number that a user goes by. */
const numberOf = (user: unknown): string | null => {
  for (const [identity] of Look.members(user, "identities")) {
    const [number] = Look.at(identity, "type") === "phoneNumber" ? Look.person(Look.at(identity, "value")) : [null]
    if (number !== null) return number
  }
  const externalId = Look.word(Look.at(user, "externalId"))
  return externalId !== null && /^[+]?[0-9]{8,15}$/.test(externalId) ? externalId.replace(/^[+]/, "") : null
}

const readDelivery = (reading: Look.Reading, place: string, type: string, payload: unknown, created: string | null) => {
  const id = Look.word(Look.at(payload, "message", "id"))
  if (id === null) return
  Look.note(reading, place, "id", id)
  Look.note(reading, place, "status", type.slice(delivery.length))
  Look.note(reading, place, "recipient", numberOf(Look.at(payload, "user")))
  Look.note(reading, place, "recipientUserId", Look.word(Look.at(payload, "user", "id")))
  Look.note(reading, place, "moment", created)
  const opaque = Look.at(payload, "message", "metadata", "biz_opaque_callback_data")
  Look.note(reading, place, "opaque", Look.word(opaque))
  const underlying = Look.at(payload, "error", "underlyingError")
  const list = Look.at(underlying, "errors")
  const one = Look.isObject(Look.at(underlying, "error")) ? Look.at(underlying, "error") : underlying
  const codes: ReadonlyArray<unknown> = Array.isArray(list)
    ? list.map((error: unknown) => Look.at(error, "code"))
    : [Look.at(one, "code")]
  Look.noteCodes(reading, place, codes.map(Look.amount))
}

const readWritten = (reading: Look.Reading, place: string, payload: unknown, created: string | null) => {
  const message = Look.at(payload, "message")
  const own = Look.word(Look.at(message, "id"))
  if (own === null || Look.at(message, "author", "type") === "business") return
  const user = Look.at(message, "author", "user")
  const [client] = Look.person(Look.at(message, "source", "client", "externalId"))
  const original = Look.moment(Look.at(message, "source", "originalMessageTimestamp"))
  const at = `${place}.message`
  Look.note(reading, at, "id", Look.word(Look.at(message, "source", "originalMessageId")) ?? own)
  Look.note(reading, at, "from", client ?? numberOf(user))
  Look.note(reading, at, "fromUserId", Look.firstWord(Look.at(message, "author", "userId"), Look.at(user, "id")))
  Look.note(reading, at, "moment", original ?? Look.moment(Look.at(message, "received")) ?? created)
}

const readTouched = (
  reading: Look.Reading,
  place: string,
  event: unknown,
  payload: unknown,
  created: string | null
) => {
  const id = Look.firstWord(Look.at(payload, "source", "originalMessageId"), Look.at(event, "id"))
  if (id === null || !Look.isObject(Look.at(payload, "postback"))) return
  const [client] = Look.person(Look.at(payload, "source", "client", "externalId"))
  Look.note(reading, place, "id", id)
  Look.note(reading, place, "from", client ?? numberOf(Look.at(payload, "user")))
  Look.note(reading, place, "fromUserId", Look.word(Look.at(payload, "user", "id")))
  Look.note(reading, place, "moment", Look.moment(Look.at(payload, "source", "originalMessageTimestamp")) ?? created)
}

/** The business fields of a callback of Zendesk. */
export const read = (json: unknown): Look.Reading => {
  const reading: Look.Reading = new Map()
  if (!Look.isObject(Look.at(json, "app"))) return reading
  for (const [event, position] of Look.members(json, "events")) {
    const type = Look.word(Look.at(event, "type"))
    const payload = Look.at(event, "payload")
    const place = `events[${position}].payload`
    const created = Look.moment(Look.at(event, "createdAt"))
    if (type === null || !Look.isObject(payload)) continue
    if (type.startsWith(delivery)) readDelivery(reading, place, type, payload, created)
    else if (type === "conversation:message") readWritten(reading, place, payload, created)
    else if (type === "conversation:postback") readTouched(reading, place, event, payload, created)
  }
  return reading
}
