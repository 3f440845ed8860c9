import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as FileSystem from "@effect/platform/FileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as DirectoryBlobStore from "@sluice/adapter-node/DirectoryBlobStore"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import * as BlobStoreConformance from "@sluice/engine/test-kit/BlobStoreConformance"
import { Effect, Layer } from "effect"

const temporary = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())

BlobStoreConformance.suite(
  "directory",
  Layer.unwrapScoped(Effect.map(temporary, (path) => DirectoryBlobStore.layer(`${path}/made/below`))).pipe(
    Layer.provide(NodeFileSystem.layer)
  )
)

const id = BlobId.of(new Uint8Array(32).fill(171))

/** Every file below, and every directory. */
const below = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.map(files.readDirectory(path, { recursive: true }), (names) => names.toSorted())
  )

describe("a directory of blobs", () => {
  it.scopedLive("WH-06: a blob is a file by its name that its owner alone may read; of drafts nothing stays", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* temporary
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { draft } = yield* BlobStore
          const [kept, left] = [yield* draft, yield* draft]
          yield* kept.write(Uint8Array.of(1, 2, 3))
          yield* left.write(Uint8Array.of(4))
          yield* kept.end
          yield* kept.keep(id)
        })
      ).pipe(Effect.provide(DirectoryBlobStore.layer(path)))
      expect(yield* below(path)).toEqual(["ab", `ab/${id}`, "drafts"])
      expect((yield* files.stat(`${path}/ab/${id}`)).mode & 0o777).toBe(0o600)
      expect((yield* files.stat(`${path}/ab`)).mode & 0o777).toBe(0o700)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("WH-06: drafts of a process that died are forgotten after an hour, and nothing that is not ours", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* temporary
      const { forget } = yield* Effect.provide(BlobStore, DirectoryBlobStore.layer(path))
      const twoHoursAgo = new Date(Date.now() - 7_200_000)
      for (const name of ["drafts/old", "drafts/new", "README", "ab"])
        yield* files.writeFileString(`${path}/${name}`, "")
      yield* files.utimes(`${path}/drafts/old`, twoHoursAgo, twoHoursAgo)
      yield* files.remove(`${path}/ab`)
      yield* files.makeDirectory(`${path}/ab`)
      yield* files.writeFileString(`${path}/ab/notes`, "")
      yield* files.utimes(`${path}/ab/notes`, twoHoursAgo, twoHoursAgo)
      expect(yield* forget({ beforeMillis: Date.now() })).toBe(0)
      expect(yield* below(path)).toEqual(["README", "ab", "ab/notes", "drafts", "drafts/new"])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("a directory that cannot be made is told at the start, with its variable", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* temporary
      yield* files.writeFileString(`${path}/file`, "")
      const error = yield* Effect.flip(Layer.build(DirectoryBlobStore.layer(`${path}/file/blobs`)))
      expect(error.message).toContain("SLUICE_BLOBS_DIRECTORY")
      expect(error.message).toContain(`${path}/file/blobs`)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
