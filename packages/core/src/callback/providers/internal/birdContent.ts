import type { InboundContent } from "../../Inbound.ts"
import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Events from "./events.ts"
import { readPlace } from "./place.ts"
import * as Values from "./values.ts"

const knownText = new Set(["text", "actions", "metadata"])
const knownImages = new Set(["images", "text", "actions", "metadata"])
const knownFiles = new Set(["files", "text", "actions", "metadata"])
const knownFile = new Set(["mediaUrl", "contentType", "filename", "altText", "size", "metadata"])
const knownLocation = new Set(["coordinates", "location", "actions", "metadata"])

/** One content, and where in the callback it stands. */
interface Placed {
  readonly path: string
  readonly content: InboundContent
}

/** How the body of one type is read, from the object under its type, which stands at `path`. */
type Reader = (log: Log.Log, content: Read.Fields, path: string) => ReadonlyArray<Placed>

const whole = (content: InboundContent): ReadonlyArray<Placed> => [{ path: "payload", content }]

/** The button that a customer touched comes as the first action of a text. */
const readPressed = (log: Log.Log, content: Read.Fields, path: string): InboundContent | null => {
  const [action] = Read.records(log, content, "actions", path, (_, each, at) => {
    const type = Values.filled(log, each, "type", at)
    const inner = type === "postback" || type === "reply" ? Read.fields(log, each, type, at) : null
    if (inner === null) {
      Log.unknown(log, at, each)
      return null
    }
    const innerAt = `${at}.${type}`
    return {
      payload: Values.filled(log, inner, "payload", innerAt),
      text: Values.filled(log, inner, "text", innerAt)
    }
  }).filter((each) => each !== null)
  return action === undefined ? null : { kind: "button", ...action }
}

const readText: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownText, path)
  return whole(readPressed(log, content, path) ?? { kind: "text", body: Read.text(log, content, "text", path) })
}

const files =
  (key: "images" | "files", known: ReadonlySet<string>): Reader =>
  (log, content, path) => {
    Read.onlyKnown(log, content, known, path)
    const caption = Values.filled(log, content, "text", path)
    const found = Read.records(log, content, key, path, (_, file, at) => {
      Read.onlyKnown(log, file, knownFile, at)
      const mimeType = Values.filled(log, file, "contentType", at)
      const kind = mimeType === null && key === "images" ? "image" : Events.kindOf(mimeType)
      const url = Values.filled(log, file, "mediaUrl", at)
      return {
        path: at,
        content: Events.media(kind, { mimeType, url, filename: Values.filled(log, file, "filename", at) })
      }
    })
    if (found.length === 0) Log.issue(log, `${path}.${key}`, "missing", "is needed for a message of its type")
    // The text goes with the first file, as on a phone.
    return found.map(({ content: file, path: at }, position) => ({
      path: at,
      content: position === 0 ? { ...file, caption } : file
    }))
  }

const readLocation: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownLocation, path)
  return whole(readPlace(log, content, path, { latitude: "latitude", longitude: "longitude", name: "label" }))
}

const readers: Readonly<Record<string, Reader>> = {
  text: readText,
  image: files("images", knownImages),
  file: files("files", knownFiles),
  gif: files("images", knownImages),
  location: readLocation
}

/**
 * What a message says: one content, or one for each file. Types that Bird has and WhatsApp's customers cannot send (lists, carousels), and
 * types that are new, are kept raw.
 */
export const readContents = (log: Log.Log, payload: Read.Fields): ReadonlyArray<Placed> => {
  const body = Read.fields(log, payload, "body", "payload")
  const type = body === null ? null : Values.filled(log, body, "type", "payload.body")
  if (body === null || type === null) {
    const path = body === null ? "payload.body" : "payload.body.type"
    Log.issue(log, path, "missing", "is needed to read what a message says")
    return whole({ kind: "unknown", type: "", raw: body })
  }
  for (const key in body) if (key !== "type" && key !== type) Log.unknown(log, `payload.body.${key}`, body[key])
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  if (read === undefined) {
    Log.unknown(log, "payload.body.type", type)
    return whole({ kind: "unknown", type, raw: body })
  }
  const content = Read.fields(log, body, type, "payload.body")
  if (content === null) Log.issue(log, `payload.body.${type}`, "missing", "is needed for a message of its type")
  const placed = content === null ? [] : read(log, content, `payload.body.${type}`)
  return placed.length === 0 ? whole({ kind: "unknown", type, raw: body }) : placed
}
