import * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set(["profile", "wa_id", "user_id", "parent_user_id", "identity_key_hash"])
const knownProfile = new Set(["name", "username"])

/** A person as `value.contacts` names them. */
export interface Person {
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
}

/** The people of one value. `named` notes who was found, so that nobody is dropped unseen. */
export interface People {
  readonly all: ReadonlyArray<Person>
  readonly named: Set<Person>
}

const readProfile = (log: Log.Log, profile: Read.Fields, path: string): Pick<Person, "profileName" | "username"> => {
  Read.onlyKnown(log, profile, knownProfile, path)
  return { profileName: Read.text(log, profile, "name", path), username: Read.text(log, profile, "username", path) }
}

const readPerson = (log: Log.Log, contact: Read.Fields, path: string): Person => {
  Read.onlyKnown(log, contact, known, path)
  const profile = Read.record(log, contact, "profile", path, readProfile)
  return {
    waId: Read.text(log, contact, "wa_id", path),
    userId: Read.text(log, contact, "user_id", path),
    parentUserId: Read.text(log, contact, "parent_user_id", path),
    profileName: profile === null ? null : profile.profileName,
    username: profile === null ? null : profile.username,
    identityKeyHash: Read.text(log, contact, "identity_key_hash", path)
  }
}

/** Most statuses come without contacts. Nobody is ever found among none, so that this one is never written to. */
const none: People = { all: [], named: new Set() }

/** Reads `value.contacts`. */
export const readPeople = (log: Log.Log, value: Read.Fields, path: string): People => {
  const all = Read.records(log, value, "contacts", path, readPerson)
  return all.length === 0 ? none : { all, named: new Set() }
}

/** The person of a message or a status: by account, by user id, or the only one there is. */
export const find = (people: People, waId: string | null, userId: string | null): Person | null => {
  const { all, named } = people
  for (const person of all) {
    if ((waId !== null && person.waId === waId) || (userId !== null && person.userId === userId)) {
      named.add(person)
      return person
    }
  }
  const only = all.length === 1 ? all[0] : undefined
  if (only === undefined) return null
  named.add(only)
  return only
}

/** Reports the people whom nothing in the value spoke of, as they came. */
export const reportUnnamed = (log: Log.Log, people: People, value: Read.Fields, path: string): void => {
  if (people.named.size === people.all.length) return
  const contacts = Read.raw(value, "contacts")
  people.all.forEach((person, position) => {
    if (!people.named.has(person) && Array.isArray(contacts)) {
      Log.unknown(log, `${path}.contacts[${position}]`, contacts[position])
    }
  })
}

/** What `contacts` says of a person besides their ids. */
export type Names = Pick<Person, "waId" | "profileName" | "username" | "identityKeyHash">

const nobody: Names = { waId: null, profileName: null, username: null, identityKeyHash: null }

export const namesOf = (person: Person | null): Names =>
  person === null
    ? nobody
    : {
        waId: person.waId,
        profileName: person.profileName,
        username: person.username,
        identityKeyHash: person.identityKeyHash
      }

/**
 * An id of a person, as the message or status itself states it and as `contacts` does; where both do, they must agree. `key` is the
 * field of the message or status, at `path`.
 */
export const idOf = (
  log: Log.Log,
  own: string | null,
  person: Person | null,
  which: "waId" | "userId" | "parentUserId" | "identityKeyHash",
  path: string,
  key: string
): string | null => {
  const other = person === null ? null : person[which]
  if (own === null || other === null) return own ?? other
  if (own !== other) Log.issue(log, `${path}.${key}`, "format", "contradicts the contact", other)
  return own
}
