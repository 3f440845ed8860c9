import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What of the app is synchronised: contacts alone, so far. */
export const types = Word.list("contact")

/** What the owner did to an entry of their address book. */
export const actions = Word.list("add", "edit", "remove")

/** The owner of a number, who also uses the platform's own app, changed their address book; names are gone from a removed entry. */
export interface ContactSynced extends Dated {
  readonly _tag: "ContactSynced"
  readonly type: Word.In<typeof types> | null
  readonly action: Word.In<typeof actions> | null
  readonly contact: {
    readonly fullName: string | null
    readonly firstName: string | null
    readonly username: string | null
    readonly phoneNumber: string | null
    readonly userId: string | null
    readonly parentUserId: string | null
  } | null
}

const known = new Set(["messaging_product", "metadata", "state_sync"])
const knownItem = new Set(["type", "action", "contact", "metadata"])
const knownContact = new Set(["full_name", "first_name", "username", "phone_number", "user_id", "parent_user_id"])
const knownMoment = new Set(["timestamp"])

const readContact = (log: Log.Log, value: Read.Fields, path: string): NonNullable<ContactSynced["contact"]> => {
  Read.onlyKnown(log, value, knownContact, path)
  return {
    fullName: Read.text(log, value, "full_name", path),
    firstName: Read.text(log, value, "first_name", path),
    username: Read.text(log, value, "username", path),
    phoneNumber: Read.id(log, value, "phone_number", path),
    userId: Read.text(log, value, "user_id", path),
    parentUserId: Read.text(log, value, "parent_user_id", path)
  }
}

const readMoment = (log: Log.Log, value: Read.Fields, path: string): number | null => {
  Read.onlyKnown(log, value, knownMoment, path)
  return Read.seconds(log, value, "timestamp", path)
}

/** `smb_app_state_sync` */
export const readUpdate: Notice.Reader<ContactSynced> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const found: Array<ContactSynced> = []
  Read.each(log, value, "state_sync", path, (item, at) => {
    Read.onlyKnown(log, item, knownItem, at)
    found.push({
      _tag: "ContactSynced",
      ...origin,
      path: at,
      timestampSeconds: Read.record(log, item, "metadata", at, readMoment) ?? place.timestampSeconds,
      type: Read.word(log, item, "type", at, types),
      action: Notice.needed(log, Read.word(log, item, "action", at, actions), item, at, "action"),
      contact: Read.record(log, item, "contact", at, readContact)
    })
  })
  return found
}
