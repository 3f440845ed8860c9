import type { Media } from "../../policy/Content.ts"
import * as Finding from "../Finding.ts"
import type { MediaFacts } from "../MediaFacts.ts"
import type { Form, Kind } from "../MediaKind.ts"
import type { Rule } from "./Context.ts"

type Limits = Media["image"]

/** The limits of each form; a policy has one for each. */
const limits: Readonly<Record<Form, (policy: Media) => Limits>> = {
  image: ({ image }) => image,
  video: ({ video }) => video,
  audio: ({ audio }) => audio,
  document: ({ document }) => document,
  "sticker-static": ({ stickerStatic }) => stickerStatic,
  "sticker-animated": ({ stickerAnimated }) => stickerAnimated
}

/** Whether a sticker moves; null where its bytes do not tell. */
const moves = ({ content }: MediaFacts): boolean | null =>
  content._tag !== "Image" || content.frames === null ? null : content.frames > 1

/**
 * As what a file of a kind goes.
 *
 * A sticker of which it cannot be told whether it moves goes as the one whose size it has: as a still one while it is small enough for
 * that, as a moving one above.
 */
export const formOf = (policy: Media, facts: MediaFacts, kind: Kind): Form => {
  if (kind !== "sticker") return kind
  return (moves(facts) ?? facts.bytes > policy.stickerStatic.bytesMax) ? "sticker-animated" : "sticker-static"
}

const units = ["bytes", "KB", "MB", "GB"] as const

/** `5 MB`, `100 KB`, `1.5 MB`: with the factor 1024 that the limits are written with. */
const shown = (bytes: number): string => {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${Math.floor((bytes / 1024 ** power) * 100) / 100} ${units[power]}`
}

const remedy = "make it smaller: fewer pixels, a lower bit rate, or fewer pages"

/** The size of the file (MD-01; CLOUD_API 3.5); a file of exactly the limit is within it. */
export const size: Rule = ({ facts, kind, policy }) => {
  const form = formOf(policy, facts, kind)
  const { bytesMax, bytesWarn } = limits[form](policy)
  const { bytes } = facts
  const name =
    form === "sticker-static" ? "a still sticker" : form === "sticker-animated" ? "a moving sticker" : `one ${kind}`
  if (bytes > bytesMax)
    return [
      Finding.make(
        kind,
        "too-large",
        `it has ${bytes} bytes; ${name} has at most ${shown(bytesMax)} (${bytesMax} bytes)`,
        remedy
      )
    ]
  return [
    ...(bytesWarn !== null && bytes > bytesWarn
      ? [Finding.make(kind, "large", `it has ${bytes} bytes; above ${shown(bytesWarn)} many fail`, remedy)]
      : []),
    ...(form === "sticker-animated" && moves(facts) === null
      ? [
          Finding.make(
            kind,
            "sticker-motion-unknown",
            `whether it moves cannot be told; a still sticker has at most ${shown(policy.stickerStatic.bytesMax)}`,
            "encode it again, or make it smaller"
          )
        ]
      : [])
  ]
}
