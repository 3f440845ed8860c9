import { Data, Effect, Encoding, Stream } from "effect"
import { essence } from "@sluice/core/media/MediaKind"
import * as BlobId from "../blobs/BlobId.ts"
import { BlobStore } from "../ports/BlobStore.ts"
import { Crypto } from "../ports/Crypto.ts"
import type { CloudApiAccount } from "../ports/Directory.ts"
import type { AnnouncedFile, Standing } from "../ports/MediaFiles.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Announcing from "./Announcing.ts"
import * as Looking from "./Looking.ts"

/** The file has more bytes than are taken. */
export class FileTooLarge extends Data.TaggedError("FileTooLarge")<{ readonly bytesMax: number }> {
  override get message(): string {
    return `the file has more than ${this.bytesMax} bytes`
  }
}

/** What came is not what the platform said: a part of it, other bytes, another type. */
export class FileDamaged extends Data.TaggedError("FileDamaged")<{ readonly detail: string }> {
  override get message(): string {
    return `what came is not the file: ${this.detail}`
  }
}

const utf8 = new TextEncoder()

/**
 * The name of a copy: of its account and its bytes. So the same file twice takes room once, and no account shares a copy with another; and it is no
 * name of a file that callbacks carried (`BlobId.of` their bytes), which must not go when a copy does.
 */
const nameOf = (sha256: (bytes: Uint8Array) => Uint8Array, accountId: string, digest: string): BlobId.BlobId =>
  BlobId.of(sha256(utf8.encode(`copy of media\n${accountId}\n${digest}`)))

/** Told of a file by its callback, by the platform's word on it, and by the answer that brings it: they must not contradict one another. */
const typeOf = (types: ReadonlyArray<string | null>): string | FileDamaged => {
  const told = types.filter((type) => type !== null)
  const [first = "application/octet-stream"] = told
  const other = told.find((type) => essence(type) !== essence(first))
  return other === undefined
    ? first
    : new FileDamaged({ detail: `it is ${essence(first)}, and came as ${essence(other)}` })
}

const copy = Effect.fnUntraced(function* (
  account: CloudApiAccount,
  file: AnnouncedFile,
  described: Looking.Described,
  bytesMax: number
) {
  const blobs = yield* BlobStore
  const crypto = yield* Crypto
  const tooLarge = new FileTooLarge({ bytesMax })
  if ((described.bytes ?? 0) > bytesMax) return yield* tooLarge
  const opened = yield* Looking.open(account, described.url)
  if ((opened.bytes ?? 0) > bytesMax) return yield* tooLarge
  const mimeType = typeOf([described.mimeType, opened.mimeType, file.mimeType])
  if (typeof mimeType !== "string") return yield* mimeType
  const draft = yield* blobs.draft
  const hash = crypto.running.sha256()
  let bytes = 0
  yield* Stream.runForEach(opened.content, (part): Effect.Effect<void, FileTooLarge | StoreUnavailable> => {
    bytes += part.length
    if (bytes > bytesMax) return tooLarge
    hash.update(part)
    return draft.write(part)
  })
  yield* draft.end
  const sha256 = Encoding.encodeHex(hash.digest())
  if (described.bytes !== null && described.bytes !== bytes) {
    return yield* new FileDamaged({ detail: `${bytes} of ${described.bytes} bytes came` })
  }
  const expected = [described.sha256 === null ? null : Announcing.sha256Of(described.sha256), file.sha256]
  if (expected.some((digest) => digest !== null && digest !== sha256)) {
    return yield* new FileDamaged({ detail: "its SHA-256 is another" })
  }
  const blob = nameOf(crypto.sha256, account.id, sha256)
  yield* draft.keep(blob)
  const kept: Standing = { _tag: "Kept", blob, bytes, mimeType, sha256 }
  return kept
}, Effect.scoped)

/**
 * Takes a copy of a file from the platform into the blob store, as it comes (MD-04): it is never in memory as a whole, and nothing of it is kept that is too
 * large, cut off, or not what the platform and the callback said.
 *
 * An address that has run out in the meantime is asked for once more (CLOUD_API 3.5); one that is stale at once again is the platform's fault.
 */
export const take = Effect.fn("Copying.take")(function* (
  account: CloudApiAccount,
  phoneNumberId: string,
  file: AnnouncedFile,
  bytesMax: number
) {
  const once = Effect.flatMap(Looking.describe(account, phoneNumberId, file.mediaId), (described) =>
    copy(account, file, described, bytesMax)
  )
  return yield* Effect.retry(once, { times: 1, while: (error) => error instanceof Looking.AddressStale })
})
