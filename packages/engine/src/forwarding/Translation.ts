import type { Event } from "@sluice/core/callback/Event"
import type { MessageReceived } from "@sluice/core/callback/Message"
import type { InboundContent, InboundMedia } from "@sluice/core/callback/Inbound"
import type { StatusChanged } from "@sluice/core/callback/Status"
import type { Provider } from "@sluice/core/failure/Provider"
import { Either, Encoding } from "effect"
import * as Opaque from "../callbacks/Opaque.ts"
import * as StatusFailure from "../callbacks/StatusFailure.ts"
import * as SenderNames from "../directory/SenderNames.ts"
import * as GivenId from "../door/GivenId.ts"
import type * as Reference from "../intake/media/Reference.ts"
import type { Sender } from "../ports/Directory.ts"
import type { Message, MessageKey } from "../ports/Outbox.ts"
import * as JsonText from "./JsonText.ts"
import * as PlatformContent from "./PlatformContent.ts"
import * as PlatformError from "./PlatformError.ts"

/**
 * A callback of a provider that stands before the platform, told in the platform's own shape (CLOUD_API 3.6, 3.9): for callers who know that shape
 * alone, so that a sender can be moved without a change on their side.
 *
 * Statuses and messages from customers have such a shape. What else a provider tells (its own conversations, users, waiting rooms) has none, and is not
 * told.
 */
type Told = StatusChanged | MessageReceived

/** Words of the platform's statuses; a provider's other words say nothing that the platform would. */
const statuses: ReadonlySet<StatusChanged["status"]> = new Set([
  "sent",
  "delivered",
  "read",
  "played",
  "failed",
  "deleted"
])

const isTold = (event: Event): event is Told =>
  event._tag === "MessageReceived" || (event._tag === "StatusChanged" && statuses.has(event.status))

/** Whether there is anything of these that the platform would tell. */
export const tells = (events: ReadonlyArray<Event>): boolean => events.some(isTold)

/** What a text of an event names. */
interface Question {
  readonly event: Told
  readonly key: MessageKey
}

const namedBy = (event: Told): ReadonlyArray<MessageKey> => {
  if (event._tag === "StatusChanged") {
    const ours = Opaque.read(event.opaque)
    return [ours === null ? { _tag: "Wamid", wamid: event.wamid } : { _tag: "Id", id: ours.messageId }]
  }
  const named = [event.context?.wamid ?? null, event.content.kind === "reaction" ? event.content.wamid : null]
  return named.flatMap((wamid): ReadonlyArray<MessageKey> => (wamid === null ? [] : [{ _tag: "Wamid", wamid }]))
}

/** Which messages of ours the events may be about: what a status brings back, or the provider's name, as in answers of people. */
export const questions = (events: ReadonlyArray<Event>): ReadonlyArray<Question> =>
  events.filter(isTold).flatMap((event) => namedBy(event).map((key) => ({ event, key })))

/** What is around the events of one callback. */
export interface Around {
  readonly provider: Provider
  readonly accountId: string
  readonly sha256: (bytes: Uint8Array) => Uint8Array
  /** The number of ours that an event came to; null where it names none that is known. */
  readonly senderOf: (event: Event) => Sender | null
  /** A sender of any account; null where there is none of that id. */
  readonly senderById: (senderId: string) => Sender | null
  /** The files that came inside the callback. */
  readonly carried: ReadonlyArray<Reference.Standing>
  /** The moment of an event that tells none of its own. */
  readonly receivedMillis: number
}

const { known } = PlatformContent

const timestamp = (seconds: number | null, { receivedMillis }: Around): string =>
  String(seconds ?? Math.floor(receivedMillis / 1_000))

/** The platform's code, and the provider's own words. */
const failure = (event: StatusChanged, { provider }: Around) => {
  const why = StatusFailure.of(provider, event)
  return PlatformError.written(PlatformError.codeOf(why), why.details ?? why.title)
}

const status = (event: StatusChanged, message: Message | null, around: Around): PlatformContent.Fields => {
  const { pricing, recipient, waId } = event
  const recipientId = waId ?? recipient ?? message?.recipient.slice(1)
  return known({
    id: message === null ? event.wamid : GivenId.write(around.sha256, message.id),
    status: event.status,
    timestamp: timestamp(event.timestampSeconds, around),
    recipient_id: recipientId,
    recipient_user_id: event.recipientUserId,
    biz_opaque_callback_data:
      message?.callerData ?? (message === null && Opaque.read(event.opaque) === null ? event.opaque : null),
    pricing:
      pricing === null
        ? null
        : known({
            billable: pricing.billable,
            pricing_model: pricing.model,
            type: pricing.type,
            category: pricing.category
          }),
    errors: event.status === "failed" ? [failure(event, around)] : null
  })
}

/**
 * A file that came inside the callback, under the id by which the compatible door gives it (`DoorMedia`): the platform would have told an id and a digest, so
 * what fetches files from the platform fetches this one. The address that held it is of no use to anybody any more.
 */
const fetchable = (file: InboundMedia, { carried }: Around): InboundMedia => {
  const found = carried.find(({ text }) => file.url?.includes(text) === true)
  if (found === undefined) return file
  const digest = Encoding.decodeHex(found.reference.id)
  return {
    ...file,
    url: null,
    mediaId: found.text,
    sha256: Either.getOrNull(Either.map(digest, Encoding.encodeBase64))
  }
}

const withFile = (content: InboundContent, around: Around): InboundContent => {
  switch (content.kind) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return fetchable(content, around)
    default:
      return content
  }
}

const received = (
  event: MessageReceived,
  nameOf: (wamid: string) => string,
  around: Around
): PlatformContent.Fields => {
  const { content } = event
  const named =
    content.kind === "reaction" && content.wamid !== null ? { ...content, wamid: nameOf(content.wamid) } : content
  return known({
    from: event.from ?? event.fromUserId,
    from_user_id: event.fromUserId,
    id: event.wamid,
    timestamp: timestamp(event.timestampSeconds, around),
    context: event.context === null ? null : PlatformContent.context(event.context, nameOf),
    referral: event.referral === null ? null : PlatformContent.referral(event.referral),
    ...PlatformContent.content(withFile(named, around), event.errors)
  })
}

const value = (event: Told, found: (key: MessageKey) => Message | null, around: Around): PlatformContent.Fields => {
  const [key] = namedBy(event)
  const message = key === undefined ? null : found(key)
  // Where the number has been moved on from the account that tells, what it tells about says whose it is.
  const sender = around.senderOf(event) ?? (message === null ? null : around.senderById(message.senderId))
  const shell = {
    messaging_product: "whatsapp",
    metadata: {
      display_phone_number: sender?.number.slice(1) ?? event.displayPhoneNumber ?? "",
      phone_number_id: sender === null ? (event.phoneNumberId ?? "") : SenderNames.called(sender)
    }
  }
  if (event._tag === "StatusChanged") return { ...shell, statuses: [status(event, message, around)] }
  const nameOf = (wamid: string): string => {
    const named = found({ _tag: "Wamid", wamid })
    return named === null ? wamid : GivenId.write(around.sha256, named.id)
  }
  const profile = event.profileName === null ? {} : { profile: { name: event.profileName } }
  const contact = { ...profile, ...known({ wa_id: event.waId ?? event.from, user_id: event.fromUserId }) }
  return { ...shell, contacts: [contact], messages: [received(event, nameOf, around)] }
}

const nameOfKey = (key: MessageKey): string => (key._tag === "Id" ? key.id : key.wamid)

/**
 * The callback as the platform would have written it.
 *
 * @param asked of `questions`, and `found` the message of each, in their order; null where it is none of the account's.
 */
export const translated = (
  events: ReadonlyArray<Event>,
  asked: ReadonlyArray<Question>,
  found: ReadonlyArray<Message | null>,
  around: Around
): string => {
  const byName = new Map(asked.map(({ key }, index) => [nameOfKey(key), found[index] ?? null]))
  const messageOf = (key: MessageKey): Message | null => byName.get(nameOfKey(key)) ?? null
  const changes = events.filter(isTold).map((event) => ({ value: value(event, messageOf, around), field: "messages" }))
  // The account's own name stands where the platform's id of the business account would: nothing of the platform's is made up.
  return JsonText.written({ object: "whatsapp_business_account", entry: [{ id: around.accountId, changes }] })
}
