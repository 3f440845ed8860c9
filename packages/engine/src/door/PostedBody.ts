import type { Issue } from "@sluice/core/message/Issue"
import type { OutboundMessage } from "@sluice/core/message/OutboundMessage"
import * as RawBody from "@sluice/core/message/RawBody"
import type { ReadReceipt } from "@sluice/core/message/ReadReceipt"
import * as Recipient from "@sluice/core/message/Recipient"
import { Either, Struct } from "effect"
import type { Finding } from "../accept/Finding.ts"
import { BodyRefused, FeatureUnsupported } from "./Refusals.ts"

/** What a body posted to `/messages` asks for, taken apart: what is said, and what stands around it (CLOUD_API 3.1). */
export type PostedBody =
  | {
      readonly _tag: "Message"
      /** As the caller wrote it. */
      readonly to: string
      /** `Content`, which acceptance judges in full. */
      readonly content: Readonly<Record<string, unknown>>
      /** The message that this one answers, as the caller names it. */
      readonly replyTo: string | null
      readonly callerData: string | null
    }
  | { readonly _tag: "Receipt"; readonly receipt: ReadReceipt }

const finding = ({ code, message, path }: Issue): Finding => ({ path, code, rule: "SF-05", message, suggestion: null })

/** Fields of the envelope that change what the platform does with a message, and that no part of Sluice can promise to keep. */
const beyond = {
  recipient_identity_key_hash: "identity change checks (recipient_identity_key_hash)",
  product_policy: "the choice of a product for marketing (product_policy)",
  message_activity_sharing: "sharing of message activity (message_activity_sharing)"
} as const

const envelope = [
  "messaging_product",
  "recipient_type",
  "to",
  "recipient",
  "context",
  "biz_opaque_callback_data",
  ...Struct.keys(beyond)
] as const

/** The first thing that a message asks for and this door does not do; null where there is none. */
const unsupported = (message: OutboundMessage): FeatureUnsupported | null => {
  const path = Struct.keys(beyond).find((name) => message[name] !== undefined)
  return path === undefined ? null : new FeatureUnsupported({ feature: beyond[path], path })
}

const addressed = (message: OutboundMessage): Either.Either<string, BodyRefused | FeatureUnsupported> => {
  const recipient = Recipient.of(message)
  switch (recipient?._tag) {
    case "Number":
      return Either.right(recipient.to)
    case "Group":
      return Either.left(new FeatureUnsupported({ feature: "messages to groups", path: "recipient_type" }))
    case "User":
      return Either.left(new FeatureUnsupported({ feature: "messages to user ids", path: "recipient" }))
    case undefined:
      return Either.left(
        new BodyRefused({ findings: [finding({ path: "to", code: "missing", message: "is missing" })] })
      )
  }
}

/** Takes a body apart, or tells every fault in it, or the feature that is not offered. Pure and total. */
export const read = (text: string): Either.Either<PostedBody, BodyRefused | FeatureUnsupported> =>
  Either.gen(function* () {
    const raw = yield* Either.mapLeft(
      RawBody.read(text),
      (issues) => new BodyRefused({ findings: issues.map(finding) })
    )
    if (raw._tag === "Receipt") return raw
    const { message } = raw
    const refused = unsupported(message)
    if (refused !== null) return yield* Either.left(refused)
    return {
      _tag: "Message",
      to: yield* addressed(message),
      content: Struct.omit(message, ...envelope),
      replyTo: message.context?.message_id ?? null,
      callerData: message.biz_opaque_callback_data ?? null
    }
  })
