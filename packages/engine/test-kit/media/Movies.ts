import { big, pack, zeros } from "./Pack.ts"
import type { Part } from "./Pack.ts"

/** Files of boxes (MP4, 3GP, QuickTime), made box by box: every table is right, and the frames hold no pictures. */

/** A box: its length, its name, what is in it. */
export const box = (name: string, ...content: ReadonlyArray<Part>): Uint8Array => {
  const body = pack(...content)
  return pack(big(body.length + 8, 4), name, body)
}

/** A box with a version and flags. */
const full = (name: string, flags: number, ...content: ReadonlyArray<Part>): Uint8Array =>
  box(name, big(flags, 4), ...content)

const matrix = pack(...[0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map((value) => big(value, 4)))

/** Ticks a second, of the whole file and of every track. */
const timescale = 600

/** Number of each profile of H.264. */
const profiles = { baseline: 66, main: 77, extended: 88, high: 100, "high-10": 110 } as const
export type Profile = keyof typeof profiles

export interface Picture {
  /** `avc1` is H.264. */
  readonly entry?: "avc1" | "hvc1" | "s263"
  readonly profile?: Profile
  readonly hasBFrames?: boolean
}

export interface Sound {
  /** `mp4a` is AAC here, `samr` AMR. */
  readonly entry?: "mp4a" | "samr"
  readonly channels?: number
}

export interface Movie {
  /** `isom` is MP4, `3gp5` 3GP, `qt  ` QuickTime. */
  readonly brand?: string
  readonly seconds?: number
  readonly picture?: Picture | null
  readonly sounds?: ReadonlyArray<Sound>
  readonly isIndexFirst?: boolean
  readonly dataBytes?: number
}

const avcC = (profile: Profile): Uint8Array => {
  const idc = profiles[profile]
  return box("avcC", [1, idc, 0, 30, 0xff, 0xe1], big(4, 2), [0x67, idc, 0, 30], [1], big(2, 2), [0x68, 0xee])
}

const pictureEntry = ({ entry = "avc1", profile = "baseline" }: Picture): Uint8Array =>
  box(
    entry,
    zeros(6),
    big(1, 2),
    zeros(16),
    big(320, 2),
    big(240, 2),
    big(0x480000, 4),
    big(0x480000, 4),
    zeros(4),
    big(1, 2),
    zeros(32),
    big(24, 2),
    [0xff, 0xff],
    entry === "avc1" ? avcC(profile) : []
  )

/** Object type 0x40 is AAC; the last two bytes are its settings: low complexity, 48 kHz, so many channels. */
const esds = (channels: number): Uint8Array =>
  full("esds", 0, [3, 25], big(1, 2), [0, 4, 17, 0x40, 0x15], zeros(11), [5, 2, 0x11, 0x80 + channels * 8], [6, 1, 2])

const soundEntry = ({ channels = 2, entry = "mp4a" }: Sound): Uint8Array =>
  box(
    entry,
    zeros(6),
    big(1, 2),
    zeros(8),
    big(channels, 2),
    big(16, 2),
    zeros(4),
    big(48_000 * 65_536, 4),
    entry === "mp4a" ? esds(channels) : box("damr", "test", zeros(5))
  )

/** Frames of half a second; each has 4 bytes of data. */
const frameTicks = timescale / 2
const frameBytes = 4

/** By how much later than it is stored each frame is shown: of three, the last is shown between the first two. */
const offsetsOf = (frames: number): ReadonlyArray<number> =>
  Array.from({ length: frames }, (_, index) => ([1, 2, 0][index % 3] ?? 0) * frameTicks)

const table = (frames: number, entry: Uint8Array, hasBFrames: boolean, dataOffset: number): Uint8Array =>
  box(
    "stbl",
    full("stsd", 0, big(1, 4), entry),
    full("stts", 0, big(1, 4), big(frames, 4), big(frameTicks, 4)),
    hasBFrames
      ? full("ctts", 0, big(frames, 4), ...offsetsOf(frames).map((offset) => pack(big(1, 4), big(offset, 4))))
      : [],
    full("stsc", 0, big(1, 4), big(1, 4), big(frames, 4), big(1, 4)),
    full("stsz", 0, big(frameBytes, 4), big(frames, 4)),
    full("stco", 0, big(1, 4), big(dataOffset, 4))
  )

/** Frames that wait for others make the film begin late; an edit takes that back, as encoders do. */
const edit = (ticks: number): Uint8Array =>
  box("edts", full("elst", 0, big(1, 4), big(ticks, 4), big(frameTicks, 4), big(0x10000, 4)))

const track = (id: number, handler: "vide" | "soun", ticks: number, stbl: Uint8Array, edits: Part = []): Uint8Array =>
  box(
    "trak",
    full(
      "tkhd",
      3,
      zeros(8),
      big(id, 4),
      zeros(4),
      big(ticks, 4),
      zeros(16),
      matrix,
      big(320 * 65_536, 4),
      big(240 * 65_536, 4)
    ),
    edits,
    box(
      "mdia",
      full("mdhd", 0, zeros(8), big(timescale, 4), big(ticks, 4), big(0x55c4, 2), zeros(2)),
      full("hdlr", 0, zeros(4), handler, zeros(12), [0]),
      box(
        "minf",
        handler === "vide" ? full("vmhd", 1, zeros(8)) : full("smhd", 0, zeros(4)),
        box("dinf", full("dref", 0, big(1, 4), full("url ", 1))),
        stbl
      )
    )
  )

const pictureTrack = (picture: Picture, frames: number, dataOffset: number): Uint8Array => {
  const { hasBFrames = false } = picture
  const ticks = frames * frameTicks
  const stbl = table(frames, pictureEntry(picture), hasBFrames, dataOffset)
  return track(1, "vide", ticks, stbl, hasBFrames ? edit(ticks) : [])
}

const soundTrack = (id: number, sound: Sound, frames: number, dataOffset: number): Uint8Array =>
  track(id, "soun", frames * frameTicks, table(frames, soundEntry(sound), false, dataOffset))

/** A film of 320 by 240 pixels at two frames a second; a second of Baseline with sound unless told otherwise. */
export const movie = ({
  brand = "isom",
  dataBytes = 0,
  isIndexFirst = true,
  picture = {},
  seconds = 1,
  sounds = [{}]
}: Movie = {}): Uint8Array => {
  const frames = Math.round(seconds * 2)
  const ticks = frames * frameTicks
  const index = (dataOffset: number): Uint8Array =>
    box(
      "moov",
      full(
        "mvhd",
        0,
        zeros(8),
        big(timescale, 4),
        big(ticks, 4),
        big(0x10000, 4),
        big(0x100, 2),
        zeros(10),
        matrix,
        zeros(24),
        big(9, 4)
      ),
      picture === null ? [] : pictureTrack(picture, frames, dataOffset),
      ...sounds.map((sound, at) => soundTrack(at + 2, sound, frames, dataOffset))
    )
  const type = box("ftyp", brand, big(512, 4), brand, "mp41")
  const data = box("mdat", zeros(frames * frameBytes + dataBytes))
  if (!isIndexFirst) return pack(type, data, index(type.length + 8))
  return pack(type, index(type.length + index(0).length + 8), data)
}
