import type { AccountErrors, Event, StatusChanged, Told } from "./Event.ts"
import * as Field from "./Field.ts"
import * as Log from "./internal/Log.ts"
import { readMessages } from "./internal/messages.ts"
import type * as Notice from "./internal/notice.ts"
import * as Read from "./internal/read.ts"
import * as Account from "./notices/Account.ts"
import * as Call from "./notices/Call.ts"
import * as ContactSync from "./notices/ContactSync.ts"
import * as Conversion from "./notices/Conversion.ts"
import * as Echo from "./notices/Echo.ts"
import * as Flow from "./notices/Flow.ts"
import * as Group from "./notices/Group.ts"
import * as Handover from "./notices/Handover.ts"
import * as History from "./notices/History.ts"
import * as NumberSettings from "./notices/NumberSettings.ts"
import * as Partner from "./notices/Partner.ts"
import * as Preference from "./notices/Preference.ts"
import * as SenderNumber from "./notices/SenderNumber.ts"
import * as Template from "./notices/Template.ts"
import * as TemplateContent from "./notices/TemplateContent.ts"
import * as Tracking from "./notices/Tracking.ts"

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

/** How every documented field besides `messages` is read. */
const readers: Readonly<
  Record<Exclude<Field.Documented, "messages">, Notice.Reader<Told | StatusChanged | AccountErrors>>
> = {
  message_template_status_update: Template.readStatus,
  message_template_quality_update: Template.readQuality,
  message_template_components_update: TemplateContent.readComponents,
  template_category_update: TemplateContent.readCategory,
  phone_number_quality_update: SenderNumber.readQuality,
  phone_number_name_update: SenderNumber.readName,
  account_update: Account.readUpdate,
  account_alerts: Account.readAlerts,
  account_review_update: Account.readReview,
  account_settings_update: NumberSettings.readUpdate,
  business_capability_update: Account.readCapability,
  security: SenderNumber.readSecurity,
  flows: Flow.readUpdate,
  calls: Call.readUpdate,
  history: History.readUpdate,
  smb_app_state_sync: ContactSync.readUpdate,
  smb_message_echoes: Echo.readUpdate,
  message_echoes: Echo.readUpdate,
  user_preferences: Preference.readUpdate,
  automatic_events: Conversion.readUpdate,
  partner_solutions: Partner.readSolution,
  payment_configuration_update: Partner.readPayment,
  group_lifecycle_update: Group.readUpdate,
  group_participants_update: Group.readUpdate,
  group_settings_update: Group.readUpdate,
  group_status_update: Group.readUpdate,
  tracking_events: Tracking.readUpdate,
  messaging_handovers: Handover.readUpdate
}

const knownRoot = new Set(["object", "entry"])
const knownEntry = new Set(["id", "time", "changes"])
const knownChange = new Set(["field", "value"])

/** Reads the value of a documented field into events, in their order. */
const readValue = (
  log: Log.Log,
  events: Array<Event>,
  field: Field.Documented,
  value: Read.Fields,
  place: Notice.Place
): void => {
  if (field === "messages") readMessages(log, events, value, place)
  else for (const event of readers[field](log, value, place)) events.push(event)
}

/** A number of ours, where a value that gave no event names one as messages do. */
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
  if (field === null) {
    Log.issue(log, `${path}.field`, "missing", "is needed to read a change")
    Log.unknown(log, path, change)
    return
  }
  const value = change["value"]
  const place = { path: `${path}.value`, wabaId, timestampSeconds }
  const before = events.length
  if (!Field.isDocumented(field)) Log.unknown(log, `${path}.field`, field)
  else if (Read.isFields(value)) readValue(log, events, field, value, place)
  else Log.issue(log, place.path, value === undefined ? "missing" : "type", "must be an object", value)
  if (events.length === before) {
    events.push({
      _tag: "Notice",
      path: place.path,
      wabaId,
      phoneNumberId: numberOf(value, "phone_number_id"),
      displayPhoneNumber: numberOf(value, "display_phone_number"),
      timestampSeconds,
      field,
      recognised: Field.isDocumented(field),
      value: value ?? null
    })
  }
}

const readEntry = (log: Log.Log, events: Array<Event>, entry: Read.Fields, path: string): void => {
  Read.onlyKnown(log, entry, knownEntry, path)
  const wabaId = Read.id(log, entry, "id", path)
  const timestampSeconds = Read.seconds(log, entry, "time", path)
  if ((entry["changes"] ?? null) === null) {
    Log.issue(log, `${path}.changes`, "missing", "is needed to read an entry")
  }
  Read.each(log, entry, "changes", path, (change, at) => readChange(log, events, wabaId, timestampSeconds, change, at))
}

const readRoot = (log: Log.Log, events: Array<Event>, json: unknown): void => {
  if (!Read.isFields(json)) return Log.issue(log, "", "type", "must be an object", json)
  if (json["object"] !== "whatsapp_business_account") {
    return Log.issue(log, "object", "format", "must be whatsapp_business_account", json["object"])
  }
  for (const key in json) if (!knownRoot.has(key)) Log.unknown(log, key, json[key])
  const entries = json["entry"]
  if (!Array.isArray(entries)) return Log.issue(log, "entry", "type", "must be a list", entries)
  Read.items(log, entries, "entry", (entry, path) => readEntry(log, events, entry, path))
}

/**
 * The events of a callback, in the order in which they stand in it. Total: any value that JSON can hold has an answer, and
 * nothing throws. Nothing is dropped either: what is not in an event is in `unknown` or `issues`, and a change that gives no event of
 * its own gives a `Notice`. Values that are kept raw are kept by reference.
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
