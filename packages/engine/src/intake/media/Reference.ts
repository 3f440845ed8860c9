import { Data, Either, Option, Schema } from "effect"
import { BlobId } from "../../blobs/BlobId.ts"
import type { Form } from "./Base64Form.ts"

/** What stands in a stored callback for a run of base64: the blob, its length, and how the run was spelled. */
export interface Reference {
  readonly id: BlobId
  readonly bytes: number
  readonly form: Form
}

/** A stored callback says that a reference stands where none does. */
export class ReferenceDamaged extends Data.TaggedError("ReferenceDamaged")<{ readonly offset: number }> {
  override get message(): string {
    return `there is no reference to a blob at byte ${this.offset} of the body`
  }
}

/**
 * As it is written: `sluice-blob:<form>:<bytes>:<id>`, letters that need no escape in JSON. A person's text can say the same; so what is a reference
 * is not told by its looks, but by the offsets in the stored content type.
 */
export const write = ({ bytes, form, id }: Reference): string => {
  const escaped = form.escapedSlashes ? "-escaped" : ""
  return `${scheme}${form.alphabet}${escaped}${form.padded ? "" : "-unpadded"}:${bytes}:${id}`
}

const scheme = "sluice-blob:"
const written = /^sluice-blob:(base64|base64url)(-escaped)?(-unpadded)?:(0|[1-9]\d{0,9}):([0-9a-f]{64})/

/** No reference is longer, in letters, all of which are ASCII: `write` makes 113 at most. */
const lengthMax = 128

const latin1 = new TextDecoder("latin1")

/** The reference that a text begins with, and the letters of it. */
const begun = (text: string): { readonly reference: Reference; readonly text: string } | null => {
  const [whole, alphabet, escaped, unpadded, bytes, id] = written.exec(text) ?? []
  if (whole === undefined) return null
  const form: Form = {
    alphabet: alphabet === "base64url" ? "base64url" : "base64",
    escapedSlashes: escaped !== undefined,
    padded: unpadded === undefined
  }
  return { reference: { id: Schema.decodeSync(BlobId)(id ?? ""), bytes: Number(bytes), form }, text: whole }
}

/** Whether a name that somebody asks for is meant as a reference; `parse` tells whether it is one. */
export const isMeant = (text: string): boolean => text.startsWith(scheme)

/** The reference that a text is as a whole, letter for letter; null for every other. */
export const parse = (text: string): Reference | null => {
  const found = begun(text)
  return found?.text === text ? found.reference : null
}

/** The reference that stands at `offset` of a stored body, and where it ends. */
export const at = (
  body: Uint8Array,
  offset: number
): Either.Either<{ readonly reference: Reference; readonly end: number }, ReferenceDamaged> => {
  const found = begun(latin1.decode(body.subarray(offset, offset + lengthMax)))
  return found === null
    ? Either.left(new ReferenceDamaged({ offset }))
    : Either.right({ reference: found.reference, end: offset + found.text.length })
}

const parameter = /; sluice-blobs=(\d{1,10}(?:\.\d{1,10})*)$/

/**
 * The content type of a stored body in which references stand: that of its header, and behind it the offset of each reference in bytes. It stays the
 * same type for whoever reads the body.
 */
export const contentTypeWith = (contentType: string | null, offsets: ReadonlyArray<number>): string | null =>
  offsets.length === 0 ? contentType : `${contentType ?? "application/json"}; sluice-blobs=${offsets.join(".")}`

/** The content type that the header said, and where references stand. */
export const offsetsIn = (
  contentType: string | null
): { readonly contentType: string | null; readonly offsets: ReadonlyArray<number> } =>
  Option.match(Option.fromNullable(parameter.exec(contentType ?? "")), {
    onNone: () => ({ contentType, offsets: [] }),
    onSome: ({ 1: offsets = "", index }) => ({
      contentType: (contentType ?? "").slice(0, index),
      offsets: offsets.split(".").map(Number)
    })
  })

/** A reference that stands in a stored body, and the text that subscribers and callers get to see of it. */
export interface Standing {
  readonly reference: Reference
  readonly text: string
}

/** Every reference of a stored body, in order; one that is damaged is left out. */
export const all = (stored: {
  readonly body: Uint8Array
  readonly contentType: string | null
}): ReadonlyArray<Standing> =>
  offsetsIn(stored.contentType).offsets.flatMap((offset) =>
    Either.match(at(stored.body, offset), {
      onLeft: () => [],
      onRight: ({ reference }) => [{ reference, text: write(reference) }]
    })
  )
