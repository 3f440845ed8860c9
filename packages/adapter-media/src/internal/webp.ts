import type { Colour } from "@sluice/core/media/MediaFacts"
import { letters, little } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"
import type { Picture } from "./png.ts"

const riffBytes = 12
const chunkBytes = 8

interface Header {
  readonly width: number | null
  readonly height: number | null
  readonly colour: Colour | null
  /** Whether it says that it moves. */
  readonly isAnimated: boolean
}

const unknown: Header = { width: null, height: null, colour: null, isAnimated: false }

const plus1 = (value: number | null): number | null => (value === null ? null : value + 1)
const low14 = (value: number | null): number | null => (value === null ? null : value % 0x4000)

/** The first chunk tells the size: `VP8X` of the whole canvas, `VP8 ` and `VP8L` of the one picture that there is. */
const headerOf = (name: string, data: Uint8Array): Header => {
  switch (name) {
    case "VP8X": {
      const flags = data[0] ?? 0
      return {
        width: plus1(little(data, 4, 3)),
        height: plus1(little(data, 7, 3)),
        colour: (flags & 0x10) === 0 ? "rgb" : "rgba",
        isAnimated: (flags & 0x02) !== 0
      }
    }
    case "VP8 ":
      return { ...unknown, width: low14(little(data, 6, 2)), height: low14(little(data, 8, 2)), colour: "rgb" }
    case "VP8L": {
      const packed = little(data, 1, 4)
      return packed === null
        ? unknown
        : {
            width: (packed % 0x4000) + 1,
            height: (Math.floor(packed / 0x4000) % 0x4000) + 1,
            colour: Math.floor(packed / 0x10000000) % 2 === 1 ? "rgba" : "rgb",
            isAnimated: false
          }
    }
    default:
      return unknown
  }
}

/** What the header and the frames that were found make together; null where they contradict each other. */
const framesOf = (isAnimated: boolean | null, found: number): number | null => {
  if (isAnimated === null) return null
  if (!isAnimated) return found === 0 ? 1 : null
  return found === 0 ? null : found
}

/**
 * Walks the chunks of a WebP and counts its frames (`ANMF`).
 *
 * An animation of one frame is a still picture. A file that says that it moves and holds no frame, or the other way round, tells
 * nothing about its motion.
 */
export const webp = (bytes: Bytes): Picture => {
  const announced = little(bytes.at(4, 4), 0, 4)
  const end = announced === null ? bytes.total : Math.min(bytes.total, 8 + announced)
  let header: Header | null = null
  let found = 0
  for (let offset = riffBytes; offset + chunkBytes <= end;) {
    const chunk = bytes.at(offset, chunkBytes + 10)
    const length = little(chunk, 4, 4)
    if (length === null) break
    const name = letters(chunk, 0, 4)
    header ??= headerOf(name, chunk.subarray(chunkBytes))
    if (name === "ANMF") found += 1
    // Chunks begin at even places.
    offset += chunkBytes + length + (length % 2)
  }
  const { colour, height, isAnimated, width } = header ?? unknown
  return {
    isWhole: announced !== null && 8 + announced <= bytes.total,
    content: {
      _tag: "Image",
      mimeType: "image/webp",
      width,
      height,
      bitsPerChannel: header === null ? null : 8,
      colour,
      frames: framesOf(header === null || header === unknown ? null : isAnimated, found)
    }
  }
}
