import * as Look from "./Look.ts"

const received = ["received", "receiving"]

/** The business fields of a callback of Twilio, each looked up by its name. */
export const read = (field: (name: string) => unknown): Look.Reading => {
  const reading: Look.Reading = new Map()
  const id = Look.firstWord(field("MessageSid"), field("SmsMessageSid"), field("SmsSid"))
  if (id === null) {
    const report = Look.word(field("Sid")) === null ? null : Look.word(field("Payload"))
    if (report !== null) Look.noteCodes(reading, "", [Look.amount(Look.at(Look.json(report), "error_code"))])
    return reading
  }
  Look.note(reading, "", "id", id)
  const state =
    Look.firstWord(field("MessageStatus"), field("SmsStatus")) ?? Look.word(field("EventType"))?.toLowerCase()
  const [fromNumber, fromUserId] = Look.person(field("From"))
  const [toNumber, toUserId] = Look.person(field("To"))
  const [, externalUserId] = Look.person(field("ExternalUserId"))
  if (state === undefined || received.includes(state)) {
    Look.note(reading, "", "from", fromNumber)
    Look.note(reading, "", "fromUserId", fromUserId ?? externalUserId)
    return reading
  }
  Look.note(reading, "", "status", state)
  Look.note(reading, "", "recipient", toNumber)
  Look.note(reading, "", "recipientUserId", toUserId ?? externalUserId)
  Look.note(reading, "", "opaque", Look.word(field("biz_opaque_callback_data")))
  Look.noteCodes(reading, "", [Look.amount(field("ErrorCode"))])
  return reading
}
