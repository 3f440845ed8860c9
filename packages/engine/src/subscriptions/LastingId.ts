import type { Event } from "@sluice/core/callback/Event"
import { Encoding } from "effect"
import type { Crypto } from "../ports/Crypto.ts"

const encoder = new TextEncoder()

const uuid = (digest: Uint8Array): string => {
  const bytes = digest.slice(0, 16)
  // Version 8, of our own making, and the variant of RFC 9562.
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return Encoding.encodeHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/**
 * The id under which subscribers are told of an event, where what it says is said once: a message that somebody wrote. A platform that delivers it again in
 * other bytes is then told under the id that it was told under before, which queues take once and receivers know (WH-03). Null for every other
 * event: what is said again may be news.
 *
 * A uuid of the account, the platform's id of the message and its content: the same message with other content is told anew, since it would be lost
 * otherwise.
 */
export const of = (sha256: Crypto["Type"]["sha256"], accountId: string, event: Event): string | null =>
  event._tag === "MessageReceived" && event.wamid !== ""
    ? uuid(sha256(encoder.encode(JSON.stringify([event._tag, accountId, event.wamid, event.content]))))
    : null
