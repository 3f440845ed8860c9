import * as Finding from "../Finding.ts"
import type { AudioStream } from "../MediaFacts.ts"
import type { Rule } from "./Context.ts"

const remedy = "encode it as OPUS with one channel"

const unknownStream: AudioStream = { codec: null, channels: null }

const stream = ({ channels, codec }: AudioStream): ReadonlyArray<Finding.Finding> => [
  ...(codec === null
    ? [Finding.make("audio", "audio-codec-unknown", "the codec of its sound cannot be told", remedy)]
    : codec === "opus"
      ? []
      : [Finding.make("audio", "audio-codec", `its sound is ${codec}; an OGG file has to hold OPUS`, remedy)]),
  ...(channels === null
    ? [Finding.make("audio", "audio-channels-unknown", "how many channels it has cannot be told", remedy)]
    : channels === 1
      ? []
      : [Finding.make("audio", "audio-channels", `it has ${channels} channels; an OGG file has to be mono`, remedy)])
]

/** What an audio file holds: of OGG only OPUS in mono is taken; of the other types everything is (CLOUD_API 3.5). */
export const audio: Rule = ({ facts: { content }, kind }) => {
  if (kind !== "audio" || content._tag !== "Audio" || content.mimeType !== "audio/ogg") return []
  const streams = content.streams === null || content.streams.length === 0 ? [unknownStream] : content.streams
  return streams.flatMap(stream)
}
