import { Schema } from "effect"

/**
 * What is known of a file from its bytes, by its magic numbers and never by its name (SPEC MD-01, MD-02).
 *
 * Null is a fact that the bytes do not tell, or that the reader could not find out. It is never to be taken for a good answer: a rule
 * that needs it says so in a finding of its own.
 */
const told = <A, I>(schema: Schema.Schema<A, I>): Schema.NullOr<Schema.Schema<A, I>> => Schema.NullOr(schema)

const Count = Schema.Int.pipe(Schema.nonNegative())

/** `palette` is one of up to 256 colours a pixel, `cmyk` the four inks of print. */
const Colour = Schema.Literal("grey", "grey-alpha", "palette", "rgb", "rgba", "cmyk")
/** How a picture stores its colours; the platform asks for `rgb` or `rgba` (CLOUD_API 3.5). */
export type Colour = typeof Colour.Type

const Image = Schema.TaggedStruct("Image", {
  mimeType: Schema.String,
  /** In pixels. */
  width: told(Count),
  height: told(Count),
  bitsPerChannel: told(Count),
  colour: told(Colour),
  /** 1 for a still picture. */
  frames: told(Count)
})
/** A picture, still or moving. */
export type Image = typeof Image.Type

/** A track of pictures. */
const VideoStream = Schema.Struct({
  /** `h264`, `hevc`, `vp9`, or the four letters by which the container names it. */
  codec: told(Schema.String),
  /** Of H.264: `baseline`, `main`, `high`, or what else it is. */
  profile: told(Schema.String),
  /** Whether frames are stored in another order than they are shown in, as B-frames make it. */
  hasBFrames: told(Schema.Boolean),
  /** In pixels. */
  width: told(Count),
  height: told(Count)
})
/** What the rules ask of a track of pictures: the platform takes H.264, and not with every profile (CLOUD_API 3.5). */
export type VideoStream = typeof VideoStream.Type

/** A track of sound. */
const AudioStream = Schema.Struct({
  /** `aac`, `opus`, `mp3`, `vorbis`, or the four letters by which the container names it. */
  codec: told(Schema.String),
  channels: told(Count)
})
/** What the rules ask of a track of sound: its codec, and how many channels it has (CLOUD_API 3.5). */
export type AudioStream = typeof AudioStream.Type

const Seconds = Schema.Number.pipe(Schema.nonNegative())

const Video = Schema.TaggedStruct("Video", {
  /** Tells the container: `video/mp4`, `video/3gpp`, `video/quicktime`. */
  mimeType: Schema.String,
  seconds: told(Seconds),
  video: told(Schema.Array(VideoStream)),
  audio: told(Schema.Array(AudioStream)),
  /** Whether the index (`moov`) comes before the data (`mdat`), so that it plays while it loads. */
  isIndexFirst: told(Schema.Boolean)
})
/** A video with its tracks; how long it may be is MD-02. */
export type Video = typeof Video.Type

const Audio = Schema.TaggedStruct("Audio", {
  /** Tells the container: `audio/ogg`, `audio/mp4`. */
  mimeType: Schema.String,
  seconds: told(Seconds),
  streams: told(Schema.Array(AudioStream))
})
/** A file of sound alone; its tracks tell whether the platform takes it (CLOUD_API 3.5). */
export type Audio = typeof Audio.Type

const Document = Schema.TaggedStruct("Document", { mimeType: Schema.String })

/** A type of which nothing more is known, or none that is known at all. */
const Other = Schema.TaggedStruct("Other", { mimeType: told(Schema.String) })

/** What the file is, and what the rules ask of files of that sort. */
export const Content = Schema.Union(Image, Video, Audio, Document, Other)
export type Content = typeof Content.Type

/** What the caller says of the file; null where nothing was said. */
export const Claims = Schema.Struct({
  name: Schema.NullOr(Schema.String),
  mimeType: Schema.NullOr(Schema.String)
})
export type Claims = typeof Claims.Type

/** One file. */
export const MediaFacts = Schema.Struct({
  bytes: Count,
  claims: Claims,
  /** False where the file ends before the end that it announces. */
  isWhole: told(Schema.Boolean),
  content: Content
})
export type MediaFacts = typeof MediaFacts.Type

/** A caller that says nothing of its file. */
export const noClaims: Claims = { name: null, mimeType: null }
