import * as Providers from "@sluice/core/callback/providers/Providers"
import { Array, Effect, Either, Encoding, Option } from "effect"
import * as Forwarded from "../callbacks/Forwarded.ts"
import * as SignedStatus from "../callbacks/SignedStatus.ts"
import * as Whose from "../callbacks/Whose.ts"
import * as SenderNames from "../directory/SenderNames.ts"
import * as GivenId from "../door/GivenId.ts"
import * as Reference from "../intake/media/Reference.ts"
import { CallbackArchive } from "../ports/CallbackArchive.ts"
import type { Kept } from "../ports/CallbackArchive.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import { Lanes } from "../ports/Lanes.ts"
import { type Message, type MessageKey, Outbox } from "../ports/Outbox.ts"
import type * as Notice from "./Notice.ts"
import * as PlatformError from "./PlatformError.ts"
import * as Renaming from "./Renaming.ts"
import * as Translation from "./Translation.ts"

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** An empty envelope: every receiver takes it, and finds nothing in it. */
const nothing = JSON.stringify({ object: "whatsapp_business_account", entry: [] })

/** The number without its plus, as the platform writes a person's account. */
const digits = (number: string): string => number.slice(1)

/**
 * Makes the bodies that are handed to subscribers in the platform's own shape (CLOUD_API 3.6). Null where there is nothing left to tell: the callback or
 * the message is forgotten.
 */
export const make = Effect.gen(function* () {
  const archive = yield* CallbackArchive
  const directory = yield* Directory
  const lanes = yield* Lanes
  const outbox = yield* Outbox
  const { sha256 } = yield* Crypto

  /**
   * Of these messages, those that a callback of the account may speak of: another account's is none of this one's, whatever a callback says. Where a sender
   * has been moved on from an account, that one still tells of what it took; it is asked for only then.
   */
  const findOwn = Effect.fnUntraced(function* (accountId: string, keys: ReadonlyArray<MessageKey>) {
    const found = yield* outbox.findAll(keys)
    const at = new Map((yield* directory.senders).map((sender) => [sender.id, sender.accountId]))
    const isOwn = (message: Message, beenAt?: ReadonlySet<string>): boolean =>
      SignedStatus.speaksOf({ accountId }, message.accountId, at.get(message.senderId) ?? null, beenAt)
    const strays = found.flatMap((message) => (message === null || isOwn(message) ? [] : [message.senderId]))
    const beenAt = strays.length === 0 ? null : yield* lanes.accounts(Array.dedupe(strays))
    return found.map((message) => (message !== null && isOwn(message, beenAt?.get(message.senderId)) ? message : null))
  })

  const asItCame = Effect.fn("Forwarding.asItCame")(function* (kept: Kept, json: string) {
    const asked = Renaming.questions(json)
    const own = yield* findOwn(
      kept.accountId,
      asked.map(({ key }) => key)
    )
    const renamed = Renaming.renamed(sha256, json, asked, own)
    const moved = (yield* directory.senders).filter(
      ({ accountId, knownAs }) => knownAs !== undefined && accountId === kept.accountId
    )
    const called = new Map(moved.map((sender) => [sender.phoneNumberId, SenderNames.called(sender)]))
    return called.size === 0 ? renamed : Renaming.numbered(renamed, called)
  })

  const translated = Effect.fn("Forwarding.translated")(function* (kept: Kept, text: string) {
    const { accountId, contentType, provider, receivedMillis } = kept
    const { events } = Providers.decode(provider, { contentType, text })
    const asked = Translation.questions(events)
    const own = yield* findOwn(
      accountId,
      asked.map(({ key }) => key)
    )
    const senders = yield* directory.senders
    const senderOf = Whose.among(senders)
    return Translation.translated(events, asked, own, {
      provider,
      accountId,
      sha256,
      receivedMillis,
      carried: Reference.all(kept),
      senderOf: (event) => senderOf(accountId, event),
      senderById: (senderId) => senders.find(({ id }) => id === senderId) ?? null
    })
  })

  const callback = Effect.fn("Forwarding.callback")(function* (callbackId: number) {
    const kept = Option.getOrNull(yield* archive.find(callbackId))
    const text = kept === null ? null : Option.getOrNull(Either.getRight(Either.try(() => utf8.decode(kept.body))))
    if (kept === null || text === null) return null
    return yield* Forwarded.hasPlatformShape(kept.provider) ? asItCame(kept, text) : translated(kept, text)
  })

  /** The status that the platform would have sent, had it heard of the message. */
  const ended = Effect.fn("Forwarding.ended")(function* (
    message: Message,
    { atMillis, code, detail }: Extract<Notice.Notice, { readonly _tag: "Ended" }>
  ) {
    const sender = Option.getOrNull(yield* Effect.option(directory.sender(message.senderId)))
    if (sender === null) return null
    const account = Option.getOrNull(yield* Effect.option(directory.account(sender.accountId)))
    const known = PlatformError.codeOf({
      provider: account?.provider ?? "cloud-api",
      cause: message.failure?.cause ?? "unknown",
      code
    })
    const status = {
      id: GivenId.write(sha256, message.id),
      status: "failed",
      timestamp: String(Math.floor(atMillis / 1_000)),
      recipient_id: digits(message.recipient),
      ...(message.callerData === undefined ? {} : { biz_opaque_callback_data: message.callerData }),
      errors: [PlatformError.written(known, detail)]
    }
    const value = {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: digits(sender.number), phone_number_id: SenderNames.called(sender) },
      statuses: [status]
    }
    // The account's own name stands where the platform's id of the business account would: nothing of the platform's is made up.
    return JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: sender.accountId, changes: [{ value, field: "messages" }] }]
    })
  })

  const bodyOf = Effect.fn("Forwarding.bodyOf")(function* (notice: Notice.Notice) {
    switch (notice._tag) {
      case "Callback":
        return yield* callback(notice.callbackId)
      case "Ended": {
        const message = Option.getOrNull(yield* outbox.find(notice.messageId))
        return message === null ? null : yield* ended(message, notice)
      }
      case "Test":
        return nothing
    }
  })

  return bodyOf
})

/** The headers by which the platform signs: HMAC-SHA256 over the bytes of the body, in hex (CLOUD_API 3.6). */
export const headers = (
  hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Uint8Array,
  secret: string,
  body: string
): Readonly<Record<"x-hub-signature-256", string>> => {
  const encoder = new TextEncoder()
  const digest = hmacSha256(encoder.encode(secret), encoder.encode(body))
  return { "x-hub-signature-256": `sha256=${Encoding.encodeHex(digest)}` }
}
