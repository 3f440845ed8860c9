import { elsewhere, inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const media: ReadonlyArray<Rule> = [
  inCore("MD-01", "An image is JPEG or PNG by its bytes, and not too large", ["media.image"], {
    fixed: "The platform takes no other format."
  }),
  inCore("MD-02", "Video, audio, documents and stickers keep their limits, read from the file itself", [
    "media.video",
    "media.audio",
    "media.document",
    "media.stickerStatic",
    "media.stickerAnimated",
    "media.videoSecondsMax",
    "media.videoSecondsWarn"
  ]),
  inCore("MD-03", "Media failures in a row suspend a sender's media for a time, while its text goes on", [
    "media.breakerFailures",
    "media.breakerMillis"
  ]),
  elsewhere("MD-04", "Media in callbacks are read as streams", "packages/engine", [], {
    fixed: "How much memory that may take is WH-06."
  })
]
