import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output
} from "mediabunny"

/** Where the index goes: first, last, or a part of it before every stretch of data. */
export type Layout = "first" | "last" | "in fragments"

const fastStart = { first: "in-memory", last: false, "in fragments": "fragmented" } as const

/** Settings of an encoder of profile Main: its number, an SPS and a PPS. */
const description = Uint8Array.of(1, 0x4d, 0x40, 0x1f, 0xff, 0xe1, 0, 4, 0x67, 0x4d, 0x40, 0x1f, 1, 0, 2, 0x68, 0xee)
const settings = { codec: "avc1.4d401f", codedWidth: 320, codedHeight: 240, description }

const framesPerSecond = 10

/** Frames in the order in which they are stored: of three, the last is shown between the first two, or each after the other. */
const shownAt = (frames: number, hasBFrames: boolean): ReadonlyArray<number> =>
  Array.from({ length: frames }, (_, index) =>
    hasBFrames ? ([0, 2, 1].map((at) => at + index - (index % 3))[index % 3] ?? 0) : index
  )

/** An MP4 as a library writes it: profile Main with AAC, ten frames a second. */
export const film = async (layout: Layout, seconds: number, hasBFrames: boolean): Promise<Uint8Array> => {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: fastStart[layout] }), target })
  const pictures = new EncodedVideoPacketSource("avc")
  const sound = new EncodedAudioPacketSource("aac")
  output.addVideoTrack(pictures)
  output.addAudioTrack(sound)
  await output.start()
  for (const [index, place] of shownAt(seconds * framesPerSecond, hasBFrames).entries()) {
    const isKey = index === 0 || (!hasBFrames && index % framesPerSecond === 0)
    const data = Uint8Array.of(0, 0, 0, 1, isKey ? 0x65 : 0x41)
    const frame = new EncodedPacket(data, isKey ? "key" : "delta", place / framesPerSecond, 1 / framesPerSecond)
    await pictures.add(frame, index === 0 ? { decoderConfig: settings } : undefined)
  }
  await sound.add(new EncodedPacket(new Uint8Array(8), "key", 0, seconds), {
    decoderConfig: {
      codec: "mp4a.40.2",
      numberOfChannels: 2,
      sampleRate: 48_000,
      description: Uint8Array.of(0x11, 0x90)
    }
  })
  await output.finalize()
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0))
}
