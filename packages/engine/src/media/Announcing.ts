import type { Event } from "@sluice/core/callback/Event"
import type { InboundContent, InboundMedia } from "@sluice/core/callback/Inbound"
import * as MediaCache from "@sluice/core/guard/MediaCache"
import { Encoding, Either } from "effect"
import type { Sender } from "../ports/Directory.ts"
import type { AnnouncedFile } from "../ports/MediaFiles.ts"

/** The file that a message brings, also where it is the new content of an earlier one. */
const fileOf = (content: InboundContent): InboundMedia | null => {
  switch (content.kind) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return content
    case "edit":
      return content.content === null ? null : fileOf(content.content)
    default:
      return null
  }
}

const digestBytes = 32

/** A SHA-256 as the platform writes it (base64 in callbacks, hexadecimal in answers), in hexadecimal digits; null where it is none. */
export const sha256Of = (text: string): string | null => {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  const bytes = Either.getOrNull(Encoding.decodeBase64(text))
  return bytes?.length === digestBytes ? Encoding.encodeHex(bytes) : null
}

/**
 * The file that an event announces; null where it announces none, or names none that could be fetched.
 *
 * Its time runs from `receivedMillis`, as the policy of the number says that it came to (GD-01). Pure.
 */
export const of = (sender: Sender, event: Event, receivedMillis: number): AnnouncedFile | null => {
  const file = event._tag === "MessageReceived" ? fileOf(event.content) : null
  if (file === null || file.mediaId === null || file.mediaId === "") return null
  const decision = MediaCache.decide(sender.policy.media, { announcedMillis: receivedMillis }, null, receivedMillis)
  return {
    accountId: sender.accountId,
    mediaId: file.mediaId,
    senderId: sender.id,
    kind: file.kind,
    mimeType: file.mimeType,
    sha256: file.sha256 === null ? null : sha256Of(file.sha256),
    filename: file.filename,
    announcedMillis: receivedMillis,
    untilMillis: decision._tag === "Keeps" ? decision.untilMillis : receivedMillis
  }
}
