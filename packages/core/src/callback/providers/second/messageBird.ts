import * as Look from "./Look.ts"

const aboutMessages = ["message.created", "message.updated", "message.status"]

/** The business fields of a callback of the Conversations interface. */
export const readJson = (json: unknown): Look.Reading => {
  const reading: Look.Reading = new Map()
  const type = Look.word(Look.at(json, "type"))
  const message = Look.at(json, "message")
  if (type === null || !aboutMessages.includes(type) || !Look.isObject(message)) return reading
  const id = Look.word(Look.at(message, "id"))
  const status = Look.word(Look.at(message, "status"))
  const isReceived = Look.at(message, "direction") === "received"
  if (id === null || (status === null && !isReceived)) return reading
  const place = "message"
  const [contact] = Look.person(Look.at(json, "contact", "msisdn"))
  const [from, fromUserId] = Look.person(Look.at(message, "from"))
  const [to, toUserId] = Look.person(Look.at(message, "to"))
  const created = Look.moment(Look.at(message, "createdDatetime"))
  Look.note(reading, place, "id", id)
  Look.noteCodes(reading, place, [Look.amount(Look.at(message, "error", "code"))])
  if (!isReceived) {
    Look.note(reading, place, "status", status)
    Look.note(reading, place, "recipient", to ?? contact)
    Look.note(reading, place, "recipientUserId", toUserId)
    Look.note(reading, place, "moment", Look.moment(Look.at(message, "updatedDatetime")) ?? created)
    Look.note(reading, place, "opaque", Look.word(Look.at(message, "reference")))
    return reading
  }
  Look.note(reading, place, "from", from ?? contact)
  Look.note(reading, place, "fromUserId", fromUserId)
  Look.note(reading, place, "moment", created)
  if (Look.at(message, "type") === "whatsappOrder") {
    for (const [item, position] of Look.members(message, "content", "whatsappOrder", "product_items")) {
      Look.note(reading, place, `item[${position}].product`, Look.word(Look.at(item, "product_retailer_id")))
      Look.note(reading, place, `item[${position}].quantity`, Look.amount(Look.at(item, "quantity")))
      Look.note(reading, place, `item[${position}].price`, Look.amount(Look.at(item, "item_price")))
      Look.note(reading, place, `item[${position}].currency`, Look.word(Look.at(item, "currency")))
    }
  }
  return reading
}

const moments = ["statusDatetime", "createdDatetime", "CreatedDatetime", "receive_datetime"]

/** The business fields of the SMS shape, each looked up by its name. */
export const readForm = (field: (name: string) => unknown): Look.Reading => {
  const reading: Look.Reading = new Map()
  const id = Look.firstWord(field("id"), field("message_id"), field("mid"))
  const status = Look.word(field("status"))
  const has = (name: string): boolean => field(name) !== undefined
  const says = Look.word(field("originator")) !== null && ["body", "message", "mediaUrls", "mediaURLs"].some(has)
  if (id === null || (status === null && !says)) return reading
  const stated = moments.find((name) => Look.word(field(name)) !== null)
  const [originator] = Look.person(field("originator"))
  const [to] = Look.person(Look.firstWord(field("recipient"), field("receiver")))
  Look.note(reading, "", "id", id)
  Look.note(
    reading,
    "",
    "moment",
    stated === undefined ? Look.unixSeconds(field("date_utc")) : Look.moment(field(stated))
  )
  if (status === null) {
    Look.note(reading, "", "from", originator)
    return reading
  }
  Look.note(reading, "", "status", status)
  Look.note(reading, "", "recipient", to)
  Look.note(reading, "", "opaque", Look.word(field("reference")))
  Look.noteCodes(reading, "", [Look.amount(field("statusErrorCode"))])
  return reading
}
