import type { Colour, Image } from "@sluice/core/media/MediaFacts"
import { big, letters } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"

/** What a picture's header says, and whether the file reaches its own end. */
export interface Picture {
  readonly isWhole: boolean | null
  readonly content: Image
}

/** Colour types of the header; a number that is not here is no PNG's. */
const colours: Readonly<Partial<Record<number, Colour>>> = {
  0: "grey",
  2: "rgb",
  3: "palette",
  4: "grey-alpha",
  6: "rgba"
}

const signatureBytes = 8

/** A chunk has its length, its name, its data and a checksum. */
const frameBytes = 12

/**
 * Walks the chunks of a PNG: the header comes first, `acTL` tells how many frames an animation has, `IEND` is the end.
 *
 * Only the frames of chunks are read, so that the walk costs little; it ends with the file, as every step goes on by 12 bytes at least.
 */
export const png = (bytes: Bytes): Picture => {
  const header = bytes.at(signatureBytes, 8 + 13)
  const isHeader = letters(header, 4, 4) === "IHDR"
  const field = (offset: number, length: number) => (isHeader ? big(header, 8 + offset, length) : null)
  const colourType = field(9, 1)
  const picture = (isWhole: boolean, frames: number): Picture => ({
    isWhole,
    content: {
      _tag: "Image",
      mimeType: "image/png",
      width: field(0, 4),
      height: field(4, 4),
      bitsPerChannel: field(8, 1),
      colour: colourType === null ? null : (colours[colourType] ?? null),
      frames
    }
  })
  let frames = 1
  for (let offset = signatureBytes; ;) {
    const chunk = bytes.at(offset, frameBytes)
    const length = big(chunk, 0, 4)
    if (length === null || chunk.length < frameBytes) return picture(false, frames)
    const name = letters(chunk, 4, 4)
    if (name === "acTL") frames = big(chunk, 8, 4) ?? frames
    if (name === "IEND") return picture(true, frames)
    offset += frameBytes + length
  }
}
