import type { Origin } from "../Origin.ts"
import type { Status, StatusChanged } from "../Status.ts"
import { readErrors } from "./errors.ts"
import * as Log from "./Log.ts"
import * as People from "./people.ts"
import * as Read from "./read.ts"

const known = new Set([
  "id",
  "status",
  "timestamp",
  "recipient_id",
  "recipient_type",
  "recipient_user_id",
  "recipient_parent_user_id",
  "recipient_participant_id",
  "recipient_identity_key_hash",
  "biz_opaque_callback_data",
  "conversation",
  "pricing",
  "errors"
])
const knownConversation = new Set(["id", "origin", "expiration_timestamp"])
const knownOrigin = new Set(["type"])
const knownPricing = new Set(["billable", "pricing_model", "type", "category"])

const words: ReadonlyMap<string, Status> = new Map(
  (["sent", "delivered", "read", "failed", "played", "deleted", "warning"] as const).map((word) => [word, word])
)

const readOrigin = (log: Log.Log, origin: Read.Fields, path: string): string | null => {
  Read.onlyKnown(log, origin, knownOrigin, path)
  return Read.text(log, origin, "type", path)
}

const readConversation = (
  log: Log.Log,
  conversation: Read.Fields,
  path: string
): NonNullable<StatusChanged["conversation"]> => {
  Read.onlyKnown(log, conversation, knownConversation, path)
  return {
    id: Read.text(log, conversation, "id", path),
    origin: Read.record(log, conversation, "origin", path, readOrigin),
    expiresSeconds: Read.seconds(log, conversation, "expiration_timestamp", path)
  }
}

const readPricing = (log: Log.Log, pricing: Read.Fields, path: string): NonNullable<StatusChanged["pricing"]> => {
  Read.onlyKnown(log, pricing, knownPricing, path)
  return {
    billable: Read.flag(log, pricing, "billable", path),
    model: Read.text(log, pricing, "pricing_model", path),
    type: Read.text(log, pricing, "type", path),
    category: Read.text(log, pricing, "category", path)
  }
}

/** One item of `statuses`; null where it has no id or no status, without which it says nothing of any message. */
export const readStatus = (
  log: Log.Log,
  status: Read.Fields,
  path: string,
  origin: Origin,
  people: People.People
): StatusChanged | null => {
  const wamid = Read.text(log, status, "id", path)
  const statusText = Read.text(log, status, "status", path)
  if (!wamid || !statusText) {
    Log.issue(log, `${path}.${wamid ? "status" : "id"}`, "missing", "is needed to read a status")
    Log.unknown(log, path, status)
    return null
  }
  Read.onlyKnown(log, status, known, path)
  const word = words.get(statusText) ?? "other"
  if (word === "other") Log.unknown(log, `${path}.status`, statusText)
  const recipient = Read.text(log, status, "recipient_id", path)
  const userId = Read.text(log, status, "recipient_user_id", path)
  const parentUserId = Read.text(log, status, "recipient_parent_user_id", path)
  const participant = Read.text(log, status, "recipient_participant_id", path)
  const identity = Read.text(log, status, "recipient_identity_key_hash", path)
  const person = People.find(people, participant ?? recipient, userId)
  return {
    _tag: "StatusChanged",
    path,
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    displayPhoneNumber: origin.displayPhoneNumber,
    wamid,
    status: word,
    statusText,
    recipient,
    recipientType: Read.text(log, status, "recipient_type", path),
    recipientUserId: People.idOf(log, userId, person, "userId", path, "recipient_user_id"),
    recipientParentUserId: People.idOf(log, parentUserId, person, "parentUserId", path, "recipient_parent_user_id"),
    participant,
    waId: person === null ? null : person.waId,
    profileName: person === null ? null : person.profileName,
    username: person === null ? null : person.username,
    identityKeyHash: People.idOf(log, identity, person, "identityKeyHash", path, "recipient_identity_key_hash"),
    timestampSeconds: Read.seconds(log, status, "timestamp", path),
    opaque: Read.text(log, status, "biz_opaque_callback_data", path),
    conversation: Read.record(log, status, "conversation", path, readConversation),
    pricing: Read.record(log, status, "pricing", path, readPricing),
    errors: readErrors(log, status, path)
  }
}
