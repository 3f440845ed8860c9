import { errorFields, itemFields, messageFields, statusFields } from "./fields.ts"
import { forms, isObject, lookup, members } from "./lookup.ts"
import type { Field } from "./lookup.ts"
import * as Reading from "./Reading.ts"
import { qualityOfTemplate, spots } from "./spots.ts"
import type { Spot } from "./spots.ts"

const noteAll = (reading: Reading.Reading, owner: unknown, path: string, fields: ReadonlyArray<Field>): void => {
  for (const { form, keys, suffix } of fields) Reading.note(reading, path, suffix, forms[form](lookup(owner, keys)))
}

const noteCodes = (reading: Reading.Reading, owner: unknown, path: string): void => {
  for (const [error, at] of members(owner, ["errors"], path)) noteAll(reading, error, at, errorFields)
}

/** Without these a status or a message is no event, in either reading. */
const isEvent = (item: unknown, word: string): boolean =>
  Boolean(forms.word(lookup(item, ["id"]))) && Boolean(forms.word(lookup(item, [word])))

/** What a contact says under a key: the one with this account or this user id, or the only one there is. */
const ofContact = (value: unknown, waId: unknown, userId: unknown, key: string): string | null => {
  const contacts = members(value, ["contacts"], "").map(([contact]) => contact)
  const found =
    contacts.find(
      (contact) =>
        (typeof waId === "string" && lookup(contact, ["wa_id"]) === waId) ||
        (typeof userId === "string" && lookup(contact, ["user_id"]) === userId)
    ) ?? (contacts.length === 1 ? contacts[0] : undefined)
  return forms.word(lookup(found, [key]))
}

const noteStatuses = (reading: Reading.Reading, value: unknown, valuePath: string): void => {
  for (const [status, path] of members(value, ["statuses"], valuePath)) {
    if (!isEvent(status, "status")) continue
    noteAll(reading, status, path, statusFields)
    const userId = forms.word(lookup(status, ["recipient_user_id"]))
    const waId =
      forms.word(lookup(status, ["recipient_participant_id"])) ?? forms.word(lookup(status, ["recipient_id"]))
    Reading.note(reading, path, "recipient_user_id", userId ?? ofContact(value, waId, null, "user_id"))
    noteCodes(reading, status, path)
  }
}

const noteMessage = (reading: Reading.Reading, message: unknown, path: string, more: ReadonlyArray<Field>): void => {
  if (!isEvent(message, "type")) return
  noteAll(reading, message, path, messageFields)
  noteAll(reading, message, path, more)
  noteCodes(reading, message, path)
  if (lookup(message, ["type"]) !== "order") return
  for (const [item, at] of members(message, ["order", "product_items"], path)) noteAll(reading, item, at, itemFields)
}

const destination: ReadonlyArray<Field> = [{ keys: ["to"], form: "word", suffix: "to" }]
const past: ReadonlyArray<Field> = [
  ...destination,
  { keys: ["history_context", "status"], form: "word", suffix: "history_context.status" }
]

/** Messages and statuses, which are in three fields besides their own. */
const noteMessages = (reading: Reading.Reading, field: string, value: unknown, path: string): void => {
  if (field === "messages") {
    for (const [message, at] of members(value, ["messages"], path)) {
      noteMessage(reading, message, at, [])
      if (!isEvent(message, "type")) continue
      const userId = forms.word(lookup(message, ["from_user_id"]))
      const waId = forms.word(lookup(message, ["from"]))
      Reading.note(reading, at, "from_user_id", userId ?? ofContact(value, waId, null, "user_id"))
    }
    noteStatuses(reading, value, path)
    noteCodes(reading, value, path)
  }
  if (field === "history") {
    for (const [part, at] of members(value, ["history"], path)) {
      for (const [thread, threadAt] of members(part, ["threads"], at)) {
        for (const [message, messageAt] of members(thread, ["messages"], threadAt)) {
          noteMessage(reading, message, messageAt, past)
        }
      }
    }
    for (const [message, at] of members(value, ["messages"], path)) noteMessage(reading, message, at, past)
    noteStatuses(reading, value, path)
  }
  if (field === "smb_message_echoes" || field === "message_echoes") {
    for (const [message, at] of members(value, ["message_echoes"], path)) noteMessage(reading, message, at, destination)
  }
  if (field === "user_preferences") {
    for (const [item, at] of members(value, ["user_preferences"], path)) {
      if (!isObject(item)) continue
      const waId = forms.word(lookup(item, ["wa_id"]))
      const userId = forms.word(lookup(item, ["user_id"]))
      Reading.note(reading, at, "wa_id", waId ?? ofContact(value, null, userId, "wa_id"))
    }
  }
}

const noteSpot = (reading: Reading.Reading, owner: unknown, path: string, spot: Spot, time: unknown): void => {
  const owners = spot.list === null ? [[owner, path] as const] : members(owner, spot.list, path)
  for (const [item, at] of owners) {
    if (!isObject(item)) continue
    noteAll(reading, item, at, spot.fields)
    if (spot.moment !== undefined) {
      const own = spot.moment === null ? null : forms.moment(lookup(item, spot.moment))
      Reading.note(reading, at, "timestamp", own ?? forms.moment(time))
    }
    for (const inner of spot.inner ?? []) noteSpot(reading, item, at, inner, time)
  }
}

/** The platform's own page shows a quality update of a template under the field of status updates. */
const spotsOf = (field: string, value: unknown): ReadonlyArray<Spot> =>
  field === "message_template_status_update" &&
  lookup(value, ["event"]) === undefined &&
  lookup(value, ["new_quality_score"]) !== undefined
    ? qualityOfTemplate
    : ((Object.hasOwn(spots, field) ? spots[field] : undefined) ?? [])

/** The business fields of a callback, straight from its JSON. */
export const readJson = (json: unknown): Reading.Reading => {
  const reading = Reading.make()
  if (lookup(json, ["object"]) !== "whatsapp_business_account") return reading
  for (const [entry, entryPath] of members(json, ["entry"], "")) {
    for (const [change, changePath] of members(entry, ["changes"], entryPath)) {
      const field = lookup(change, ["field"])
      const value = lookup(change, ["value"])
      if (typeof field !== "string" || !isObject(value)) continue
      const path = `${changePath}.value`
      noteMessages(reading, field, value, path)
      for (const spot of spotsOf(field, value)) noteSpot(reading, value, path, spot, lookup(entry, ["time"]))
    }
  }
  return reading
}
