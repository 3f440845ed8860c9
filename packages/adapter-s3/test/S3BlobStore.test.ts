import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import type { Bucket } from "@sluice/adapter-s3/Bucket"
import * as Listing from "@sluice/adapter-s3/Listing"
import * as S3BlobStore from "@sluice/adapter-s3/S3BlobStore"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import * as BlobStoreConformance from "@sluice/engine/test-kit/BlobStoreConformance"
import { Effect, Layer, Option, Redacted } from "effect"
import * as fakeBucket from "./fakeBucket.ts"

const bucketOf = (url: string, changes: Partial<Bucket> = {}): Bucket => ({
  url,
  prefix: "sluice/",
  region: fakeBucket.credentials.region,
  accessKeyId: fakeBucket.credentials.accessKeyId,
  secretAccessKey: Redacted.make(fakeBucket.credentials.secretAccessKey),
  ...changes
})

const storeIn = (bucket: Bucket) => S3BlobStore.layer(bucket).pipe(Layer.provide(NodeFileSystem.layer))

BlobStoreConformance.suite("S3", Layer.unwrapScoped(Effect.map(fakeBucket.make, ({ url }) => storeIn(bucketOf(url)))))

const id = BlobId.of(new Uint8Array(32).fill(171))

const put = Effect.scoped(
  Effect.gen(function* () {
    const { draft } = yield* BlobStore
    const written = yield* draft
    yield* written.write(Uint8Array.of(1, 2, 3))
    yield* written.end
    yield* written.keep(id)
  })
)

describe("blobs in a bucket", () => {
  it.scopedLive("WH-06: a blob is an object below the prefix, and what else lies there is never forgotten", () =>
    Effect.gen(function* () {
      const bucket = yield* fakeBucket.make
      const changed = new Date(0)
      for (const key of ["other", "sluice/notes", `else/${id}`])
        bucket.objects.set(key, { body: Buffer.alloc(1), changed })
      const removed = yield* Effect.gen(function* () {
        yield* put
        expect([...bucket.objects.keys()]).toContain(`sluice/${id}`)
        return yield* Effect.flatMap(BlobStore, ({ forget }) => forget({ beforeMillis: Date.now() + 60_000 }))
      }).pipe(Effect.provide(storeIn(bucketOf(bucket.url))))
      expect(removed).toBe(1)
      expect([...bucket.objects.keys()].toSorted()).toEqual([`else/${id}`, "other", "sluice/notes"])
    })
  )

  it.scopedLive(
    "WH-03: a bucket that has a bad moment is asked again; one that stays away is a store that is away",
    () =>
      Effect.gen(function* () {
        const bucket = yield* fakeBucket.make
        yield* Effect.gen(function* () {
          bucket.failures = 2
          yield* put
          bucket.failures = 3
          const error = yield* Effect.flip(put)
          expect(error._tag).toBe("StoreUnavailable")
          const found = yield* Effect.flatMap(BlobStore, ({ read }) => read(id))
          expect(Option.isSome(found)).toBe(true)
        }).pipe(Effect.provide(storeIn(bucketOf(bucket.url))))
      })
  )

  it.scopedLive("a wrong key is told at the start, with the variables to look at, and without the secret", () =>
    Effect.gen(function* () {
      const { url } = yield* fakeBucket.make
      const wrong = bucketOf(url, { secretAccessKey: Redacted.make("not the secret") })
      const error = yield* Effect.flip(Layer.build(storeIn(wrong)))
      expect(error.message).toMatch(/SignatureDoesNotMatch.*SLUICE_S3_BUCKET_URL/)
      expect(error.message).not.toContain("not the secret")
    })
  )

  it("WH-06: a listing is read with its escapes; what lacks a key or a date is left out", () => {
    const xml =
      "<ListBucketResult><Contents><Key>a&amp;b&#x41;</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>" +
      "<Contents><Key>c</Key></Contents><Contents><LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>" +
      "<NextContinuationToken>n&lt;1</NextContinuationToken></ListBucketResult>"
    expect(Listing.parse(xml)).toEqual({
      objects: [{ key: "a&bA", changedMillis: Date.UTC(2026, 0, 2, 3, 4, 5) }],
      next: "n<1"
    })
    expect(Listing.parse("")).toEqual({ objects: [], next: null })
  })
})
