import { Either } from "effect"
import { BlobId } from "../blobs/BlobId.ts"
import * as Reference from "../intake/media/Reference.ts"

/** A stored callback without somebody: what is left of its body, and the files that were taken out of it before and belong to nothing any more. */
export interface Redacted {
  readonly body: Uint8Array
  readonly contentType: string | null
  readonly blobs: ReadonlyArray<BlobId>
}

/** What is redacted: a body as it is stored, base64 taken out of it (WH-06). */
export interface Stored {
  readonly body: Uint8Array
  readonly contentType: string | null
}

/** Whether a text names the person, or one of their messages. */
export type Mentions = (text: string) => boolean

const utf8 = new TextDecoder("utf-8", { fatal: true })
const latin1 = new TextDecoder("latin1")
const encoder = new TextEncoder()

const isNamed = (mentions: Mentions, json: unknown): boolean => {
  if (typeof json === "string" || typeof json === "number") return mentions(String(json))
  if (typeof json !== "object" || json === null) return false
  return Object.entries(json).some(([key, value]) => mentions(key) || isNamed(mentions, value))
}

/**
 * JSON without the entries of lists that name the person: the innermost list decides, so that of a callback with statuses for many people theirs alone
 * go. Outside of lists nothing can be taken out without saying something else.
 */
const without = (mentions: Mentions, json: unknown): unknown => {
  if (Array.isArray(json)) {
    return json.map((one) => without(mentions, one)).filter((one) => !isNamed(mentions, one))
  }
  if (typeof json !== "object" || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, without(mentions, value)]))
}

const jsonOf = (text: string): unknown => Either.getOrNull(Either.try((): unknown => JSON.parse(text)))

/** What of a text may stay; empty where nothing can be told apart. */
const left = (mentions: Mentions, text: string): string => {
  const json = jsonOf(text)
  if (typeof json !== "object" || json === null) return ""
  const rest = without(mentions, json)
  return isNamed(mentions, rest) ? "" : JSON.stringify(rest)
}

/** As `without`, of JSON text in a queue: null where nothing of it is left. */
export const textWithout = (mentions: Mentions, text: string): string | null => {
  const rest = left(mentions, text)
  return rest === "" ? null : rest
}

/**
 * A stored callback without what names somebody (docs/people.md): the entries of its lists that do; where it has none, as a form has, or where something
 * else in it names them, all of it. Null where nothing does.
 *
 * Escapes of digits or letters (`\u0038`) are read as what they stand for. What is no text in UTF-8 can only go as a whole.
 */
export const of = (mentions: Mentions, stored: Stored): Redacted | null => {
  const text = Either.getOrNull(Either.try(() => utf8.decode(stored.body)))
  if (text === null) {
    return mentions(latin1.decode(stored.body)) ? { body: new Uint8Array(), contentType: null, blobs: [] } : null
  }
  const json = jsonOf(text)
  if (json === null ? !mentions(unescaped(text)) : !isNamed(mentions, json)) return null
  const body = encoder.encode(left(mentions, text))
  const written = latin1.decode(body)
  const all = Reference.all(stored)
  const offsets = all.flatMap((one) => {
    const offset = written.indexOf(one.text)
    return offset < 0 ? [] : [offset]
  })
  const kept = new Set(all.filter((one) => written.includes(one.text)).map(({ reference }) => reference.id))
  return {
    body,
    contentType: Reference.contentTypeWith(Reference.offsetsIn(stored.contentType).contentType, offsets),
    blobs: all.map(({ reference }) => reference.id).filter((id) => !kept.has(id))
  }
}

/** A form as its fields read: a plus sign and brackets come as `%2B` and so on. */
const unescaped = (text: string): string =>
  Either.getOrElse(
    Either.try(() => decodeURIComponent(text)),
    () => text
  )
