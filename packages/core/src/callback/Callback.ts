import type { Event } from "./Event.ts"
import * as Field from "./Field.ts"
import { readErrors } from "./internal/errors.ts"
import * as Log from "./internal/Log.ts"
import { readMessage, readSenders } from "./internal/message.ts"
import * as Read from "./internal/read.ts"
import { readStatus } from "./internal/status.ts"

/**
 * A callback as it was understood (CLOUD_API 3.6; SPEC WH-09).
 *
 * `unknown` lists what the decoder has no reading for, as it came; `issues` lists what is not as documented. Each keeps its first
 * 100 entries and counts the rest. Neither is ever a reason to lose the events.
 */
export interface Decoded {
  readonly events: ReadonlyArray<Event>
  readonly unknown: ReadonlyArray<Log.Unknown>
  readonly issues: ReadonlyArray<Log.Issue>
  readonly unknownOmitted: number
  readonly issuesOmitted: number
}

const knownRoot = new Set(["object", "entry"])
const knownEntry = new Set(["id", "time", "changes"])
const knownChange = new Set(["field", "value"])
const knownValue = new Set(["messaging_product", "metadata", "contacts", "messages", "statuses", "errors"])
const knownMetadata = new Set(["display_phone_number", "phone_number_id"])

const readMessages = (
  log: Log.Log,
  events: Array<Event>,
  wabaId: string | null,
  value: Read.Fields,
  path: string
): void => {
  Read.onlyKnown(log, value, knownValue, path)
  const metadata = Read.fields(log, value, "metadata", path)
  if (metadata !== null) Read.onlyKnown(log, metadata, knownMetadata, `${path}.metadata`)
  const origin = {
    wabaId,
    phoneNumberId: metadata === null ? null : Read.text(log, metadata, "phone_number_id", `${path}.metadata`),
    displayPhoneNumber: metadata === null ? null : Read.text(log, metadata, "display_phone_number", `${path}.metadata`)
  }
  const senders = readSenders(log, value, path)
  Read.each(log, Read.list(log, value, "messages", path), `${path}.messages`, (message, at) => {
    const event = readMessage(log, message, at, origin, senders)
    if (event !== null) events.push(event)
  })
  Read.each(log, Read.list(log, value, "statuses", path), `${path}.statuses`, (status, at) => {
    const event = readStatus(log, status, at, origin)
    if (event !== null) events.push(event)
  })
  const errors = readErrors(log, value, path)
  if (errors.length > 0) events.push({ _tag: "AccountErrors", path: `${path}.errors`, ...origin, errors })
}

/** The number that a change of another field speaks of, where it says so as messages do. */
const numberOf = (value: unknown, key: string): string | null => {
  const metadata = Read.isFields(value) ? value["metadata"] : null
  const named = Read.isFields(metadata) ? metadata[key] : null
  return typeof named === "string" ? named : null
}

const readChange = (
  log: Log.Log,
  events: Array<Event>,
  wabaId: string | null,
  timestampSeconds: number | null,
  change: Read.Fields,
  path: string
): void => {
  Read.onlyKnown(log, change, knownChange, path)
  const field = Read.text(log, change, "field", path)
  const value = change["value"]
  if (field === null) {
    Log.issue(log, `${path}.field`, "missing", "is needed to read a change")
    Log.unknown(log, path, change)
    return
  }
  if (field === "messages") {
    if (Read.isFields(value)) {
      readMessages(log, events, wabaId, value, `${path}.value`)
    } else {
      Log.issue(log, `${path}.value`, value === undefined ? "missing" : "type", "must be an object")
      Log.unknown(log, path, change)
    }
    return
  }
  const recognised = Field.isDocumented(field)
  if (!recognised) Log.unknown(log, `${path}.field`, field)
  events.push({
    _tag: "Notice",
    path: `${path}.value`,
    wabaId,
    phoneNumberId: numberOf(value, "phone_number_id"),
    displayPhoneNumber: numberOf(value, "display_phone_number"),
    field,
    recognised,
    timestampSeconds,
    value
  })
}

const readRoot = (log: Log.Log, events: Array<Event>, json: unknown): void => {
  if (!Read.isFields(json)) return Log.issue(log, "", "type", "must be an object")
  if (json["object"] !== "whatsapp_business_account") {
    return Log.issue(log, "object", "format", "must be whatsapp_business_account")
  }
  for (const key in json) if (!knownRoot.has(key)) Log.unknown(log, key, json[key])
  if (!Array.isArray(json["entry"])) return Log.issue(log, "entry", "type", "must be a list")
  Read.each(log, json["entry"], "entry", (entry, path) => {
    Read.onlyKnown(log, entry, knownEntry, path)
    const wabaId = Read.text(log, entry, "id", path)
    const timestampSeconds = Read.seconds(log, entry, "time", path)
    if ((entry["changes"] ?? null) === null) {
      Log.issue(log, `${path}.changes`, "missing", "is needed to read an entry")
    }
    Read.each(log, Read.list(log, entry, "changes", path), `${path}.changes`, (change, at) =>
      readChange(log, events, wabaId, timestampSeconds, change, at)
    )
  })
}

/**
 * The events of a callback, in the order in which they stand in it. Total: any value that JSON can hold has an answer, and
 * nothing throws. Values that are kept raw are kept by reference.
 */
export const decode = (json: unknown): Decoded => {
  const log = Log.make()
  const events: Array<Event> = []
  readRoot(log, events, json)
  return {
    events,
    unknown: log.unknown,
    issues: log.issues,
    unknownOmitted: log.unknownOmitted,
    issuesOmitted: log.issuesOmitted
  }
}
