import { decode } from "@sluice/core/callback/Callback"
import type { Event, MessageReceived, StatusChanged } from "@sluice/core/callback/Event"
import { readFileSync } from "node:fs"
import { accounts } from "./fixtures/accounts.ts"
import { conversations } from "./fixtures/conversations.ts"
import { groups } from "./fixtures/groups.ts"
import { people } from "./fixtures/people.ts"
import { templates } from "./fixtures/templates.ts"

/** Callbacks that are kept as JSON. */
const files = [
  "message-text",
  "message-from-advert",
  "message-media",
  "message-location-contacts",
  "message-replies",
  "message-order",
  "message-system",
  "message-by-user-id",
  "message-unknown-type",
  "status-lifecycle",
  "status-failed",
  "status-group",
  "status-unknown-word",
  "account-errors",
  "notices"
] as const

const parsed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"))

/** What a callback is once it went over the wire. */
const sent = (json: unknown): unknown => JSON.parse(JSON.stringify(json))

const all: ReadonlyMap<string, unknown> = new Map([
  ...files.map((name) => [name, parsed(name)] as const),
  ...[...people, ...templates, ...accounts, ...conversations, ...groups].map(
    ({ json, name }) => [name, sent(json)] as const
  )
])

/** One callback of the project's own, parsed. Nobody changes it. */
export const fixture = (name: string): unknown => all.get(name)

/** Names of all of them. */
export const fixtures: ReadonlyArray<string> = [...all.keys()]

/** Those that hold something which the platform does not document, on purpose. */
export const undocumented: ReadonlyArray<string> = ["message-unknown-type", "status-unknown-word", "notices"]

/** A fixture as it is decoded. */
export const read = (name: string) => decode(fixture(name))

export const messages = (events: ReadonlyArray<Event>): ReadonlyArray<MessageReceived> =>
  events.filter((event) => event._tag === "MessageReceived")

export const statuses = (events: ReadonlyArray<Event>): ReadonlyArray<StatusChanged> =>
  events.filter((event) => event._tag === "StatusChanged")
