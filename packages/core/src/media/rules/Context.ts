import type { Media } from "../../policy/Content.ts"
import type { Finding } from "../Finding.ts"
import type { MediaFacts } from "../MediaFacts.ts"
import type { Kind } from "../MediaKind.ts"

/** What every rule gets. */
export interface Context {
  readonly policy: Media
  readonly facts: MediaFacts
  /** What the message shows the file as. */
  readonly kind: Kind
}

/** A rule of the check; silent about files that it does not speak of. */
export type Rule = (context: Context) => ReadonlyArray<Finding>

/** How a file becomes one that a kind of message takes. */
export const conversions: Readonly<Record<Kind, string>> = {
  image: "convert it to JPEG or PNG",
  video: "convert it to MP4 with H.264 and AAC",
  audio: "convert it to OGG with OPUS, or to MP3, AAC, M4A or AMR",
  document: "export it as PDF",
  sticker: "convert it to WebP"
}
