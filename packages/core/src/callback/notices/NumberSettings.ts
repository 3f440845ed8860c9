import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** Which settings changed: those of the number, so far. */
export const types = Word.list("PHONE_NUMBER_SETTINGS")
const switches = Word.list("ENABLED", "DISABLED")

/** Whether customers see the icon by which they call. */
export const iconVisibilities = Word.list("DEFAULT", "DISABLE_ALL")

/** Days of the week, as call hours name them. */
export const days = Word.list("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")

type Switch = Word.In<typeof switches> | null

/** When calls are taken: four digits each, in the time zone (`0900`). */
export interface CallHours {
  readonly status: Switch
  readonly timeZone: string | null
  readonly week: ReadonlyArray<{
    readonly day: Word.In<typeof days> | null
    readonly opens: string | null
    readonly closes: string | null
  }>
  readonly holidays: ReadonlyArray<{
    readonly date: string | null
    readonly opens: string | null
    readonly closes: string | null
  }>
}

/** How calls are taken by a telephone system; what is asked of it by address (`requestParameters`) is the operator's own, and stays as it came. */
export interface Sip {
  readonly status: Switch
  readonly servers: ReadonlyArray<{
    readonly hostname: string | null
    readonly port: number | null
    readonly requestParameters: unknown
  }>
}

/** The settings of a number changed; those of calls are the only ones that the platform reports. */
export interface NumberSettingsChanged extends Dated {
  readonly _tag: "NumberSettingsChanged"
  readonly type: Word.In<typeof types> | null
  readonly calling: {
    readonly status: Switch
    readonly icon: Word.In<typeof iconVisibilities> | null
    readonly callbackPermission: Switch
    readonly hours: CallHours | null
    readonly sip: Sip | null
  } | null
}

const known = new Set(["messaging_product", "timestamp", "type", "phone_number_settings"])
const knownSettings = new Set(["phone_number_id", "calling"])
const knownCalling = new Set(["status", "call_icon_visibility", "callback_permission_status", "call_hours", "sip"])
const knownHours = new Set(["status", "timezone_id", "weekly_operating_hours", "holiday_schedule"])
const knownDay = new Set(["day_of_week", "open_time", "close_time"])
const knownHoliday = new Set(["date", "start_time", "end_time"])
const knownSip = new Set(["status", "servers"])
const knownServer = new Set(["hostname", "port", "request_uri_user_params"])

const readDay = (log: Log.Log, value: Read.Fields, path: string): CallHours["week"][number] => {
  Read.onlyKnown(log, value, knownDay, path)
  return {
    day: Read.word(log, value, "day_of_week", path, days),
    opens: Read.text(log, value, "open_time", path),
    closes: Read.text(log, value, "close_time", path)
  }
}

const readHoliday = (log: Log.Log, value: Read.Fields, path: string): CallHours["holidays"][number] => {
  Read.onlyKnown(log, value, knownHoliday, path)
  return {
    date: Read.text(log, value, "date", path),
    opens: Read.text(log, value, "start_time", path),
    closes: Read.text(log, value, "end_time", path)
  }
}

const readHours = (log: Log.Log, value: Read.Fields, path: string): CallHours => {
  Read.onlyKnown(log, value, knownHours, path)
  return {
    status: Read.word(log, value, "status", path, switches),
    timeZone: Read.text(log, value, "timezone_id", path),
    week: Read.records(log, value, "weekly_operating_hours", path, readDay),
    holidays: Read.records(log, value, "holiday_schedule", path, readHoliday)
  }
}

const readServer = (log: Log.Log, value: Read.Fields, path: string): Sip["servers"][number] => {
  Read.onlyKnown(log, value, knownServer, path)
  return {
    hostname: Read.text(log, value, "hostname", path),
    port: Read.number(log, value, "port", path),
    requestParameters: Read.raw(value, "request_uri_user_params")
  }
}

const readSip = (log: Log.Log, value: Read.Fields, path: string): Sip => {
  Read.onlyKnown(log, value, knownSip, path)
  return {
    status: Read.word(log, value, "status", path, switches),
    servers: Read.records(log, value, "servers", path, readServer)
  }
}

const readCalling = (log: Log.Log, value: Read.Fields, path: string): NonNullable<NumberSettingsChanged["calling"]> => {
  Read.onlyKnown(log, value, knownCalling, path)
  return {
    status: Read.word(log, value, "status", path, switches),
    icon: Read.word(log, value, "call_icon_visibility", path, iconVisibilities),
    callbackPermission: Read.word(log, value, "callback_permission_status", path, switches),
    hours: Read.record(log, value, "call_hours", path, readHours),
    sip: Read.record(log, value, "sip", path, readSip)
  }
}

const readSettings = (
  log: Log.Log,
  value: Read.Fields,
  path: string
): Pick<NumberSettingsChanged, "phoneNumberId" | "calling"> => {
  Read.onlyKnown(log, value, knownSettings, path)
  return {
    phoneNumberId: Read.id(log, value, "phone_number_id", path),
    calling: Read.record(log, value, "calling", path, readCalling)
  }
}

/** `account_settings_update` */
export const readUpdate: Notice.Reader<NumberSettingsChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  Read.product(log, value, path)
  const settings = Read.record(log, value, "phone_number_settings", path, readSettings)
  return [
    {
      _tag: "NumberSettingsChanged",
      ...Notice.datedItem(log, Notice.datedAs(log, value, place, null), place, value, path),
      phoneNumberId: settings === null ? null : settings.phoneNumberId,
      type: Notice.needed(log, Read.word(log, value, "type", path, types), value, path, "type"),
      calling: settings === null ? null : settings.calling
    }
  ]
}
