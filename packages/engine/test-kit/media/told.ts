import { expect } from "@effect/vitest"
import type { Content } from "@sluice/core/media/MediaFacts"
import { Effect } from "effect"
import * as Documents from "./Documents.ts"
import * as Movies from "./Movies.ts"
import * as Pictures from "./Pictures.ts"
import { read } from "./Reading.ts"
import type { Suite } from "./Reading.ts"
import * as Sounds from "./Sounds.ts"

type Told = Partial<Record<string, unknown>> & { readonly _tag: Content["_tag"] }

const image = (mimeType: string, more: object = {}): Told => ({
  _tag: "Image",
  mimeType,
  width: 4,
  height: 3,
  bitsPerChannel: 8,
  colour: "rgb",
  frames: 1,
  ...more
})

const pictures: ReadonlyArray<readonly [string, Uint8Array, Told]> = [
  ["a PNG", Pictures.png(), image("image/png")],
  ["a PNG with transparency", Pictures.png({ colour: "rgba" }), image("image/png", { colour: "rgba" })],
  ["a PNG of 16 bits", Pictures.png({ bits: 16 }), image("image/png", { bitsPerChannel: 16 })],
  ["a grey PNG", Pictures.png({ colour: "grey" }), image("image/png", { colour: "grey" })],
  [
    "a PNG with a palette",
    Pictures.png({ colour: "palette", bits: 4 }),
    image("image/png", { colour: "palette", bitsPerChannel: 4 })
  ],
  ["a PNG that moves", Pictures.png({ frames: 3 }), image("image/png", { frames: 3 })],
  ["a JPEG", Pictures.jpeg(), image("image/jpeg")],
  ["a progressive JPEG", Pictures.jpeg({ isProgressive: true }), image("image/jpeg")],
  ["a JPEG behind 300 KB of previews", Pictures.jpeg({ metadataBytes: 300_000 }), image("image/jpeg")],
  ["a grey JPEG", Pictures.jpeg({ components: 1 }), image("image/jpeg", { colour: "grey" })],
  ["a JPEG for print", Pictures.jpeg({ components: 4 }), image("image/jpeg", { colour: "cmyk" })],
  ["a JPEG of 12 bits", Pictures.jpeg({ bits: 12 }), image("image/jpeg", { bitsPerChannel: 12 })],
  ["a still WebP", Pictures.webp(), image("image/webp")],
  ["a still WebP for drawings", Pictures.webpLossless(), image("image/webp", { colour: "rgba" })],
  ["a WebP that moves", Pictures.webpAnimated({ frames: 7 }), image("image/webp", { colour: "rgba", frames: 7 })],
  ["a WebP of one frame", Pictures.webpAnimated({ frames: 1 }), image("image/webp", { colour: "rgba", frames: 1 })],
  [
    "a WebP that says that it moves, without frames",
    Pictures.webpAnimated({ frames: 0 }),
    image("image/webp", { colour: "rgba", frames: null })
  ],
  ["a GIF", Pictures.gif(), { _tag: "Other", mimeType: "image/gif" }]
]

const audio = (mimeType: string, codec: string, channels: number): Told => ({
  _tag: "Audio",
  mimeType,
  streams: [{ codec, channels }]
})

const sounds: ReadonlyArray<readonly [string, Uint8Array, Told]> = [
  ["OGG with OPUS", Sounds.oggOpus(), { ...audio("audio/ogg", "opus", 1), seconds: 1 }],
  ["OGG with OPUS in stereo", Sounds.oggOpus({ channels: 2 }), audio("audio/ogg", "opus", 2)],
  ["OGG with Vorbis", Sounds.oggVorbis(), audio("audio/ogg", "vorbis", 1)],
  ["MP3", Sounds.mp3(), audio("audio/mpeg", "mp3", 2)],
  ["MP3 in mono", Sounds.mp3({ isMono: true }), audio("audio/mpeg", "mp3", 1)],
  ["AAC", Sounds.aac(), audio("audio/aac", "aac", 2)],
  ["AMR", Sounds.amr(), audio("audio/amr", "amr", 1)],
  ["M4A", Movies.movie({ brand: "M4A ", picture: null }), { ...audio("audio/mp4", "aac", 2), seconds: 1 }],
  ["an MP4 without pictures", Movies.movie({ picture: null }), audio("audio/mp4", "aac", 2)],
  [
    "a 3GP without pictures",
    Movies.movie({ brand: "3gp5", picture: null, sounds: [{ entry: "samr", channels: 1 }] }),
    audio("audio/3gpp", "samr", 1)
  ],
  ["AMR of the wide band", Sounds.amrWideBand(), { _tag: "Other", mimeType: "audio/amr-wb" }],
  ["MPEG audio of the second layer", Sounds.mp2(), { _tag: "Other", mimeType: "audio/mp2" }],
  ["WAV", Sounds.wav(), { _tag: "Other", mimeType: "audio/wav" }]
]

const h264 = (profile: string, hasBFrames: boolean) => [{ codec: "h264", profile, hasBFrames, width: 320, height: 240 }]
const stereo = { codec: "aac", channels: 2 }
const video = (more: object = {}): Told => ({
  _tag: "Video",
  mimeType: "video/mp4",
  seconds: 1,
  video: h264("baseline", false),
  audio: [stereo],
  isIndexFirst: true,
  ...more
})

const movies: ReadonlyArray<readonly [string, Uint8Array, Told]> = [
  ["an MP4", Movies.movie(), video()],
  ["a 3GP", Movies.movie({ brand: "3gp5" }), video({ mimeType: "video/3gpp" })],
  ["a QuickTime file", Movies.movie({ brand: "qt  " }), video({ mimeType: "video/quicktime" })],
  ["an MP4 of 31.5 s", Movies.movie({ seconds: 31.5 }), video({ seconds: 31.5 })],
  ["profile Main", Movies.movie({ picture: { profile: "main" } }), video({ video: h264("main", false) })],
  [
    "Main with B-frames",
    Movies.movie({ picture: { profile: "main", hasBFrames: true }, seconds: 3 }),
    video({ video: h264("main", true), seconds: 3 })
  ],
  [
    "High with B-frames",
    Movies.movie({ picture: { profile: "high", hasBFrames: true }, seconds: 3 }),
    video({ video: h264("high", true), seconds: 3 })
  ],
  ["profile High 10", Movies.movie({ picture: { profile: "high-10" } }), video({ video: h264("high-10", false) })],
  [
    "HEVC",
    Movies.movie({ picture: { entry: "hvc1" } }),
    video({ video: [expect.objectContaining({ codec: "hevc", profile: null })] })
  ],
  [
    "H.263",
    Movies.movie({ picture: { entry: "s263" } }),
    video({ video: [expect.objectContaining({ codec: "s263", profile: null })] })
  ],
  ["no sound", Movies.movie({ sounds: [] }), video({ audio: [] })],
  [
    "two streams of sound",
    Movies.movie({ sounds: [{}, { channels: 1 }] }),
    video({ audio: [stereo, { codec: "aac", channels: 1 }] })
  ],
  [
    "sound in AMR",
    Movies.movie({ sounds: [{ entry: "samr", channels: 1 }] }),
    video({ audio: [{ codec: "samr", channels: 1 }] })
  ],
  ["an MP4 with its index last", Movies.movie({ isIndexFirst: false }), video({ isIndexFirst: false })]
]

const office = "application/vnd.openxmlformats-officedocument"
const document = (mimeType: string): Told => ({ _tag: "Document", mimeType })

const documents: ReadonlyArray<readonly [string, Uint8Array, Told]> = [
  ["a PDF", Documents.pdf(), document("application/pdf")],
  ["a text", Documents.text("Grüße, 안녕하세요\n\tend"), document("text/plain")],
  ["a text in UTF-16", Uint8Array.of(0xff, 0xfe, 0x48, 0, 0x69, 0), document("text/plain")],
  ["a text of Word", Documents.office("docx"), document(`${office}.wordprocessingml.document`)],
  ["a table of Excel", Documents.office("xlsx"), document(`${office}.spreadsheetml.sheet`)],
  ["slides of PowerPoint", Documents.office("pptx"), document(`${office}.presentationml.presentation`)],
  ["a text of Word before 2007", Documents.officeBefore2007("doc"), document("application/msword")],
  ["a table of Excel before 2007", Documents.officeBefore2007("xls"), document("application/vnd.ms-excel")],
  ["slides of PowerPoint before 2007", Documents.officeBefore2007("ppt"), document("application/vnd.ms-powerpoint")],
  ["another compound file", Documents.officeBefore2007("other"), { _tag: "Other", mimeType: "application/x-cfb" }],
  ["a ZIP", Documents.zip([{ name: "a", data: Documents.text("a") }]), { _tag: "Other", mimeType: "application/zip" }],
  ["bytes of no type", Uint8Array.of(1, 2, 3, 0xff, 0, 7), { _tag: "Other", mimeType: null }],
  ["no bytes", new Uint8Array(0), { _tag: "Other", mimeType: null }]
]

type Case = (typeof pictures)[number]

const tells = ([, bytes, content]: Case) =>
  Effect.gen(function* () {
    const facts = yield* read(bytes)
    expect(facts.bytes).toBe(bytes.length)
    expect(facts.content).toMatchObject(content)
    expect(facts.isWhole).not.toBe(false)
  })

/** What files are. */
export const declare = (it: Suite): void => {
  it.effect.each(pictures)("MD-01: tells from its bytes what a picture is: %s", tells)
  it.effect.each(movies)("MD-02: tells from its bytes what a video is: %s", tells)
  it.effect.each(sounds)("MD-02: tells from its bytes what an audio file is: %s", tells)
  it.effect.each(documents)("MD-02: tells from its bytes what a document is: %s", tells)
}
