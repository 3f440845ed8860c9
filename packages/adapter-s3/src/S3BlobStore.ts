import * as FileSystem from "@effect/platform/FileSystem"
import type { PlatformError } from "@effect/platform/Error"
import { BlobStore, type Draft } from "@sluice/engine/ports/BlobStore"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Chunk, Data, Effect, ExecutionStrategy, Exit, Layer, Option, Scope, Stream } from "effect"
import { createHash } from "node:crypto"
import { openAsBlob } from "node:fs"
import { ask, type Bucket, tell } from "./Bucket.ts"
import * as Listing from "./Listing.ts"

/** The bucket does not answer, or refuses. */
export class BucketUnusable extends Data.TaggedError("BucketUnusable")<{
  readonly url: string
  readonly detail: string
}> {
  override get message(): string {
    return `the bucket ${this.url} cannot be used: ${this.detail} (SLUICE_S3_BUCKET_URL and the variables beside it)`
  }
}

/** Files removed beside each other. */
const forgetConcurrency = 8

const local = Effect.mapError(
  (cause: PlatformError) => new StoreUnavailable({ operation: "writing of a draft on this machine", cause })
)

const reasonOf = ({ cause }: StoreUnavailable): string =>
  cause instanceof Error ? cause.message : "it does not answer"

const page = (bucket: Bucket, token: string | null) =>
  Effect.gen(function* () {
    const query = {
      "list-type": "2",
      prefix: bucket.prefix,
      ...(token === null ? {} : { "continuation-token": token })
    }
    const response = yield* ask(bucket, { method: "GET", key: "", query })
    const xml = yield* Effect.tryPromise({
      try: () => response.text(),
      catch: (cause) => new StoreUnavailable({ operation: "listing of a bucket", cause })
    })
    if (response.ok) return Listing.parse(xml)
    return yield* new StoreUnavailable({
      operation: "listing of a bucket",
      cause: new Error("there is no such bucket")
    })
  })

const make = (bucket: Bucket, files: FileSystem.FileSystem): typeof BlobStore.Service => {
  /** Written on this machine first: nothing is stored before it is believed, and then its length and digest are known, which S3 asks for. */
  const draft = Effect.gen(function* () {
    const path = yield* files.makeTempFileScoped({ prefix: "sluice-blob-" })
    const writing = yield* Scope.fork(yield* Effect.scope, ExecutionStrategy.sequential)
    const file = yield* files.open(path, { flag: "a", mode: 0o600 }).pipe(Scope.extend(writing))
    const hash = createHash("sha256")
    const made: Draft = {
      write: (bytes) =>
        Effect.suspend(() => {
          hash.update(bytes)
          // No bytes cannot be written: a file would answer that it took none of them.
          return bytes.length === 0 ? Effect.void : local(file.writeAll(bytes))
        }),
      end: Scope.close(writing, Exit.void),
      keep: (id) =>
        Effect.gen(function* () {
          const body = yield* Effect.tryPromise({
            try: () => openAsBlob(path),
            catch: (cause) => new StoreUnavailable({ operation: "reading of a draft on this machine", cause })
          })
          const response = yield* tell(bucket, {
            method: "PUT",
            key: id,
            content: { body, sha256: hash.copy().digest("hex") }
          })
          if (response.ok) return
          return yield* new StoreUnavailable({ operation: "PUT of a bucket", cause: "there is no such bucket" })
        })
    }
    return made
  }).pipe(local)

  return {
    draft,
    read: (id) =>
      Effect.map(tell(bucket, { method: "HEAD", key: id }), (head) =>
        head.ok
          ? Option.some({
              bytes: Number(head.headers.get("content-length") ?? 0),
              content: Stream.unwrap(
                Effect.map(ask(bucket, { method: "GET", key: id }), ({ body, ok }) =>
                  ok && body !== null
                    ? Stream.fromReadableStream({
                        evaluate: (): ReadableStream<Uint8Array> => body,
                        onError: (cause) => new StoreUnavailable({ operation: "reading of a blob", cause })
                      })
                    : Stream.fail(new StoreUnavailable({ operation: "reading of a blob", cause: "it was removed" }))
                )
              )
            })
          : Option.none()
      ),
    remove: (id) => Effect.asVoid(tell(bucket, { method: "DELETE", key: id })),
    forget: ({ beforeMillis }) =>
      Stream.paginateChunkEffect(null, (token: string | null) =>
        Effect.map(
          page(bucket, token),
          ({ next, objects }) =>
            [Chunk.fromIterable(objects), Option.map(Option.fromNullable(next), (n): string | null => n)] as const
        )
      ).pipe(
        Stream.filter(({ changedMillis, key }) => changedMillis < beforeMillis && isOurs(bucket, key)),
        Stream.mapEffect(({ key }) => tell(bucket, { method: "DELETE", key: key.slice(bucket.prefix.length) }), {
          concurrency: forgetConcurrency
        }),
        Stream.runCount
      )
  }
}

const isOurs = ({ prefix }: Bucket, key: string): boolean =>
  key.startsWith(prefix) && /^[0-9a-f]{64}$/.test(key.slice(prefix.length))

/**
 * Blobs in a bucket of a store that speaks S3: `<prefix><name>`, for processes on several machines. Drafts are temporary files of this machine, which
 * its own cleaning of such files removes where a process dies over one. How old a blob is, is what the bucket says.
 *
 * The bucket is asked once at the start, so that a wrong key fails the boot and not the first callback.
 */
export const layer = (bucket: Bucket): Layer.Layer<BlobStore, BucketUnusable, FileSystem.FileSystem> =>
  Layer.effect(
    BlobStore,
    Effect.gen(function* () {
      const store = make(bucket, yield* FileSystem.FileSystem)
      // The first page alone: a bucket may hold millions.
      yield* page(bucket, null)
      return store
    }).pipe(Effect.mapError((error) => new BucketUnusable({ url: bucket.url, detail: reasonOf(error) })))
  )
