import type * as Log from "../internal/Log.ts"
import { readEchoed } from "../internal/message.ts"
import * as Notice from "../internal/notice.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import type { Message } from "../Message.ts"
import type { Origin } from "../Origin.ts"

/** Where a message goes. */
export interface Destination {
  readonly to: string | null
  readonly toUserId: string | null
  readonly toParentUserId: string | null
}

/** Someone else sent a message from our number: a person with the platform's own app, or another system. */
export interface MessageEchoed extends Origin, Message, Destination {
  readonly _tag: "MessageEchoed"
  /** The recipient as `contacts` names them; null where the callback has none. */
  readonly waId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
}

const known = new Set(["messaging_product", "metadata", "contacts", "message_echoes"])

/** Whom a message in a list went to. */
export const readDestination = (log: Log.Log, message: Read.Fields, path: string): Destination => ({
  to: Read.text(log, message, "to", path),
  toUserId: Read.text(log, message, "to_user_id", path),
  toParentUserId: Read.text(log, message, "to_parent_user_id", path)
})

/** `smb_message_echoes`, `message_echoes` */
export const readUpdate: Notice.Reader<MessageEchoed> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const people = People.readPeople(log, value, path)
  const found: Array<MessageEchoed> = []
  Read.each(log, value, "message_echoes", path, (item, at) => {
    const message = readEchoed(log, item, at)
    if (message === null) return
    const { to, toParentUserId, toUserId } = readDestination(log, item, at)
    const person = People.find(people, to, toUserId)
    found.push({
      _tag: "MessageEchoed",
      ...origin,
      ...message,
      path: at,
      to,
      toUserId: People.idOf(log, toUserId, person, "userId", at, "to_user_id"),
      toParentUserId: People.idOf(log, toParentUserId, person, "parentUserId", at, "to_parent_user_id"),
      ...People.namesOf(person)
    })
  })
  People.reportUnnamed(log, people, value, path)
  return found
}
