import type { Message, MessageReceived } from "../Message.ts"
import type { Origin } from "../Origin.ts"
import { readContent } from "./content.ts"
import { readContext } from "./context.ts"
import { readErrors } from "./errors.ts"
import * as Log from "./Log.ts"
import * as People from "./people.ts"
import * as Read from "./read.ts"
import { readReferral } from "./referral.ts"

const known = [
  "id",
  "from",
  "from_user_id",
  "from_parent_user_id",
  "from_logical_id",
  "group_id",
  "timestamp",
  "type",
  "context",
  "referral",
  "errors"
]

/** Keys of a message that a customer sent. */
const knownReceived = new Set(known)

/** Keys of a message that also says to whom it went, and what became of it: of an echo or of the history. */
const knownEchoed = new Set([...known, "to", "to_user_id", "to_parent_user_id"])
const knownPast = new Set([...knownEchoed, "history_context"])

/** The message itself; null where it has no id or no type, without which nothing can be made of it. */
const read = (log: Log.Log, message: Read.Fields, keys: ReadonlySet<string>, path: string): Message | null => {
  const wamid = Read.text(log, message, "id", path)
  const type = Read.text(log, message, "type", path)
  if (!wamid || !type) {
    Log.issue(log, `${path}.${wamid ? "type" : "id"}`, "missing", "is needed to read a message")
    Log.unknown(log, path, message)
    return null
  }
  Read.onlyKnown(log, message, keys, path, type)
  return {
    wamid,
    from: Read.text(log, message, "from", path),
    fromUserId: Read.text(log, message, "from_user_id", path),
    fromParentUserId: Read.text(log, message, "from_parent_user_id", path),
    fromLogicalId: Read.text(log, message, "from_logical_id", path),
    groupId: Read.text(log, message, "group_id", path),
    timestampSeconds: Read.seconds(log, message, "timestamp", path),
    content: readContent(log, message, type, path),
    context: readContext(log, message, path),
    referral: readReferral(log, message, path),
    errors: readErrors(log, message, path)
  }
}

/** A message out of an echo; its reader also reads whom it went to. */
export const readEchoed = (log: Log.Log, message: Read.Fields, path: string): Message | null =>
  read(log, message, knownEchoed, path)

/** A message out of the history; its reader also reads whom it went to, and what became of it. */
export const readPast = (log: Log.Log, message: Read.Fields, path: string): Message | null =>
  read(log, message, knownPast, path)

/** One item of `messages`; null where nothing can be made of it. Written field by field: this is the hot path. */
export const readMessage = (
  log: Log.Log,
  item: Read.Fields,
  path: string,
  origin: Origin,
  people: People.People
): MessageReceived | null => {
  const message = read(log, item, knownReceived, path)
  if (message === null) return null
  const person = People.find(people, message.from, message.fromUserId)
  return {
    _tag: "MessageReceived",
    path,
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    displayPhoneNumber: origin.displayPhoneNumber,
    wamid: message.wamid,
    from: message.from,
    fromUserId: People.idOf(log, message.fromUserId, person, "userId", path, "from_user_id"),
    fromParentUserId: People.idOf(log, message.fromParentUserId, person, "parentUserId", path, "from_parent_user_id"),
    fromLogicalId: message.fromLogicalId,
    waId: person === null ? null : person.waId,
    profileName: person === null ? null : person.profileName,
    username: person === null ? null : person.username,
    identityKeyHash: person === null ? null : person.identityKeyHash,
    groupId: message.groupId,
    timestampSeconds: message.timestampSeconds,
    content: message.content,
    context: message.context,
    referral: message.referral,
    errors: message.errors
  }
}
