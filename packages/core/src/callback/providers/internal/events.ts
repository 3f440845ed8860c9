import type { Decoded } from "../../Callback.ts"
import type { Envelope } from "../../Envelope.ts"
import type { Event, MessageReceived, Status, StatusChanged } from "../../Event.ts"
import type { Context, InboundMedia } from "../../Inbound.ts"
import * as Log from "../../internal/Log.ts"
import type { ReportedError } from "../../Message.ts"

/** Builders of events from what a provider states; all that it does not state is null. */

const nobody = { wabaId: null, phoneNumberId: null, displayPhoneNumber: null } as const
const noErrors: ReadonlyArray<ReportedError> = []

/** A message from a customer. */
export const received = (
  stated: Pick<MessageReceived, "path" | "wamid" | "content"> & Partial<MessageReceived>
): MessageReceived => ({
  _tag: "MessageReceived",
  ...nobody,
  from: null,
  fromUserId: null,
  fromParentUserId: null,
  fromLogicalId: null,
  waId: null,
  profileName: null,
  username: null,
  identityKeyHash: null,
  groupId: null,
  timestampSeconds: null,
  context: null,
  referral: null,
  errors: noErrors,
  ...stated
})

/** What became of a message of ours. */
export const status = (
  stated: Pick<StatusChanged, "path" | "wamid" | "status" | "statusText"> & Partial<StatusChanged>
): StatusChanged => ({
  _tag: "StatusChanged",
  ...nobody,
  recipient: null,
  recipientType: null,
  recipientUserId: null,
  recipientParentUserId: null,
  participant: null,
  waId: null,
  profileName: null,
  username: null,
  identityKeyHash: null,
  timestampSeconds: null,
  opaque: null,
  conversation: null,
  pricing: null,
  errors: noErrors,
  ...stated
})

/** A file. */
export const media = (kind: InboundMedia["kind"], stated: Partial<Omit<InboundMedia, "kind">>): InboundMedia => ({
  kind,
  mediaId: null,
  mimeType: null,
  sha256: null,
  url: null,
  caption: null,
  filename: null,
  voice: null,
  animated: null,
  ...stated
})

/** An error with a code of its own; `title` is the provider's word for it. */
export const reported = (stated: Partial<ReportedError>): ReportedError => ({
  code: null,
  title: null,
  message: null,
  details: null,
  href: null,
  ...stated
})

/** The message that a received one answers. */
export const answering = (wamid: string | null): Context => ({
  wamid,
  from: null,
  forwarded: false,
  frequentlyForwarded: false,
  referredProduct: null
})

/** The kind of file that a MIME type names; what is none of the others is a document. */
export const kindOf = (mimeType: string | null): InboundMedia["kind"] => {
  const family = mimeType === null ? "" : (mimeType.split("/")[0] ?? "")
  switch (family) {
    case "image":
      return mimeType === "image/webp" ? "sticker" : "image"
    case "video":
    case "audio":
      return family
    default:
      return "document"
  }
}

/**
 * What a provider's word says on the delivery chain (`delivery/Delivery`).
 *
 * `waits`: the provider has the message and has not handed it on (queued, accepted, scheduled). It is known and says nothing about the
 * platform yet, so it moves nothing: `other` in the closed list, the word itself in `statusText`. An unknown word is reported (WH-09).
 */
export type Words = Readonly<Record<string, Exclude<Status, "other"> | "waits">>

export const wordOf = (log: Log.Log, words: Words, text: string, path: string): Status => {
  const word = Object.hasOwn(words, text) ? words[text] : undefined
  if (word === undefined) Log.unknown(log, path, text)
  return word === undefined || word === "waits" ? "other" : word
}

/** Paths below the root begin without a dot. */
const tidy = <A extends { readonly path: string }>(found: A): A =>
  found.path.startsWith(".") ? { ...found, path: found.path.slice(1) } : found

/** What was found, in the shape of every decoder. */
export const finish = (log: Log.Log, events: ReadonlyArray<Event>): Decoded => ({
  events: events.map(tidy),
  unknown: log.unknown.map(tidy),
  issues: log.issues.map(tidy),
  unknownOmitted: log.unknownOmitted,
  issuesOmitted: log.issuesOmitted
})

/** A shell that is not a callback. */
export const malformed = (path: string, message: string): Envelope => ({ _tag: "Malformed", path, message })

/** A body that had to be JSON. */
export const notJson = malformed("", "must be JSON")

/** What is found in a body that is no callback: why. What was found before is kept. */
export const refuse = (judged: Envelope, log: Log.Log = Log.make()): Decoded => {
  if (judged._tag === "Malformed") Log.issue(log, judged.path, "format", judged.message)
  return finish(log, [])
}

/** A shell that is one. */
export const callback = (updates: number): Envelope => ({ _tag: "Callback", updates })
