import type { Context, MessageReceived, Referral } from "../Event.ts"
import { readContent } from "./content.ts"
import { readErrors } from "./errors.ts"
import * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set([
  "id",
  "from",
  "from_user_id",
  "from_logical_id",
  "group_id",
  "timestamp",
  "type",
  "context",
  "referral",
  "identity",
  "errors"
])
const knownContext = new Set(["id", "from", "forwarded", "frequently_forwarded", "referred_product"])
const knownProduct = new Set(["catalog_id", "product_retailer_id"])
const knownReferral = new Set([
  "source_url",
  "source_id",
  "source_type",
  "headline",
  "body",
  "media_type",
  "image_url",
  "video_url",
  "thumbnail_url",
  "ctwa_clid",
  "welcome_message"
])
const knownWelcome = new Set(["text"])
const knownContact = new Set(["profile", "wa_id", "user_id", "identity_key_hash"])
const knownProfile = new Set(["name", "username"])

/** Who wrote, as `value.contacts` names them. */
export interface Sender {
  readonly waId: string | null
  readonly userId: string | null
  readonly profileName: string | null
  readonly identityKeyHash: string | null
}

/** The people of `value.contacts`. */
export const readSenders = (log: Log.Log, value: Read.Fields, path: string): ReadonlyArray<Sender> =>
  Read.map(log, Read.list(log, value, "contacts", path), `${path}.contacts`, (contact, at) => {
    Read.onlyKnown(log, contact, knownContact, at)
    const profile = Read.fields(log, contact, "profile", at)
    if (profile !== null) Read.onlyKnown(log, profile, knownProfile, `${at}.profile`)
    return {
      waId: Read.text(log, contact, "wa_id", at),
      userId: Read.text(log, contact, "user_id", at),
      profileName: profile === null ? null : Read.text(log, profile, "name", `${at}.profile`),
      identityKeyHash: Read.text(log, contact, "identity_key_hash", at)
    }
  })

/** The contact of a message: by number, by user id, or the only one there is. */
const senderOf = (senders: ReadonlyArray<Sender>, from: string | null, userId: string | null): Sender | null => {
  for (const sender of senders) {
    if ((from !== null && sender.waId === from) || (userId !== null && sender.userId === userId)) return sender
  }
  return senders.length === 1 ? (senders[0] ?? null) : null
}

const readContext = (log: Log.Log, message: Read.Fields, path: string): Context | null => {
  const context = Read.fields(log, message, "context", path)
  if (context === null) return null
  const at = `${path}.context`
  Read.onlyKnown(log, context, knownContext, at)
  const product = Read.fields(log, context, "referred_product", at)
  if (product !== null) Read.onlyKnown(log, product, knownProduct, `${at}.referred_product`)
  return {
    wamid: Read.text(log, context, "id", at),
    from: Read.text(log, context, "from", at),
    forwarded: Read.flag(log, context, "forwarded", at) ?? false,
    frequentlyForwarded: Read.flag(log, context, "frequently_forwarded", at) ?? false,
    referredProduct:
      product === null
        ? null
        : {
            catalogId: Read.text(log, product, "catalog_id", `${at}.referred_product`),
            productRetailerId: Read.text(log, product, "product_retailer_id", `${at}.referred_product`)
          }
  }
}

const readReferral = (log: Log.Log, message: Read.Fields, path: string): Referral | null => {
  const referral = Read.fields(log, message, "referral", path)
  if (referral === null) return null
  const at = `${path}.referral`
  Read.onlyKnown(log, referral, knownReferral, at)
  const welcome = Read.fields(log, referral, "welcome_message", at)
  if (welcome !== null) Read.onlyKnown(log, welcome, knownWelcome, `${at}.welcome_message`)
  return {
    sourceUrl: Read.text(log, referral, "source_url", at),
    sourceId: Read.text(log, referral, "source_id", at),
    sourceType: Read.text(log, referral, "source_type", at),
    headline: Read.text(log, referral, "headline", at),
    body: Read.text(log, referral, "body", at),
    mediaType: Read.text(log, referral, "media_type", at),
    imageUrl: Read.text(log, referral, "image_url", at),
    videoUrl: Read.text(log, referral, "video_url", at),
    thumbnailUrl: Read.text(log, referral, "thumbnail_url", at),
    ctwaClid: Read.text(log, referral, "ctwa_clid", at),
    welcomeText: welcome === null ? null : Read.text(log, welcome, "text", `${at}.welcome_message`)
  }
}

/** One item of `messages`; null where it has no id or no type, without which nothing can be made of it. */
export const readMessage = (
  log: Log.Log,
  message: Read.Fields,
  path: string,
  origin: Pick<MessageReceived, "wabaId" | "phoneNumberId" | "displayPhoneNumber">,
  senders: ReadonlyArray<Sender>
): MessageReceived | null => {
  const wamid = Read.text(log, message, "id", path)
  const type = Read.text(log, message, "type", path)
  if (!wamid || !type) {
    Log.issue(log, `${path}.${wamid ? "type" : "id"}`, "missing", "is needed to read a message")
    Log.unknown(log, path, message)
    return null
  }
  Read.onlyKnown(log, message, known, path, type)
  const from = Read.text(log, message, "from", path)
  const userId = Read.text(log, message, "from_user_id", path)
  const sender = senderOf(senders, from, userId)
  return {
    _tag: "MessageReceived",
    path,
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    displayPhoneNumber: origin.displayPhoneNumber,
    wamid,
    from,
    fromUserId: userId ?? sender?.userId ?? null,
    profileName: sender?.profileName ?? null,
    identityKeyHash: sender?.identityKeyHash ?? null,
    groupId: Read.text(log, message, "group_id", path),
    timestampSeconds: Read.seconds(log, message, "timestamp", path),
    content: readContent(log, message, type, path),
    context: readContext(log, message, path),
    referral: readReferral(log, message, path),
    errors: readErrors(log, message, path)
  }
}
