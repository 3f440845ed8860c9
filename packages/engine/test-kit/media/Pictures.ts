import { big, crc32, little, pack, zeros } from "./Pack.ts"
import type { Part } from "./Pack.ts"

/** Pictures: their headers are right, and their pixels are nobody's concern. */

const pngChunk = (name: string, ...data: ReadonlyArray<Part>): Uint8Array => {
  const named = pack(name, ...data)
  return pack(big(named.length - 4, 4), named, big(crc32(named), 4))
}

/** Numbers by which PNG names its colour models. */
const pngColours = { grey: 0, rgb: 2, palette: 3, "grey-alpha": 4, rgba: 6 } as const

/** A PNG of 4 by 3 pixels; with more than one frame it is an animated one. */
export const png = ({
  bits = 8,
  colour = "rgb" as keyof typeof pngColours,
  frames = 1,
  dataBytes = 16
} = {}): Uint8Array =>
  pack(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    pngChunk("IHDR", big(4, 4), big(3, 4), [bits, pngColours[colour], 0, 0, 0]),
    frames > 1 ? pngChunk("acTL", big(frames, 4), big(0, 4)) : [],
    pngChunk("IDAT", zeros(dataBytes)),
    pngChunk("IEND")
  )

const jpegSegment = (marker: number, ...data: ReadonlyArray<Part>): Uint8Array => {
  const body = pack(...data)
  return pack([0xff, marker], big(body.length + 2, 2), body)
}

/** A JPEG of 4 by 3 pixels. `metadataBytes` come before its frame, in segments of up to 65533 bytes, as cameras put previews there. */
export const jpeg = ({
  bits = 8,
  components = 3,
  isProgressive = false,
  metadataBytes = 0,
  dataBytes = 64
} = {}): Uint8Array =>
  pack(
    [0xff, 0xd8],
    jpegSegment(0xe0, "JFIF\0", [1, 1, 0], big(1, 2), big(1, 2), [0, 0]),
    ...Array.from({ length: Math.ceil(metadataBytes / 65_533) }, (_, index) =>
      // A preview has an end of its own, which is not the picture's.
      jpegSegment(0xe1, [0xff, 0xd9], zeros(Math.min(65_533, metadataBytes - index * 65_533) - 2))
    ),
    jpegSegment(0xdb, [0], new Uint8Array(64).fill(1)),
    jpegSegment(
      isProgressive ? 0xc2 : 0xc0,
      [bits],
      big(3, 2),
      big(4, 2),
      [components],
      ...Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0])
    ),
    jpegSegment(0xda, [components], ...Array.from({ length: components }, (_, index) => [index + 1, 0]), [0, 63, 0]),
    zeros(dataBytes),
    [0xff, 0xd9]
  )

const riffChunk = (name: string, ...data: ReadonlyArray<Part>): Uint8Array => {
  const body = pack(...data)
  return pack(name, little(body.length, 4), body, zeros(body.length % 2))
}

const riff = (...chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const body = pack("WEBP", ...chunks)
  return pack("RIFF", little(body.length, 4), body)
}

/** A still WebP of 4 by 3 pixels, in the form for photographs. */
export const webp = ({ dataBytes = 32 } = {}): Uint8Array =>
  riff(riffChunk("VP8 ", [0x10, 0, 0], [0x9d, 0x01, 0x2a], little(4, 2), little(3, 2), zeros(dataBytes)))

/** A still WebP of 4 by 3 pixels with transparency, in the form for drawings. */
export const webpLossless = (): Uint8Array =>
  riff(riffChunk("VP8L", [0x2f], little(3 + 2 * 0x4000 + 0x10000000, 4), zeros(11)))

/** A WebP of 4 by 3 pixels that says that it moves, with so many frames. */
export const webpAnimated = ({ frames = 2, dataBytes = 32 } = {}): Uint8Array =>
  riff(
    riffChunk("VP8X", [0x12, 0, 0, 0], little(3, 3), little(2, 3)),
    riffChunk("ANIM", zeros(6)),
    ...Array.from({ length: frames }, () =>
      riffChunk("ANMF", zeros(6), little(3, 3), little(2, 3), little(100, 3), [0], riffChunk("VP8 ", zeros(dataBytes)))
    )
  )

/** A GIF of one pixel: a picture that the platform takes as nothing. */
export const gif = (): Uint8Array => pack("GIF89a", little(1, 2), little(1, 2), [0, 0, 0], [0x3b])
