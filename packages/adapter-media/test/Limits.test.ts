import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import * as NodeMediaReader from "@sluice/adapter-media/NodeMediaReader"
import { noClaims } from "@sluice/core/media/MediaFacts"
import { Bytes, File, MediaReader } from "@sluice/engine/ports/MediaReader"
import * as Movies from "@sluice/engine/test-kit/media/Movies"
import { big, pack } from "@sluice/engine/test-kit/media/Pack"
import * as Pictures from "@sluice/engine/test-kit/media/Pictures"
import { Effect, Fiber, Layer } from "effect"

const reader = (options: NodeMediaReader.Options) =>
  NodeMediaReader.layer(options).pipe(Layer.provide(NodeFileSystem.layer))

/** A film whose table of times claims four thousand million frames, which its reader has to put in order. */
const endless = (): Uint8Array => {
  const film = Movies.movie({ picture: { profile: "main", hasBFrames: true }, seconds: 3 })
  const table = Buffer.from(film).indexOf("stts") + 8
  return pack(film.subarray(0, table), big(1, 4), big(0xffffffff, 4), film.subarray(table + 8))
}

const read = (bytes: Uint8Array) => Effect.flatMap(MediaReader, (port) => port.read(Bytes({ bytes }), noClaims))

describe("the limits of NodeMediaReader", () => {
  it.live("MD-02: a film that takes more memory than any good one is told as hostile, and ends its thread alone", () =>
    Effect.gen(function* () {
      for (const round of [1, 2]) {
        const error = yield* Effect.flip(read(endless()))
        expect({ round, error }).toMatchObject({ round, error: { _tag: "MediaUnreadable", reason: "hostile" } })
        expect((yield* read(Pictures.png())).content.mimeType).toBe("image/png")
      }
    }).pipe(Effect.provide(reader({ threadsMax: 1, heapMegabytesMax: 32, fileMillisMax: 20_000 })))
  )

  it.live("MD-02: a file that takes longer than it may is told as hostile, whatever clock the engine runs on", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(read(endless()))
      expect(error).toMatchObject({ reason: "hostile", detail: "looking at it took longer than 100 ms" })
    }).pipe(Effect.provide(reader({ threadsMax: 1, heapMegabytesMax: 4_096, fileMillisMax: 100 })))
  )

  it.live("who stops waiting frees the thread: the next file does not wait for the last", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.fork(read(endless()))
      yield* Effect.sleep("50 millis")
      yield* Fiber.interrupt(waiting)
      expect((yield* read(Pictures.png())).content.mimeType).toBe("image/png")
    }).pipe(Effect.provide(reader({ threadsMax: 1, heapMegabytesMax: 4_096, fileMillisMax: 20_000 })))
  )

  it.live("MD-02: a file of a gigabyte is read in place, its index at the very end among it", () =>
    Effect.gen(function* () {
      const { read: readFrom } = yield* MediaReader
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      const film = Movies.movie({ isIndexFirst: false })
      const data = Buffer.from(film).indexOf("mdat") - 4
      const index = Buffer.from(film).indexOf("moov") - 4
      const gigabyte = 1_073_741_824
      const file = yield* files.open(path, { flag: "w+" })
      yield* file.writeAll(pack(film.subarray(0, data), big(gigabyte, 4), film.subarray(data + 4, index)))
      // What was not written takes no room on the disk.
      yield* file.truncate(data + gigabyte)
      yield* file.seek(data + gigabyte, "start")
      yield* file.writeAll(film.subarray(index))
      const before = process.memoryUsage.rss()
      const facts = yield* readFrom(File({ path }), noClaims)
      expect(facts).toMatchObject({ bytes: film.length - (index - data) + gigabyte, isWhole: true })
      expect(facts.content).toMatchObject({ isIndexFirst: false, seconds: 1 })
      expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000)
    }).pipe(Effect.scoped, Effect.provide([reader({}), NodeFileSystem.layer]))
  )
})
