import * as MediaCheck from "@sluice/core/media/MediaCheck"
import type { AudioStream, Image, MediaFacts, Video, VideoStream } from "@sluice/core/media/MediaFacts"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import { describe, expect, it } from "vitest"
import { audio, image, pictures, sticker, video } from "../samples.ts"

const found = (facts: MediaFacts, rules = guide.media): ReadonlyArray<string> =>
  MediaCheck.decide(rules, facts).findings.map(({ code, severity }) => `${severity} ${code}`)

describe("image", () => {
  it.each<readonly [Partial<Image>, ReadonlyArray<string>]>([
    [{ colour: "rgb" }, []],
    [{ colour: "rgba" }, []],
    [{ bitsPerChannel: 16 }, ["error image-depth"]],
    [{ bitsPerChannel: 12 }, ["error image-depth"]],
    [{ bitsPerChannel: null }, ["warning image-depth-unknown"]],
    [{ colour: "cmyk" }, ["error image-colour"]],
    [{ colour: "grey" }, ["warning image-colour-reduced"]],
    [{ colour: "grey-alpha", bitsPerChannel: 16 }, ["error image-depth", "warning image-colour-reduced"]],
    [{ colour: "palette", bitsPerChannel: 4 }, ["warning image-colour-reduced"]],
    [{ colour: null }, ["warning image-colour-unknown"]]
  ])("CLOUD_API 3.5: an image has 8 bits a channel in RGB or RGBA: %j", (content, expected) => {
    expect(found(image({ mimeType: "image/png", ...content }))).toEqual(expected)
  })

  it("CLOUD_API 3.5: of a sticker, neither is asked", () => {
    expect(found(sticker({ bitsPerChannel: null, colour: null }))).toEqual([])
  })
})

describe("audio", () => {
  it.each<readonly [ReadonlyArray<AudioStream> | null, ReadonlyArray<string>]>([
    [[{ codec: "opus", channels: 1 }], []],
    [[{ codec: "opus", channels: 2 }], ["error audio-channels"]],
    [[{ codec: "vorbis", channels: 1 }], ["error audio-codec"]],
    [[{ codec: "vorbis", channels: 6 }], ["error audio-codec", "error audio-channels"]],
    [[{ codec: null, channels: 1 }], ["warning audio-codec-unknown"]],
    [[{ codec: "opus", channels: null }], ["warning audio-channels-unknown"]],
    [
      [
        { codec: "opus", channels: 1 },
        { codec: "flac", channels: 1 }
      ],
      ["error audio-codec"]
    ],
    [[], ["warning audio-codec-unknown", "warning audio-channels-unknown"]],
    [null, ["warning audio-codec-unknown", "warning audio-channels-unknown"]]
  ])("CLOUD_API 3.5: OGG holds OPUS in mono: %j", (streams, expected) => {
    expect(found(audio({ streams }))).toEqual(expected)
  })

  it("CLOUD_API 3.5: the other types of audio may be stereo, and hold what they hold", () => {
    for (const mimeType of ["audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"])
      expect(found(audio({ mimeType, streams: [{ codec: null, channels: 2 }] }))).toEqual([])
  })
})

describe("video", () => {
  it("MD-02: at most 30 s, and over 15 s a warning", () => {
    const lasting = (seconds: number) => found(video({ seconds }))
    expect([15, 15.001, 30, 30.001].map(lasting)).toEqual([
      [],
      ["warning video-long"],
      ["warning video-long"],
      ["error video-too-long"]
    ])
    const [finding] = MediaCheck.decide(guide.media, video({ seconds: 30.001 })).findings
    expect(finding).toMatchObject({
      rule: "MD-02",
      message: "it lasts 30.01 s; at most 30 s are taken",
      foresees: null
    })
  })

  it("MD-02: cloud-api sets no length, and does not mind that it is not known", () => {
    for (const seconds of [3_600, null]) expect(found(video({ seconds }), cloudApi.media)).toEqual([])
    expect(found(video({ seconds: null }))).toEqual(["warning video-length-unknown"])
  })

  it.each<readonly [Partial<VideoStream>, ReadonlyArray<string>]>([
    [{ profile: "baseline" }, []],
    [{ profile: "baseline", hasBFrames: null }, []],
    [{ profile: "main" }, []],
    [{ profile: "main", hasBFrames: true }, ["warning video-b-frames"]],
    [{ profile: "main", hasBFrames: null }, ["warning video-b-frames-unknown"]],
    [{ profile: "high" }, ["warning video-profile"]],
    [{ profile: "high", hasBFrames: true }, ["error video-b-frames-android"]],
    [{ profile: "high", hasBFrames: null }, ["warning video-profile", "warning video-b-frames-unknown"]],
    [{ profile: "high-10" }, ["error video-profile-unsupported"]],
    [{ profile: null }, ["warning video-profile-unknown"]],
    [{ profile: null, hasBFrames: true }, ["warning video-profile-unknown", "warning video-b-frames"]],
    [{ codec: "hevc", profile: null, hasBFrames: null }, ["error video-codec"]],
    [{ codec: "s263", profile: null, hasBFrames: null }, ["error video-codec"]],
    [{ codec: null, profile: null, hasBFrames: null }, ["warning video-codec-unknown"]]
  ])("CLOUD_API 3.5: pictures are H.264, Baseline or Main without B-frames: %j", (stream, expected) => {
    expect(found(video({ video: [{ ...pictures, ...stream }] }))).toEqual(expected)
  })

  it("CLOUD_API 3.5: High with B-frames is refused for Android's sake, though the platform would take it", () => {
    const high = video({ video: [{ ...pictures, profile: "high", hasBFrames: true }] })
    expect(MediaCheck.check(cloudApi.media, high, "video")).toMatchObject([{ severity: "error", foresees: null }])
  })

  const aac: AudioStream = { codec: "aac", channels: 2 }
  it.each<readonly [Partial<Video>, ReadonlyArray<string>]>([
    [{ audio: [] }, []],
    [{ audio: [aac] }, []],
    [{ audio: [aac, aac] }, ["error video-sound-streams"]],
    [{ audio: [{ codec: "samr", channels: 1 }] }, ["error video-sound-codec"]],
    [{ audio: [{ codec: null, channels: 1 }] }, ["warning video-sound-codec-unknown"]],
    [{ audio: null }, ["warning video-streams-unknown"]],
    [{ video: null }, ["warning video-streams-unknown"]],
    [{ isIndexFirst: false }, ["error video-index-last"]],
    [{ isIndexFirst: null }, ["warning video-index-unknown"]]
  ])("CLOUD_API 3.5: at most one stream of sound, in AAC, and the index first: %j", (content, expected) => {
    expect(found(video(content))).toEqual(expected)
  })
})
