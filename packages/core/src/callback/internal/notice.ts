import type { Dated, Origin } from "../Origin.ts"
import * as Log from "./Log.ts"
import * as Read from "./read.ts"

/** Where a change stands: `path` is its value's, the moment its entry's. */
export interface Place {
  readonly path: string
  readonly wabaId: string | null
  readonly timestampSeconds: number | null
}

/** How the value of one field is read. No event at all means that the value said nothing. */
export type Reader<Event> = (log: Log.Log, value: Read.Fields, place: Place) => ReadonlyArray<Event>

const knownMetadata = new Set(["display_phone_number", "phone_number_id"])

interface Numbers {
  readonly phoneNumberId: string | null
  readonly displayPhoneNumber: string | null
}

const nameless: Numbers = { phoneNumberId: null, displayPhoneNumber: null }

/** A number of ours, as `metadata` names it. */
const readNumbers = (log: Log.Log, metadata: Read.Fields, path: string): Numbers => {
  Read.onlyKnown(log, metadata, knownMetadata, path)
  return {
    phoneNumberId: Read.text(log, metadata, "phone_number_id", path),
    displayPhoneNumber: Read.text(log, metadata, "display_phone_number", path)
  }
}

/** Whom a value belongs to that names the product and the number, as messages do. `key` holds the number. */
export const originOf = (
  log: Log.Log,
  value: Read.Fields,
  path: string,
  wabaId: string | null,
  key = "metadata"
): Origin => {
  Read.product(log, value, path)
  const numbers = Read.record(log, value, key, path, readNumbers) ?? nameless
  return { path, wabaId, phoneNumberId: numbers.phoneNumberId, displayPhoneNumber: numbers.displayPhoneNumber }
}

/** Whom a value belongs to that is about the account, or names a number by the way people write it. */
export const datedAs = (log: Log.Log, value: Read.Fields, place: Place, numberKey: string | null): Dated => ({
  path: place.path,
  wabaId: place.wabaId,
  phoneNumberId: null,
  displayPhoneNumber: numberKey === null ? null : Read.id(log, value, numberKey, place.path),
  timestampSeconds: place.timestampSeconds
})

/** The same origin for an item of a value, with the item's own moment where it states one. */
export const datedItem = (
  log: Log.Log,
  origin: Origin,
  place: Place,
  item: Read.Fields,
  path: string,
  key = "timestamp"
): Dated => ({
  ...origin,
  path,
  timestampSeconds: Read.seconds(log, item, key, path) ?? place.timestampSeconds
})

/** What says what happened; a value without it is kept, and its lack is an issue. */
export const needed = <A>(log: Log.Log, found: A | null, value: Read.Fields, path: string, key: string): A | null => {
  if ((value[key] ?? null) === null) Log.issue(log, `${path}.${key}`, "missing", "is needed to know what happened")
  return found
}
