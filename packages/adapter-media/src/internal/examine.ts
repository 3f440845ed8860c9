import type { Content } from "@sluice/core/media/MediaFacts"
import { fileTypeFromBuffer, fileTypeFromFile } from "file-type"
import { layout } from "./boxes.ts"
import * as Bytes from "./Bytes.ts"
import { compoundFile } from "./compoundFile.ts"
import { jpeg } from "./jpeg.ts"
import { png } from "./png.ts"
import { isText } from "./text.ts"
import { tracks } from "./tracks.ts"
import type { Tracks } from "./tracks.ts"
import { webp } from "./webp.ts"
import { hasDirectory } from "./zip.ts"

/** The bytes of a file, or its path. */
export type Place = { readonly bytes: Uint8Array } | { readonly path: string }

/** What the bytes tell. */
export interface Found {
  readonly bytes: number
  readonly isWhole: boolean | null
  readonly content: Content
}

type Told = Omit<Found, "bytes">

/** What the library says; null where it knows no such type, or gives up on a file that is made to keep it busy. */
const sniff = async (place: Place): Promise<{ readonly ext: string; readonly mime: string } | null> => {
  try {
    return (await ("path" in place ? fileTypeFromFile(place.path) : fileTypeFromBuffer(place.bytes))) ?? null
  } catch {
    return null
  }
}

/** Types that the library names more narrowly than the platform does. */
const names: Readonly<Partial<Record<string, string>>> = {
  "image/apng": "image/png",
  "video/x-m4v": "video/mp4",
  "audio/x-m4a": "audio/mp4"
}

const typeOf = ({ ext, mime }: { readonly ext: string; readonly mime: string }, bytes: Bytes.Bytes): string => {
  // MPEG audio of the first two layers shares the type of MP3, which is the third.
  if (ext === "mp1" || ext === "mp2") return `audio/${ext}`
  // Wide-band AMR begins like AMR, and is another codec.
  if (mime === "audio/amr" && Bytes.letters(bytes.at(0, 9), 0, 9) === "#!AMR-WB\n") return "audio/amr-wb"
  const essence = mime.split(";")[0] ?? mime
  return names[essence] ?? essence
}

const other = (mimeType: string | null): Told => ({ isWhole: null, content: { _tag: "Other", mimeType } })
const document = (mimeType: string, isWhole: boolean | null): Told => ({
  isWhole,
  content: { _tag: "Document", mimeType }
})

/** Without pictures it is sound: of MP4 that is a type of its own, which the platform takes as audio. */
const isSound = (mimeType: string, { audio, video }: Tracks): boolean =>
  video === null || audio === null ? mimeType.startsWith("audio/") : video.length === 0 && audio.length > 0

const boxed = async (mimeType: string, bytes: Bytes.Bytes): Promise<Told> => {
  const { isIndexFirst, isWhole } = layout(bytes)
  const held = await tracks(bytes)
  const type = mimeType.slice(mimeType.indexOf("/") + 1)
  return {
    isWhole,
    content: isSound(mimeType, held)
      ? { _tag: "Audio", mimeType: `audio/${type}`, seconds: held.seconds, streams: held.audio }
      : { _tag: "Video", mimeType: `video/${type}`, isIndexFirst, ...held }
  }
}

const sound = async (mimeType: string, bytes: Bytes.Bytes): Promise<Told> => {
  const { audio, seconds } = await tracks(bytes)
  return { isWhole: null, content: { _tag: "Audio", mimeType, seconds, streams: audio } }
}

const office = "application/vnd.openxmlformats-officedocument."

const told = async (mimeType: string, bytes: Bytes.Bytes): Promise<Told> => {
  switch (mimeType) {
    case "image/png":
      return png(bytes)
    case "image/jpeg":
      return jpeg(bytes)
    case "image/webp":
      return webp(bytes)
    case "video/mp4":
    case "audio/mp4":
    case "video/3gpp":
    case "video/3gpp2":
    case "video/quicktime":
      return boxed(mimeType, bytes)
    case "audio/ogg":
    case "audio/mpeg":
    case "audio/aac":
      return sound(mimeType, bytes)
    case "audio/amr":
      // One codec and one channel, by its definition.
      return {
        isWhole: null,
        content: { _tag: "Audio", mimeType, seconds: null, streams: [{ codec: "amr", channels: 1 }] }
      }
    case "application/pdf":
      return document(mimeType, null)
    case "application/x-cfb": {
      const program = compoundFile(bytes)
      return program === null ? other(mimeType) : document(program, null)
    }
    default:
      return mimeType.startsWith(office) ? document(mimeType, hasDirectory(bytes)) : other(mimeType)
  }
}

/**
 * Tells what a file is (SPEC MD-01, MD-02): its type by its magic numbers, then what the rules ask of files of that type.
 *
 * Only for a thread that can be ended: libraries look at the bytes, and no library is proof against every file.
 */
export const examine = async (place: Place): Promise<Found> => {
  const look = async (bytes: Bytes.Bytes): Promise<Found> => {
    const type = bytes.total === 0 ? null : await sniff(place)
    if (type !== null) return { bytes: bytes.total, ...(await told(typeOf(type, bytes), bytes)) }
    return { bytes: bytes.total, ...(isText(bytes) ? document("text/plain", null) : other(null)) }
  }
  return "path" in place ? Bytes.ofFile(place.path, look) : look(Bytes.ofMemory(place.bytes))
}
