import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Values from "./values.ts"

/** The event that a payload belongs to; `path` is the payload's. */
export interface Origin {
  readonly eventId: string | null
  readonly wabaId: string | null
  readonly timestampSeconds: number | null
  readonly path: string
}

const knownUser = new Set([
  "id",
  "externalId",
  "signedUpAt",
  "toBeRetained",
  "profile",
  "metadata",
  "identities",
  "zendeskId",
  "authenticated",
  "hasPaymentInfo"
])
const knownSource = new Set([
  "type",
  "integrationId",
  "originalMessageId",
  "originalMessageTimestamp",
  "client",
  "device",
  "campaign"
])

/** A customer, as Zendesk knows them. The number is known where the WhatsApp client is in the payload, or the user goes by it. */
export interface User {
  readonly id: string | null
  readonly name: string | null
  readonly number: string | null
}

const phone = /^\+?\d{8,15}$/

/** The number that a user goes by: an external id that is one, or an identity of that type. */
const numberOf = (log: Log.Log, user: Read.Fields, path: string): string | null => {
  const identities = Read.records(log, user, "identities", path, (_, identity, at) =>
    Values.filled(log, identity, "type", at) === "phoneNumber"
      ? Values.address(log, identity, "value", at).number
      : null
  )
  const externalId = Values.filled(log, user, "externalId", path)
  const named = identities.find((value) => value !== null) ?? null
  if (named !== null || externalId === null || !phone.test(externalId)) return named
  return externalId.replace("+", "")
}

/** The user of a payload, under `user`. */
export const readUser = (log: Log.Log, owner: Read.Fields, path: string): User => {
  const user = Read.fields(log, owner, "user", path)
  if (user === null) return { id: null, name: null, number: null }
  const at = `${path}.user`
  Read.onlyKnown(log, user, knownUser, at)
  const profile = Read.fields(log, user, "profile", at)
  const names = ["givenName", "surname"].map((key) =>
    profile === null ? null : Values.filled(log, profile, key, `${at}.profile`)
  )
  const name = names.filter((part) => part !== null).join(" ")
  return {
    id: Values.filled(log, user, "id", at),
    name: name === "" ? null : name,
    number: numberOf(log, user, at)
  }
}

/** Where a message came from. */
export interface Source {
  readonly integrationId: string | null
  readonly originalId: string | null
  readonly originalSeconds: number | null
  readonly number: string | null
  readonly displayName: string | null
}

const nowhere: Source = {
  integrationId: null,
  originalId: null,
  originalSeconds: null,
  number: null,
  displayName: null
}

/** The source of a message or postback, under `source`; the client is there where the webhook is set to include it. */
export const readSource = (log: Log.Log, owner: Read.Fields, path: string): Source => {
  const source = Read.fields(log, owner, "source", path)
  if (source === null) return nowhere
  const at = `${path}.source`
  Read.onlyKnown(log, source, knownSource, at)
  const client = Read.fields(log, source, "client", at)
  const clientAt = `${at}.client`
  return {
    integrationId: Values.filled(log, source, "integrationId", at),
    originalId: Values.filled(log, source, "originalMessageId", at),
    originalSeconds: Values.moment(log, source, "originalMessageTimestamp", at),
    number: client === null ? null : Values.address(log, client, "externalId", clientAt).number,
    displayName: client === null ? null : Values.filled(log, client, "displayName", clientAt)
  }
}
