import { Effect, type Scope } from "effect"
import * as BlobId from "../../blobs/BlobId.ts"
import { BlobStore, type Draft } from "../../ports/BlobStore.ts"
import { Crypto, type Running } from "../../ports/Crypto.ts"
import type { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import type { ArrivalStopped, Arriving, Content, Head } from "../Delivery.ts"
import * as Base64Scan from "./Base64Scan.ts"
import * as Growing from "./Growing.ts"
import * as Reference from "./Reference.ts"

/** A body without its long runs of base64. */
export interface Reduced {
  readonly body: Uint8Array
  /** Where in it references stand, in bytes; none where nothing was taken out. */
  readonly offsets: ReadonlyArray<number>
  /** Makes what was taken out durable. Without it, it is gone with the scope. */
  readonly keep: Effect.Effect<void, StoreUnavailable>
}

/**
 * Runs from this many letters on go to the blob store, files of 6 KB: longer than the longest text of a message (4,096 letters), shorter than the
 * images and sounds that come this way (8 KB and more, SPEC WH-06).
 */
const lettersMin = 8_192

const utf8 = new TextEncoder()

interface Open {
  readonly draft: Draft
  readonly hash: Running
  bytes: number
}

/**
 * Reads a body as it arrives: base64 goes to drafts of the blob store, chunk by chunk, and the rest is kept with references in its place
 * (SPEC WH-06). Beyond the rest it holds one chunk at a time.
 *
 * Nothing is believed here: whoever calls keeps what was taken out once the signature is known to be good.
 *
 * @param seen hears of each chunk before it is taken apart.
 */
export const reduce = (
  arriving: Arriving,
  seen: (chunk: Uint8Array) => void
): Effect.Effect<Reduced, ArrivalStopped | StoreUnavailable, BlobStore | Crypto | Scope.Scope> =>
  Effect.gen(function* () {
    const blobs = yield* BlobStore
    const { running } = yield* Crypto
    const scan = Base64Scan.make(lettersMin)
    const text = Growing.make()
    const offsets: Array<number> = []
    const ended: Array<{ readonly draft: Draft; readonly id: BlobId.BlobId }> = []
    let open: Open | null = null
    let ending = false

    while (!ending) {
      const chunk: Uint8Array | null = yield* arriving.next
      if (chunk !== null) seen(chunk)
      ending = chunk === null
      for (const piece of chunk === null ? scan.end() : scan.push(chunk)) {
        if (piece._tag === "Text") text.push(piece.bytes)
        else if (piece._tag === "Begin") open = { draft: yield* blobs.draft, hash: running.sha256(), bytes: 0 }
        else if (open !== null && piece._tag === "Bytes") {
          open.hash.update(piece.bytes)
          open.bytes += piece.bytes.length
          yield* open.draft.write(piece.bytes)
        } else if (open !== null && piece._tag === "End") {
          const { bytes, draft, hash }: Open = open
          const id = BlobId.of(hash.digest())
          offsets.push(text.length())
          text.push(utf8.encode(Reference.write({ id, bytes, form: piece.form })))
          ended.push({ draft, id })
          open = null
          yield* draft.end
        }
      }
    }
    scan.free()
    return {
      body: text.bytes(),
      offsets,
      keep: Effect.forEach(ended, ({ draft, id }) => draft.keep(id), { discard: true })
    }
  })

/** What is kept of a delivery: where it is believed, with word of where references stand; otherwise they refer to nothing. */
export const contentOf = ({ headers }: Head, { body, offsets }: Reduced, isBelieved: boolean): Content => {
  const stated = headers["content-type"] ?? null
  return { contentType: isBelieved ? Reference.contentTypeWith(stated, offsets) : stated, body }
}
