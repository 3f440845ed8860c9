import type { Referral } from "../Message.ts"
import type * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set([
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

const readWelcome = (log: Log.Log, welcome: Read.Fields, path: string): string | null => {
  Read.onlyKnown(log, welcome, knownWelcome, path)
  return Read.text(log, welcome, "text", path)
}

const read = (log: Log.Log, referral: Read.Fields, path: string): Referral => {
  Read.onlyKnown(log, referral, known, path)
  return {
    sourceUrl: Read.text(log, referral, "source_url", path),
    sourceId: Read.text(log, referral, "source_id", path),
    sourceType: Read.text(log, referral, "source_type", path),
    headline: Read.text(log, referral, "headline", path),
    body: Read.text(log, referral, "body", path),
    mediaType: Read.text(log, referral, "media_type", path),
    imageUrl: Read.text(log, referral, "image_url", path),
    videoUrl: Read.text(log, referral, "video_url", path),
    thumbnailUrl: Read.text(log, referral, "thumbnail_url", path),
    ctwaClid: Read.text(log, referral, "ctwa_clid", path),
    welcomeText: Read.record(log, referral, "welcome_message", path, readWelcome)
  }
}

/** The advertisement that a message came from; null where it came from none. */
export const readReferral = (log: Log.Log, message: Read.Fields, path: string): Referral | null =>
  Read.record(log, message, "referral", path, read)
