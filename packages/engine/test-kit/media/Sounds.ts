import { big, crc32Ogg, little, pack, zeros } from "./Pack.ts"
import type { Part } from "./Pack.ts"

/** Sound: headers and frames are right, and what they sound like is nobody's concern. */

const oggPage = (kind: number, granule: number, sequence: number, ...data: ReadonlyArray<Part>): Uint8Array => {
  const body = pack(...data)
  const page = pack(
    "OggS",
    [0, kind],
    little(granule, 8),
    little(1, 4),
    little(sequence, 4),
    zeros(4),
    [1, body.length],
    body
  )
  page.set(Uint8Array.from(little(crc32Ogg(page), 4)), 22)
  return page
}

const first = 2
const last = 4

/** OGG with OPUS: packets of 20 ms, so many of them. */
export const oggOpus = ({ channels = 1, packets = 50 } = {}): Uint8Array =>
  pack(
    oggPage(first, 0, 0, "OpusHead", [1, channels], little(0, 2), little(48_000, 4), little(0, 2), [0]),
    oggPage(0, 0, 1, "OpusTags", little(4, 4), "test", little(0, 4)),
    ...Array.from({ length: packets }, (_, index) =>
      // One frame of 20 ms in wide band; the second byte is its data.
      oggPage(index === packets - 1 ? last : 0, (index + 1) * 960, index + 2, [0x48, 0])
    )
  )

const vorbisComment = pack([3], "vorbis", little(0, 4), little(0, 4), [1])

/** OGG with Vorbis, which the platform does not take. Its third header describes one mode and nothing else. */
export const oggVorbis = ({ channels = 1 } = {}): Uint8Array =>
  pack(
    oggPage(first, 0, 0, [1], "vorbis", little(0, 4), [channels], little(44_100, 4), zeros(12), [0xb8, 1]),
    oggPage(0, 0, 1, vorbisComment),
    oggPage(0, 0, 2, [5], "vorbis", zeros(24), [0x80]),
    oggPage(last, 1_024, 3, zeros(8))
  )

/** MP3: frames of 417 bytes, 128 kbit/s at 44.1 kHz, each 26 ms long. */
export const mp3 = ({ isMono = false, frames = 20 } = {}): Uint8Array =>
  pack(...Array.from({ length: frames }, () => pack([0xff, 0xfb, 0x90, isMono ? 0xc4 : 0x44], zeros(413))))

/** AAC in its bare form: frames with their own headers (ADTS), at 44.1 kHz. */
export const aac = ({ channels = 2, frames = 20 } = {}): Uint8Array => {
  const bytes = 32
  const header = [
    0xff,
    0xf1,
    0x50 + Math.floor(channels / 4),
    (channels % 4) * 64,
    bytes >> 3,
    (bytes % 8) * 32 + 0x1f,
    0xfc
  ]
  return pack(...Array.from({ length: frames }, () => pack(header, zeros(bytes - header.length))))
}

/** AMR: frames of 32 bytes, 20 ms each. */
export const amr = ({ frames = 10 } = {}): Uint8Array =>
  pack("#!AMR\n", ...Array.from({ length: frames }, () => pack([0x3c], zeros(31))))

/** AMR of the wide band: another codec, which the platform does not take. */
export const amrWideBand = (): Uint8Array => pack("#!AMR-WB\n", [0x24], zeros(31))

/** WAV: a type of sound that the platform takes as nothing. */
export const wav = (): Uint8Array =>
  pack(
    "RIFF",
    little(44, 4),
    "WAVEfmt ",
    little(16, 4),
    little(1, 2),
    little(1, 2),
    little(8_000, 4),
    little(8_000, 4),
    little(1, 2),
    little(8, 2),
    "data",
    little(8, 4),
    zeros(8)
  )

/** MPEG audio of the second layer: it shares its MIME type with MP3. */
export const mp2 = ({ frames = 5 } = {}): Uint8Array =>
  pack(...Array.from({ length: frames }, () => pack(big(0xfffd8404, 4), zeros(414))))
