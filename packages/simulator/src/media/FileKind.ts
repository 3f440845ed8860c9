import type * as Content from "@sluice/core/policy/Content"

/**
 * Which files the platform takes: MIME types by kind, what the first bytes of each must look like, and how large it may
 * be (MD-01; CLOUD_API 3.5).
 */
export type Kind = "image" | "video" | "audio" | "document" | "sticker"

interface Form {
  readonly kind: Kind
  /** Bytes that the file must hold, and where; null where the format has none to tell it by. */
  readonly magic: ReadonlyArray<{ readonly at: number; readonly bytes: string }> | null
}

const zip: Form = { kind: "document", magic: [{ at: 0, bytes: "PK" }] }
const compound: Form = { kind: "document", magic: [{ at: 0, bytes: "\u00d0\u00cf\u0011\u00e0" }] }
const boxes = (kind: Kind): Form => ({ kind, magic: [{ at: 4, bytes: "ftyp" }] })
const openXml = "application/vnd.openxmlformats-officedocument"

const forms: ReadonlyMap<string, Form> = new Map([
  ["image/jpeg", { kind: "image", magic: [{ at: 0, bytes: "\u00ff\u00d8\u00ff" }] }],
  ["image/png", { kind: "image", magic: [{ at: 0, bytes: "\u0089PNG\r\n\u001a\n" }] }],
  [
    "image/webp",
    {
      kind: "sticker",
      magic: [
        { at: 0, bytes: "RIFF" },
        { at: 8, bytes: "WEBP" }
      ]
    }
  ],
  ["video/mp4", boxes("video")],
  ["video/3gpp", boxes("video")],
  ["audio/mp4", boxes("audio")],
  ["audio/ogg", { kind: "audio", magic: [{ at: 0, bytes: "OggS" }] }],
  ["audio/amr", { kind: "audio", magic: [{ at: 0, bytes: "#!AMR" }] }],
  ["audio/aac", { kind: "audio", magic: null }],
  ["audio/mpeg", { kind: "audio", magic: null }],
  ["text/plain", { kind: "document", magic: null }],
  ["application/pdf", { kind: "document", magic: [{ at: 0, bytes: "%PDF-" }] }],
  ["application/msword", compound],
  ["application/vnd.ms-excel", compound],
  ["application/vnd.ms-powerpoint", compound],
  [`${openXml}.wordprocessingml.document`, zip],
  [`${openXml}.spreadsheetml.sheet`, zip],
  [`${openXml}.presentationml.presentation`, zip]
])

/** How much of a file's beginning tells its format. */
export const headBytes = 32

/** The kind that a MIME type belongs to, parameters such as `codecs=opus` ignored; undefined is not taken at all. */
export const ofMime = (mimeType: string): Kind | undefined => forms.get(bare(mimeType))?.kind

/** The types that are taken, for the error that says so. */
export const mimeTypes: ReadonlyArray<string> = [...forms.keys()]

/** Whether a file's first bytes are those of its MIME type. */
export const matches = (mimeType: string, head: Uint8Array): boolean =>
  (forms.get(bare(mimeType))?.magic ?? []).every(({ at, bytes }) =>
    Array.from(bytes).every((char, offset) => head[at + offset] === char.charCodeAt(0))
  )

/** A sticker may be larger when it moves: the extended WebP header says so by a bit. */
const isAnimated = (head: Uint8Array): boolean =>
  String.fromCharCode(...head.slice(12, 16)) === "VP8X" && ((head[20] ?? 0) & 0x02) !== 0

/** How large a file of this kind may be, in bytes. Of a sticker its first bytes decide: one that moves may be larger (CLOUD_API 3.5). */
export const bytesMax = (limits: Content.Media, kind: Kind, head: Uint8Array): number => {
  switch (kind) {
    case "image":
      return limits.image.bytesMax
    case "video":
      return limits.video.bytesMax
    case "audio":
      return limits.audio.bytesMax
    case "document":
      return limits.document.bytesMax
    case "sticker":
      return isAnimated(head) ? limits.stickerAnimated.bytesMax : limits.stickerStatic.bytesMax
  }
}

const bare = (mimeType: string): string => (mimeType.split(";")[0] ?? "").trim().toLowerCase()
