import { Schema } from "effect"
import * as Limit from "../Limit.ts"
import * as Media from "../Media.ts"

/** The parts that interactive messages are put together from (CLOUD_API 3.1). */

/** The text of an interactive message. */
export const body = (charsMax: number) => Schema.Struct({ text: Limit.filled(charsMax) })

/** The small print, at most 60 code points. */
export const Footer = Schema.Struct({ text: Limit.filled(60) })

/** A header of words, at most 60 code points. */
export const TextHeader = Schema.Struct({ type: Schema.Literal("text"), text: Limit.filled(60) })

/** A header that shows an image. */
export const ImageHeader = Schema.Struct({ type: Schema.Literal("image"), image: Media.Image })

/** A header that shows a video. */
export const VideoHeader = Schema.Struct({ type: Schema.Literal("video"), video: Media.Video })

const DocumentHeader = Schema.Struct({ type: Schema.Literal("document"), document: Media.Document })

/** Any header: words, an image, a video or a document. */
export const Header = Schema.Union(TextHeader, ImageHeader, VideoHeader, DocumentHeader)

/** A field that may be left out, but not be null or undefined. */
export const maybe = <A, I>(field: Schema.Schema<A, I>) => Schema.optionalWith(field, { exact: true })

/** A button that opens a web address. */
export const LinkAction = Schema.Struct({
  name: Schema.Literal("cta_url"),
  parameters: Schema.Struct({ display_text: Limit.filled(20), url: Limit.Url })
})
