import type { Event, Status, StatusChanged } from "../../Event.ts"
import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Events from "./events.ts"
import * as Values from "./values.ts"
import { type Origin, readUser } from "./zendeskOrigin.ts"

const known = new Set(["user", "conversation", "message", "destination", "externalMessages", "isFinalEvent", "error"])
const knownMessage = new Set(["id", "metadata"])
const knownDestination = new Set(["type", "integrationId"])
const knownExternal = new Set(["id"])
const knownError = new Set(["code", "message", "underlyingError"])

/** `channel`: the platform has it; `user`: it is on the customer's phone. */
const words: Events.Words = { channel: "sent", user: "delivered", failure: "failed" }

/** The platform's errors inside the one that Zendesk reports: a list, or one by itself. */
const readUnderlying = (log: Log.Log, error: Read.Fields, path: string): StatusChanged["errors"] => {
  const underlying = Read.fields(log, error, "underlyingError", path)
  if (underlying === null) return []
  const at = `${path}.underlyingError`
  const read = (_: Log.Log, each: Read.Fields, eachAt: string) =>
    Events.reported({
      code: Values.amount(log, each, "code", eachAt),
      title: Values.filled(log, each, "title", eachAt),
      message: Values.filled(log, each, "message", eachAt),
      details: Values.filled(log, each, "details", eachAt),
      href: Values.filled(log, each, "href", eachAt)
    })
  if (Array.isArray(underlying["errors"])) return Read.records(log, underlying, "errors", at, read)
  const one = Read.isFields(underlying["error"]) ? underlying["error"] : underlying
  return one["code"] === undefined ? [] : [read(log, one, at)]
}

/** Zendesk's own codes are words, so they are titles; the platform's come first, because they are numbers and say more. */
const readErrors = (log: Log.Log, payload: Read.Fields, path: string): StatusChanged["errors"] => {
  const error = Read.fields(log, payload, "error", path)
  if (error === null) return []
  const at = `${path}.error`
  Read.onlyKnown(log, error, knownError, at)
  const title = Values.name(log, error, "code", at)
  const own = Events.reported({ title, message: Values.filled(log, error, "message", at) })
  return [...readUnderlying(log, error, at), own]
}

/** One delivery; null never: it is always a status, or an issue. */
export const readDelivery =
  (type: string) =>
  (log: Log.Log, payload: Read.Fields, origin: Origin): ReadonlyArray<Event> => {
    const { path } = origin
    const message = Read.fields(log, payload, "message", path)
    const wamid = message === null ? null : Values.filled(log, message, "id", `${path}.message`)
    if (message === null || wamid === null) {
      Log.issue(log, `${path}.message.id`, "missing", "is needed to read a delivery")
      Log.unknown(log, path, payload)
      return []
    }
    Read.onlyKnown(log, payload, known, path)
    Read.onlyKnown(log, message, knownMessage, `${path}.message`)
    const destination = Read.fields(log, payload, "destination", path)
    if (destination !== null) Read.onlyKnown(log, destination, knownDestination, `${path}.destination`)
    const statusText = type.slice("conversation:message:delivery:".length)
    const status: Status = Events.wordOf(log, words, statusText, path.replace(/payload$/, "type"))
    const user = readUser(log, payload, path)
    const externalIds = Read.records(log, payload, "externalMessages", path, (_, external, at) => {
      Read.onlyKnown(log, external, knownExternal, at)
      return Values.filled(log, external, "id", at)
    })
    return [
      Events.status({
        path,
        wamid,
        otherIds: externalIds.filter((id) => id !== null),
        wabaId: origin.wabaId,
        phoneNumberId:
          destination === null ? null : Values.filled(log, destination, "integrationId", `${path}.destination`),
        status,
        statusText,
        recipient: user.number,
        recipientUserId: user.id,
        profileName: user.name,
        timestampSeconds: origin.timestampSeconds,
        opaque: opaqueOf(message),
        errors: readErrors(log, payload, path)
      })
    ]
  }

/** Our own id of the message travels in its metadata, under the name that the Cloud API has for it. */
const opaqueOf = (message: Read.Fields): string | null => {
  const metadata = message["metadata"]
  const opaque = Read.isFields(metadata) ? metadata["biz_opaque_callback_data"] : null
  return typeof opaque === "string" && opaque !== "" ? opaque : null
}
