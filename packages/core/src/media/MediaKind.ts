import type { MediaReference } from "../message/MediaReference.ts"

/** What a message can show a file as: the type of the message, or of the header that holds it. */
export type Kind = MediaReference["kind"]

/** Every kind there is. */
export const kinds: ReadonlyArray<Kind> = ["image", "video", "audio", "document", "sticker"]

/** As what a file goes. A sticker is one kind of message, and two kinds of file: a moving one may be larger (CLOUD_API 3.5). */
export type Form = Exclude<Kind, "sticker"> | "sticker-static" | "sticker-animated"

/** A type of file that the platform takes. */
export interface Format {
  readonly kind: Kind
  /** What the file must be claimed to be, word for word. */
  readonly mimeType: string
  /** Endings of its name, without the dot; the first is the usual one. */
  readonly extensions: ReadonlyArray<string>
}

const format = (kind: Kind, mimeType: string, ...extensions: ReadonlyArray<string>): Format => ({
  kind,
  mimeType,
  extensions
})

const office = "application/vnd.openxmlformats-officedocument"

/** Every type of file that the platform takes, each as one kind alone (CLOUD_API 3.5). */
export const formats: ReadonlyArray<Format> = [
  format("image", "image/jpeg", "jpg", "jpeg"),
  format("image", "image/png", "png"),
  format("video", "video/mp4", "mp4"),
  format("video", "video/3gpp", "3gp", "3gpp"),
  format("audio", "audio/aac", "aac"),
  format("audio", "audio/amr", "amr"),
  format("audio", "audio/mpeg", "mp3"),
  format("audio", "audio/mp4", "m4a"),
  format("audio", "audio/ogg", "ogg", "oga", "opus"),
  format("document", "text/plain", "txt"),
  format("document", "application/pdf", "pdf"),
  format("document", "application/msword", "doc"),
  format("document", "application/vnd.ms-excel", "xls"),
  format("document", "application/vnd.ms-powerpoint", "ppt"),
  format("document", `${office}.wordprocessingml.document`, "docx"),
  format("document", `${office}.spreadsheetml.sheet`, "xlsx"),
  format("document", `${office}.presentationml.presentation`, "pptx"),
  format("sticker", "image/webp", "webp")
]

/** A MIME type without its parameters: `audio/ogg; codecs=opus` is `audio/ogg`. */
export const essence = (mimeType: string): string => (mimeType.split(";")[0] ?? "").trim().toLowerCase()

/** The format of that MIME type; null where the platform takes no such file. */
export const formatOf = (mimeType: string): Format | null =>
  formats.find((candidate) => candidate.mimeType === mimeType) ?? null
