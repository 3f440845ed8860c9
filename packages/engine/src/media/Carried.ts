import { Array, Either, Option } from "effect"
import * as JsonText from "../forwarding/JsonText.ts"
import * as Reference from "../intake/media/Reference.ts"
import type { CallbackFile } from "../ports/CallbackFiles.ts"
import type { NewCallback } from "../ports/CallbackLog.ts"

/** What providers call the type of a file, and its name, in the object where they put the file. */
const typeFields: ReadonlySet<string> = new Set(["mime_type", "mimeType", "contentType", "content_type", "mediaType"])
const nameFields: ReadonlySet<string> = new Set(["filename", "fileName", "file_name", "altText"])

/** Of what people call a file; longer than any file system takes. */
const lettersMax = 255

/** What an address says that holds its file in itself (RFC 2397): `data:audio/ogg;codecs=opus;base64,`. */
const typeInAddress = (before: string): string | null => /^data:([^,]+);base64,$/i.exec(before)?.[1] ?? null

const utf8 = new TextDecoder("utf-8", { fatal: true })

const textsOf = (body: Uint8Array): ReadonlyArray<JsonText.Place> =>
  Either.getOrElse(
    Either.try(() => JsonText.texts(utf8.decode(body), () => true)),
    () => []
  )

const keyOf = ({ path }: JsonText.Place): string => String(path.at(-1) ?? "")
const objectOf = ({ path }: JsonText.Place): string => JSON.stringify(path.slice(0, -1))

/** A type as it may stand in a header; what senders say is anything. */
const typeForm = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:; ?[\w.+-]{1,40}=[\w.+"-]{1,100}){0,3}$/

const typeOf = (text: string | null): string | null => (text !== null && typeForm.test(text) ? text : null)

const nameOf = (text: string | null): string | null => (text === null || text === "" ? null : text.slice(0, lettersMax))

/**
 * The files that a stored callback carried (SPEC WH-06), each with what the callback says of it: in the address that held it, or else beside it. Both are
 * what a sender claims, and not to be believed. Pure.
 */
export const of = (
  callback: Pick<NewCallback, "accountId" | "body" | "contentType" | "receivedMillis">
): ReadonlyArray<CallbackFile> => {
  const standing = Reference.all(callback)
  if (standing.length === 0) return []
  const texts = textsOf(callback.body)
  const byObject = Array.groupBy(texts, objectOf)
  return standing.map(({ reference, text }) => {
    const place = texts.find(({ value }) => value.includes(text))
    const beside = place === undefined ? [] : (byObject[objectOf(place)] ?? [])
    const said = (fields: ReadonlySet<string>): string | null =>
      Option.getOrNull(
        Option.map(
          Array.findFirst(beside, (one) => fields.has(keyOf(one))),
          ({ value }) => value
        )
      )
    const inAddress = place === undefined ? null : typeInAddress(place.value.slice(0, place.value.indexOf(text)))
    return {
      accountId: callback.accountId,
      blob: reference.id,
      mimeType: typeOf(inAddress ?? said(typeFields)),
      filename: nameOf(said(nameFields)),
      cameMillis: callback.receivedMillis
    }
  })
}
