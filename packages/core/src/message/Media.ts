import { Schema } from "effect"
import * as Issue from "./Issue.ts"
import * as Limit from "./Limit.ts"
import * as Read from "./internal/read.ts"

/** Where a file comes from: an id that the platform gave at upload, or a public link that it fetches itself. */
const source = {
  id: Schema.optionalWith(Limit.Name, { exact: true }),
  link: Schema.optionalWith(Limit.Url, { exact: true })
}

const caption = Schema.optionalWith(Limit.upTo(1_024), { exact: true })

const oneSource = Limit.rule((media) => {
  const count = Number(Read.has(media, "id")) + Number(Read.has(media, "link"))
  return count === 1 ? [] : [Issue.broken("exclusive", "must have either an id or a link", media)]
})

/** An image, JPEG or PNG (CLOUD_API 3.1, 3.5). */
export const Image = Schema.Struct({ ...source, caption }).pipe(oneSource)

/** A video, MP4 or 3GP. */
export const Video = Schema.Struct({ ...source, caption }).pipe(oneSource)

/** An audio file; `voice` makes it a voice message, which has to be OGG with OPUS. It has no caption. */
const Audio = Schema.Struct({
  ...source,
  voice: Schema.optionalWith(Schema.Boolean, { exact: true })
}).pipe(oneSource)

/** A document; `filename` is what the recipient sees. */
export const Document = Schema.Struct({
  ...source,
  caption,
  filename: Schema.optionalWith(Limit.filled(1_024), { exact: true })
}).pipe(oneSource)

/** A sticker, WebP. It has no caption. */
const Sticker = Schema.Struct(source).pipe(oneSource)

/** Content of type `image`. */
export const ImageContent = Schema.Struct({ type: Schema.Literal("image"), image: Image })

/** Content of type `video`. */
export const VideoContent = Schema.Struct({ type: Schema.Literal("video"), video: Video })

/** Content of type `audio`. */
export const AudioContent = Schema.Struct({ type: Schema.Literal("audio"), audio: Audio })

/** Content of type `document`. */
export const DocumentContent = Schema.Struct({ type: Schema.Literal("document"), document: Document })

/** Content of type `sticker`. */
export const StickerContent = Schema.Struct({ type: Schema.Literal("sticker"), sticker: Sticker })
