import type { Status, StatusChanged } from "../Event.ts"
import { readErrors } from "./errors.ts"
import * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set([
  "id",
  "status",
  "timestamp",
  "recipient_id",
  "recipient_type",
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

const words: Readonly<Record<string, Status>> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "failed",
  played: "played",
  deleted: "deleted",
  warning: "warning"
}

const readConversation = (log: Log.Log, status: Read.Fields, path: string): StatusChanged["conversation"] => {
  const conversation = Read.fields(log, status, "conversation", path)
  if (conversation === null) return null
  const at = `${path}.conversation`
  Read.onlyKnown(log, conversation, knownConversation, at)
  const origin = Read.fields(log, conversation, "origin", at)
  if (origin !== null) Read.onlyKnown(log, origin, knownOrigin, `${at}.origin`)
  return {
    id: Read.text(log, conversation, "id", at),
    origin: origin === null ? null : Read.text(log, origin, "type", `${at}.origin`),
    expiresSeconds: Read.seconds(log, conversation, "expiration_timestamp", at)
  }
}

const readPricing = (log: Log.Log, status: Read.Fields, path: string): StatusChanged["pricing"] => {
  const pricing = Read.fields(log, status, "pricing", path)
  if (pricing === null) return null
  const at = `${path}.pricing`
  Read.onlyKnown(log, pricing, knownPricing, at)
  return {
    billable: Read.flag(log, pricing, "billable", at),
    model: Read.text(log, pricing, "pricing_model", at),
    type: Read.text(log, pricing, "type", at),
    category: Read.text(log, pricing, "category", at)
  }
}

/** One item of `statuses`; null where it has no id or no status, without which it says nothing of any message. */
export const readStatus = (
  log: Log.Log,
  status: Read.Fields,
  path: string,
  origin: Pick<StatusChanged, "wabaId" | "phoneNumberId" | "displayPhoneNumber">
): StatusChanged | null => {
  const wamid = Read.text(log, status, "id", path)
  const statusText = Read.text(log, status, "status", path)
  if (!wamid || !statusText) {
    Log.issue(log, `${path}.${wamid ? "status" : "id"}`, "missing", "is needed to read a status")
    Log.unknown(log, path, status)
    return null
  }
  Read.onlyKnown(log, status, known, path)
  const word = Object.hasOwn(words, statusText) ? (words[statusText] ?? "other") : "other"
  if (word === "other") Log.unknown(log, `${path}.status`, statusText)
  return {
    _tag: "StatusChanged",
    path,
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    displayPhoneNumber: origin.displayPhoneNumber,
    wamid,
    status: word,
    statusText,
    recipient: Read.text(log, status, "recipient_id", path),
    recipientType: Read.text(log, status, "recipient_type", path),
    participant: Read.text(log, status, "recipient_participant_id", path),
    identityKeyHash: Read.text(log, status, "recipient_identity_key_hash", path),
    timestampSeconds: Read.seconds(log, status, "timestamp", path),
    opaque: Read.text(log, status, "biz_opaque_callback_data", path),
    conversation: readConversation(log, status, path),
    pricing: readPricing(log, status, path),
    errors: readErrors(log, status, path)
  }
}
