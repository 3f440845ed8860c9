import * as Look from "./Look.ts"

/** One side of a message: the first contact or connector that has an address. */
const party = (side: unknown): readonly [string | null, string | null] => {
  const all = [
    Look.at(side, "contact"),
    Look.at(side, "connector"),
    ...Look.members(side, "contacts").map(([one]) => one),
    ...Look.members(side, "connectors").map(([one]) => one)
  ]
  const addresses = all.map((one) => Look.person(Look.at(one, "identifierValue")))
  return addresses.find(([number, userId]) => number !== null || userId !== null) ?? [null, null]
}

/** Codes as they are reported: the platform's, where the source of a failure has one, before Bird's. */
const codes = (payload: unknown): ReadonlyArray<string | null> => {
  const failure = Look.at(payload, "failure")
  if (!Look.isObject(failure)) return []
  const own = Look.amount(Look.at(failure, "code"))
  const stated = Look.at(failure, "source", "code")
  const source = typeof stated === "number" && Number.isSafeInteger(stated) ? `${stated}` : Look.word(stated)
  if (source === null) return [own]
  return [/^[0-9]{1,9}$/.test(source) ? `${Number(source)}` : null, own]
}

/** The business fields of a callback of Bird. */
export const read = (json: unknown): Look.Reading => {
  const reading: Look.Reading = new Map()
  const event = Look.at(json, "event")
  const payload = Look.at(json, "payload")
  const id = Look.word(Look.at(payload, "id"))
  const status = Look.word(Look.at(payload, "status"))
  const isInbound = event === "whatsapp.inbound"
  if (!isInbound && event !== "whatsapp.outbound") return reading
  if (id === null || (!isInbound && status === null)) return reading
  const place = "payload"
  const created = Look.moment(Look.at(payload, "createdAt"))
  const [platformId = null] = Look.members(payload, "parts")
    .map(([part]) => Look.word(Look.at(part, "platformReference")))
    .filter((reference) => reference !== null)
  Look.note(reading, place, "id", isInbound ? (platformId ?? id) : id)
  Look.noteCodes(reading, place, codes(payload))
  if (isInbound) {
    const [number, userId] = party(Look.at(payload, "sender"))
    Look.note(reading, place, "from", number)
    Look.note(reading, place, "fromUserId", userId)
    const platformMoment = Look.unixSeconds(Look.at(payload, "meta", "extraInformation", "timestamp"))
    Look.note(reading, place, "moment", platformMoment ?? created)
    return reading
  }
  const [number, userId] = party(Look.at(payload, "receiver"))
  Look.note(reading, place, "status", status)
  Look.note(reading, place, "recipient", number)
  Look.note(reading, place, "recipientUserId", userId)
  Look.note(reading, place, "moment", Look.moment(Look.at(payload, "lastStatusAt")) ?? created)
  Look.note(reading, place, "opaque", Look.word(Look.at(payload, "reference")))
  return reading
}
