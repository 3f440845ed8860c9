import type { Event } from "../Event.ts"
import * as Tracking from "../notices/Tracking.ts"
import { readErrors } from "./errors.ts"
import type * as Log from "./Log.ts"
import { readMessage } from "./message.ts"
import * as Notice from "./notice.ts"
import * as People from "./people.ts"
import * as Read from "./read.ts"
import { readStatus } from "./status.ts"

const known = new Set(["messaging_product", "metadata", "contacts", "messages", "statuses", "user_actions", "errors"])

/** The value of field `messages`: what customers sent, what became of what we sent, and trouble with the number. */
export const readMessages = (log: Log.Log, events: Array<Event>, value: Read.Fields, place: Notice.Place): void => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const people = People.readPeople(log, value, path)
  Read.each(log, value, "messages", path, (item, at) => {
    const message = readMessage(log, item, at, origin, people)
    if (message !== null) events.push(message)
  })
  Read.each(log, value, "statuses", path, (item, at) => {
    const status = readStatus(log, item, at, origin, people)
    if (status !== null) events.push(status)
  })
  Read.each(log, value, "user_actions", path, (item, at) => {
    events.push(Tracking.readAction(log, item, at, Notice.datedItem(log, origin, place, item, at)))
  })
  const errors = readErrors(log, value, path)
  if (errors.length > 0) {
    events.push({
      _tag: "AccountErrors",
      path: `${path}.errors`,
      wabaId: origin.wabaId,
      phoneNumberId: origin.phoneNumberId,
      displayPhoneNumber: origin.displayPhoneNumber,
      errors
    })
  }
  People.reportUnnamed(log, people, value, path)
}
