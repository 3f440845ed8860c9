/** What a customer sent, as far as every provider can tell it. */
export type Said =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "button"; readonly text: string; readonly payload: string }
  | {
      readonly kind: "file"
      readonly type: "image" | "video" | "audio" | "document"
      readonly url: string
      readonly mimeType: string
      readonly caption: string | null
    }
  | { readonly kind: "location"; readonly latitude: number; readonly longitude: number }

/** A message from a customer on its way to whoever a provider tells. */
export interface Arrived {
  /** WhatsApp's own id of it. */
  readonly wamid: string
  /** The provider's. */
  readonly id: string
  /** Digits of the writer's number, and their name. */
  readonly from: string
  readonly name: string
  readonly said: Said
  /** Id of the message that it answers; null where it answers none. */
  readonly repliesTo: string | null
  readonly atMillis: number
}

/** Types of messages that every provider tells. */
export const types: ReadonlyArray<string> = ["text", "button", "image", "video", "audio", "document", "location"]

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {}

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** What a message of the platform's own words says; null for a type that not every provider tells. */
export const said = (type: string, value: unknown): Said | null => {
  const fields = fieldsOf(value)
  switch (type) {
    case "text":
      return { kind: "text", text: text(fields["body"]) }
    case "button":
      return { kind: "button", text: text(fields["text"]), payload: text(fields["payload"]) }
    case "image":
    case "video":
    case "audio":
    case "document":
      return {
        kind: "file",
        type,
        url: text(fields["url"]),
        mimeType: text(fields["mime_type"]),
        caption: typeof fields["caption"] === "string" ? fields["caption"] : null
      }
    case "location":
      return { kind: "location", latitude: Number(fields["latitude"]), longitude: Number(fields["longitude"]) }
    default:
      return null
  }
}
