import { readFileSync } from "node:fs"

/** One callback of the project's own, parsed. Numbers are of the range that is reserved for fiction. */
export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"))

/** Names of all of them. */
export const fixtures = [
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
