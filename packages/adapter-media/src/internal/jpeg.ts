import type { Colour } from "@sluice/core/media/MediaFacts"
import { big } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"
import type { Picture } from "./png.ts"

/** By how many components a pixel has: one is grey, three become RGB, four are inks. */
const colours: Readonly<Partial<Record<number, Colour>>> = { 1: "grey", 3: "rgb", 4: "cmyk" }

/** SOF0 to SOF15 but for the four that stand between them for something else (DHT, JPG, DAC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const startOfScan = 0xda
const endOfImage = 0xd9

/** Markers that stand alone, without a length: TEM, RST0 to RST7, SOI. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/** Where the picture's data begin, and its frame header; null where the segments break off before them. */
const segments = (bytes: Bytes): { readonly frame: Uint8Array | null; readonly scanOffset: number | null } => {
  let frame: Uint8Array | null = null
  for (let offset = 2; ;) {
    const head = bytes.at(offset, 4)
    const marker = head[1]
    if (head[0] !== 0xff || marker === undefined) return { frame, scanOffset: null }
    // A marker may be preceded by any number of fill bytes.
    if (marker === 0xff) offset += 1
    else if (isBare(marker)) offset += 2
    else {
      const length = big(head, 2, 2)
      if (length === null || length < 2 || marker === endOfImage) return { frame, scanOffset: null }
      if (isFrame(marker) && frame === null) frame = bytes.at(offset + 4, 6)
      offset += 2 + length
      if (marker === startOfScan) return { frame, scanOffset: offset }
    }
  }
}

const stepBytes = 65_536

/** Whether the end marker follows. It may be followed by more: cameras append previews. In data, 0xFF is never followed by 0xD9. */
const hasEnd = (bytes: Bytes, from: number): boolean => {
  let wasEscape = false
  for (let offset = from; offset < bytes.total;) {
    const piece = bytes.at(offset, stepBytes)
    if (piece.length === 0) return false
    if (wasEscape && piece[0] === endOfImage) return true
    for (let at = piece.indexOf(0xff); at !== -1; at = piece.indexOf(0xff, at + 1))
      if (piece[at + 1] === endOfImage) return true
    wasEscape = piece.at(-1) === 0xff
    offset += piece.length
  }
  return false
}

/** Reads the frame header of a JPEG, wherever comments and previews put it, and looks for the end of its data. */
export const jpeg = (bytes: Bytes): Picture => {
  const { frame, scanOffset } = segments(bytes)
  const field = (offset: number, length: number) => (frame === null ? null : big(frame, offset, length))
  const components = field(5, 1)
  return {
    isWhole: scanOffset !== null && hasEnd(bytes, scanOffset),
    content: {
      _tag: "Image",
      mimeType: "image/jpeg",
      bitsPerChannel: field(0, 1),
      height: field(1, 2),
      width: field(3, 2),
      colour: components === null ? null : (colours[components] ?? null),
      frames: 1
    }
  }
}
