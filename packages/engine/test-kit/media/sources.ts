import { expect } from "@effect/vitest"
import { noClaims } from "@sluice/core/media/MediaFacts"
import { Effect, Exit, Stream } from "effect"
import { Bytes, File, MediaReader, MediaTooLarge, MediaUnreadable, Streamed } from "../../src/ports/MediaReader.ts"
import * as Movies from "./Movies.ts"
import * as Pictures from "./Pictures.ts"
import type { Stored, Suite } from "./Reading.ts"

/** The most of a stream that a reader under test takes. */
export const streamBytesMax = 1_048_576

/** A stream of the bytes, in pieces of so many. */
const inPieces = (bytes: Uint8Array, length: number): Stream.Stream<Uint8Array> =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
      bytes.subarray(index * length, (index + 1) * length)
    )
  )

/** Where bytes come from, and what is said of them. */
export const declare = (it: Suite, stored: Stored): void => {
  it.effect("bytes, a file and a stream in pieces of any length tell the same", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      for (const bytes of [
        Movies.movie({ isIndexFirst: false, dataBytes: 200_000 }),
        Pictures.png({ dataBytes: 100_000 })
      ]) {
        const facts = yield* read(Bytes({ bytes }), noClaims)
        expect(yield* read(File({ path: yield* stored(bytes) }), noClaims)).toEqual(facts)
        for (const length of [999, 65_536, bytes.length])
          expect(yield* read(Streamed({ stream: inPieces(bytes, length) }), noClaims)).toEqual(facts)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("MD-01: names and types that the caller claims are repeated, and sway nothing", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const claims = { name: "holiday.mp4", mimeType: "video/mp4" }
      const facts = yield* read(Bytes({ bytes: Pictures.jpeg() }), claims)
      expect(facts).toEqual({ ...(yield* read(Bytes({ bytes: Pictures.jpeg() }), noClaims)), claims })
      expect(facts.content.mimeType).toBe("image/jpeg")
    })
  )

  it.effect("the caller's bytes stay as they are", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const bytes = Movies.movie()
      const before = [...bytes]
      yield* read(Bytes({ bytes }), noClaims)
      expect([...bytes]).toEqual(before)
    })
  )

  it.effect("a view into a larger block of memory is read as what it shows", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const bytes = Movies.movie()
      const block = new Uint8Array(bytes.length + 100).fill(0xff)
      block.set(bytes, 50)
      const facts = yield* read(Bytes({ bytes: block.subarray(50, 50 + bytes.length) }), noClaims)
      expect(facts).toEqual(yield* read(Bytes({ bytes }), noClaims))
    })
  )

  it.effect("a file that is not there, and one that is a folder, are missing", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const path = yield* stored(Pictures.png())
      for (const wrong of [`${path}.not-there`, path.slice(0, path.lastIndexOf("/"))]) {
        const error = yield* Effect.flip(read(File({ path: wrong }), noClaims))
        expect(error).toMatchObject({ _tag: "MediaUnreadable", reason: "missing" })
      }
    }).pipe(Effect.scoped)
  )

  it.effect("a stream that is too large is refused as soon as it is, however much would follow", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const endless = Stream.forever(Stream.succeed(new Uint8Array(65_536)))
      expect(yield* Effect.flip(read(Streamed({ stream: endless }), noClaims))).toEqual(
        new MediaTooLarge({ bytesMax: streamBytesMax })
      )
      const most = Stream.succeed(new Uint8Array(streamBytesMax))
      expect(yield* read(Streamed({ stream: most }), noClaims)).toMatchObject({ bytes: streamBytesMax })
    })
  )

  it.effect("a stream that breaks off is not judged by its beginning", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const broken = new MediaUnreadable({ reason: "broken", detail: "connection lost" })
      const stream = Stream.concat(Stream.succeed(Pictures.png()), Stream.fail(broken))
      expect(yield* Effect.exit(read(Streamed({ stream }), noClaims))).toEqual(Exit.fail(broken))
    })
  )

  it.effect("many files at once are told apart", () =>
    Effect.gen(function* () {
      const { read } = yield* MediaReader
      const bits = [1, 2, 4, 8, 16, 8, 4, 2, 1]
      const all = yield* Effect.forEach(
        bits,
        (depth) => read(Bytes({ bytes: Pictures.png({ bits: depth }) }), noClaims),
        {
          concurrency: "unbounded"
        }
      )
      expect(all.map(({ content }) => content._tag === "Image" && content.bitsPerChannel)).toEqual(bits)
    })
  )
}
