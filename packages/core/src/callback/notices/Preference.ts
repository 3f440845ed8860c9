import * as Notice from "../internal/notice.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What a customer may want no more of: marketing alone, so far. */
export const categories = Word.list("marketing_messages")

/** What a customer wants: no more of it, or again. */
export const values = Word.list("stop", "resume")

/**
 * A customer wants marketing no more, or again. `stop` suppresses it for them (code 131050), `resume` lifts that (CLOUD_API 3.3);
 * `detail` is for people.
 */
export interface PreferenceChanged extends Dated {
  readonly _tag: "PreferenceChanged"
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
  readonly category: Word.In<typeof categories> | null
  readonly value: Word.In<typeof values> | null
  readonly detail: string | null
}

const known = new Set(["messaging_product", "metadata", "contacts", "user_preferences"])
const knownItem = new Set(["wa_id", "user_id", "parent_user_id", "category", "value", "detail", "timestamp"])

/** `user_preferences` */
export const readUpdate: Notice.Reader<PreferenceChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const people = People.readPeople(log, value, path)
  const found: Array<PreferenceChanged> = []
  Read.each(log, value, "user_preferences", path, (item, at) => {
    Read.onlyKnown(log, item, knownItem, at)
    const waId = Read.text(log, item, "wa_id", at)
    const userId = Read.text(log, item, "user_id", at)
    const parentUserId = Read.text(log, item, "parent_user_id", at)
    const person = People.find(people, waId, userId)
    found.push({
      _tag: "PreferenceChanged",
      ...Notice.datedItem(log, origin, place, item, at),
      ...People.namesOf(person),
      waId: People.idOf(log, waId, person, "waId", at, "wa_id"),
      userId: People.idOf(log, userId, person, "userId", at, "user_id"),
      parentUserId: People.idOf(log, parentUserId, person, "parentUserId", at, "parent_user_id"),
      category: Read.word(log, item, "category", at, categories),
      value: Notice.needed(log, Read.word(log, item, "value", at, values), item, at, "value"),
      detail: Read.text(log, item, "detail", at)
    })
  })
  People.reportUnnamed(log, people, value, path)
  return found
}
