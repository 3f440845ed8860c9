import type { AudioStream, VideoStream } from "@sluice/core/media/MediaFacts"
import { ADTS, CustomSource, EncodedPacketSink, Input, Logging, LogLevel, MP3, MP4, OGG, QTFF } from "mediabunny"
import type { InputAudioTrack, InputTrack, InputVideoTrack } from "mediabunny"
import type { Bytes } from "./Bytes.ts"

/** What a container holds; null where it cannot be told. */
export interface Tracks {
  readonly seconds: number | null
  readonly video: ReadonlyArray<VideoStream> | null
  readonly audio: ReadonlyArray<AudioStream> | null
}

const untold: Tracks = { seconds: null, video: null, audio: null }

/** The library warns about codecs that it does not decode; here nothing is decoded. */
Logging.level = LogLevel.Silent

/** What a question about a broken file has for an answer. */
const told = async <A>(ask: () => Promise<A | null>): Promise<A | null> => {
  try {
    return await ask()
  } catch {
    return null
  }
}

const count = (value: number | null): number | null =>
  value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null

const lasting = (seconds: number | null): number | null =>
  seconds !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : null

/** A codec by the name that the container gives it, where the library has none. `mp4a` stands for many codecs, and so for none. */
const byContainer = (id: unknown): string | null => {
  const name = typeof id === "string" ? id.trim() : ""
  return name === "" || name === "mp4a" ? null : name
}

/** Profiles of H.264 by `profile_idc`; the others are told by their number. */
const profiles: Readonly<Partial<Record<number, string>>> = {
  66: "baseline",
  77: "main",
  88: "extended",
  100: "high",
  110: "high-10",
  122: "high-4:2:2",
  244: "high-4:4:4"
}

/** `avc1.4d401f`: the first two digits after the dot are the profile. */
const profileOf = (parameters: string | null): string | null => {
  const digits = /^avc[13]\.([0-9a-f]{2})/i.exec(parameters ?? "")?.[1]
  if (digits === undefined) return null
  const number = Number.parseInt(digits, 16)
  return profiles[number] ?? String(number)
}

/** Frames that are looked at for their order: five minutes at 60 a second. An encoder that uses B-frames does so from the first second. */
const framesMax = 18_000

/** In the order in which they are stored, a frame that is shown before its predecessor is proof of B-frames. */
const hasBFrames = async (track: InputVideoTrack): Promise<boolean | null> => {
  let latest = Number.NEGATIVE_INFINITY
  let frames = 0
  for await (const { timestamp } of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true
  })) {
    if (timestamp < latest) return true
    latest = timestamp
    if (++frames >= framesMax) return false
  }
  return frames === 0 ? null : false
}

const videoStream = async (track: InputVideoTrack): Promise<VideoStream> => {
  const codec = await told(() => track.getCodec())
  const isH264 = codec === "avc"
  return {
    codec: isH264 ? "h264" : (codec ?? byContainer(await told(() => track.getInternalCodecId()))),
    profile: isH264 ? profileOf(await told(() => track.getCodecParameterString())) : null,
    hasBFrames: isH264 ? await told(() => hasBFrames(track)) : null,
    width: count(await told(() => track.getCodedWidth())),
    height: count(await told(() => track.getCodedHeight()))
  }
}

const audioStream = async (track: InputAudioTrack): Promise<AudioStream> => {
  const channels = count(await told(() => track.getNumberOfChannels()))
  return {
    codec: (await told(() => track.getCodec())) ?? byContainer(await told(() => track.getInternalCodecId())),
    channels: channels === 0 ? null : channels
  }
}

const each = async <A, B>(items: ReadonlyArray<A>, ask: (item: A) => Promise<B>): Promise<ReadonlyArray<B>> => {
  const answers: Array<B> = []
  for (const item of items) answers.push(await ask(item))
  return answers
}

/** The most that is read in one piece: an index of an hour of video has 5 MB. Sizes that a file claims must not decide about memory. */
const pieceBytesMax = 33_554_432

const sourceOf = (bytes: Bytes): CustomSource =>
  new CustomSource({
    getSize: () => bytes.total,
    read: (start, end) => {
      if (end - start > pieceBytesMax) throw new RangeError("a piece of this size is not read")
      return bytes.at(start, end - start)
    }
  })

/**
 * From the first frame that is shown to the end of the last: a file that begins late does not play longer for it. Headers that claim a length
 * are not asked.
 */
const playing = async (input: Input, found: Array<InputTrack>): Promise<number | null> => {
  const ends = await told(() => input.computeDuration(found, { metadataOnly: true }))
  const begins = await told(() => input.getFirstTimestamp(found))
  return ends === null || begins === null ? null : lasting(ends - Math.max(0, begins))
}

/** The tracks of a file, and how long it plays by what they hold. */
export const tracks = async (bytes: Bytes): Promise<Tracks> => {
  const input = new Input({ formats: [MP4, QTFF, OGG, MP3, ADTS], source: sourceOf(bytes) })
  try {
    const found = await told(() => input.getTracks())
    return found === null
      ? untold
      : {
          seconds: await playing(input, found),
          video: await each(
            found.filter((track) => track.isVideoTrack()),
            videoStream
          ),
          audio: await each(
            found.filter((track) => track.isAudioTrack()),
            audioStream
          )
        }
  } finally {
    input.dispose()
  }
}
