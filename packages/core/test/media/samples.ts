import type { Audio, Image, MediaFacts, Video, VideoStream } from "@sluice/core/media/MediaFacts"
import { noClaims } from "@sluice/core/media/MediaFacts"

/** Facts of files that nothing is wrong with; a test changes what it is about. */

const file = (content: MediaFacts["content"], change: Partial<MediaFacts>): MediaFacts => ({
  bytes: 1_000,
  claims: noClaims,
  isWhole: true,
  content,
  ...change
})

export const image = (content: Partial<Image> = {}, change: Partial<MediaFacts> = {}): MediaFacts =>
  file(
    {
      _tag: "Image",
      mimeType: "image/jpeg",
      width: 640,
      height: 480,
      bitsPerChannel: 8,
      colour: "rgb",
      frames: 1,
      ...content
    },
    change
  )

export const sticker = (content: Partial<Image> = {}, change: Partial<MediaFacts> = {}): MediaFacts =>
  image({ mimeType: "image/webp", colour: "rgba", ...content }, change)

export const pictures: VideoStream = { codec: "h264", profile: "baseline", hasBFrames: false, width: 640, height: 480 }

export const video = (content: Partial<Video> = {}, change: Partial<MediaFacts> = {}): MediaFacts =>
  file(
    {
      _tag: "Video",
      mimeType: "video/mp4",
      seconds: 10,
      video: [pictures],
      audio: [{ codec: "aac", channels: 2 }],
      isIndexFirst: true,
      ...content
    },
    change
  )

export const audio = (content: Partial<Audio> = {}, change: Partial<MediaFacts> = {}): MediaFacts =>
  file(
    {
      _tag: "Audio",
      mimeType: "audio/ogg",
      seconds: 10,
      streams: [{ codec: "opus", channels: 1 }],
      ...content
    },
    change
  )

export const document = (mimeType: string, change: Partial<MediaFacts> = {}): MediaFacts =>
  file({ _tag: "Document", mimeType }, { isWhole: null, ...change })

export const other = (mimeType: string | null, change: Partial<MediaFacts> = {}): MediaFacts =>
  file({ _tag: "Other", mimeType }, { isWhole: null, ...change })
