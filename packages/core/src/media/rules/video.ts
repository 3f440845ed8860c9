import * as Finding from "../Finding.ts"
import type { AudioStream, Video, VideoStream } from "../MediaFacts.ts"
import * as MediaKind from "../MediaKind.ts"
import type { Context, Rule } from "./Context.ts"

const say = (code: Finding.Code, message: string, remedy: string): ReadonlyArray<Finding.Finding> => [
  Finding.make("video", code, message, remedy)
]

const encodeAgain = "encode it as H.264, profile Baseline, or Main without B-frames"

/** Silent where the policy sets no length (MD-02). */
const length = ({ policy }: Context, { seconds }: Video): ReadonlyArray<Finding.Finding> => {
  const { videoSecondsMax: max, videoSecondsWarn: warn } = policy
  if (max === null && warn === null) return []
  if (seconds === null) return say("video-length-unknown", "its length cannot be told", "encode it again")
  const long = `it lasts ${Math.ceil(seconds * 100) / 100} s`
  if (max !== null && seconds > max)
    return say("video-too-long", `${long}; at most ${max} s are taken`, `cut it to ${max} s`)
  return warn !== null && seconds > warn
    ? say("video-long", `${long}; above ${warn} s fewer are delivered`, `cut it to ${warn} s`)
    : []
}

const bFrames = (profile: "main" | "high", { hasBFrames }: VideoStream): ReadonlyArray<Finding.Finding> => {
  if (hasBFrames === null) return say("video-b-frames-unknown", "whether it has B-frames cannot be told", encodeAgain)
  if (!hasBFrames) return []
  return profile === "high"
    ? say("video-b-frames-android", "it is of profile High with B-frames, which does not play on Android", encodeAgain)
    : say("video-b-frames", "it has B-frames, which the platform advises against", encodeAgain)
}

/** What each profile of H.264 is taken as; every other is refused. */
const profile = (stream: VideoStream): ReadonlyArray<Finding.Finding> => {
  switch (stream.profile) {
    case null:
      return [
        ...say("video-profile-unknown", "its profile of H.264 cannot be told", encodeAgain),
        ...bFrames("main", stream)
      ]
    case "baseline":
      return []
    case "main":
      return bFrames("main", stream)
    case "high":
      return stream.hasBFrames === true
        ? bFrames("high", stream)
        : [
            ...say("video-profile", "it is of profile High; the platform asks for Baseline or Main", encodeAgain),
            ...bFrames("high", stream)
          ]
    default:
      return say("video-profile-unsupported", `it is of profile ${stream.profile} of H.264`, encodeAgain)
  }
}

const picture = (stream: VideoStream): ReadonlyArray<Finding.Finding> => {
  if (stream.codec === null) return say("video-codec-unknown", "the codec of its pictures cannot be told", encodeAgain)
  return stream.codec === "h264"
    ? profile(stream)
    : say("video-codec", `its pictures are ${stream.codec}; the platform takes H.264`, encodeAgain)
}

const sound = ({ codec }: AudioStream): ReadonlyArray<Finding.Finding> => {
  if (codec === null)
    return say("video-sound-codec-unknown", "the codec of its sound cannot be told", "encode its sound as AAC")
  return codec === "aac"
    ? []
    : say("video-sound-codec", `its sound is ${codec}; the platform takes AAC`, "encode its sound as AAC")
}

const streams = ({ audio, video }: Video): ReadonlyArray<Finding.Finding> => {
  if (audio === null || video === null)
    return say("video-streams-unknown", "which streams it holds cannot be told", encodeAgain)
  return [
    ...video.flatMap(picture),
    ...audio.flatMap(sound),
    ...(audio.length > 1
      ? say(
          "video-sound-streams",
          `it has ${audio.length} streams of sound; at most one is taken`,
          "keep one stream of sound"
        )
      : [])
  ]
}

const index = ({ isIndexFirst }: Video): ReadonlyArray<Finding.Finding> => {
  const remedy = "write it with its index first (ffmpeg: -movflags +faststart)"
  if (isIndexFirst === null) return say("video-index-unknown", "where its index lies cannot be told", remedy)
  return isIndexFirst ? [] : say("video-index-last", "its index (moov) comes after its data (mdat)", remedy)
}

/**
 * Length, codecs, streams and layout of a video (MD-02; CLOUD_API 3.5).
 *
 * Baseline has no B-frames. Main with B-frames and High without them play, though the platform advises against both: warnings. High with
 * B-frames is taken by the platform and does not play on Android: an error, as nobody would report it.
 */
export const video: Rule = (context) => {
  const { content } = context.facts
  if (context.kind !== "video" || content._tag !== "Video") return []
  // A container that is not taken is one finding; what is in it changes with its conversion.
  if (MediaKind.formatOf(content.mimeType) === null) return []
  return [...length(context, content), ...streams(content), ...index(content)]
}
