import { describe, expect, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"
import * as BlobId from "../src/blobs/BlobId.ts"
import { type AnnouncedFile, MediaFiles, type Standing } from "../src/ports/MediaFiles.ts"
import { startMillis } from "./Samples.ts"

const day = 86_400_000
const blobOf = (n: number): BlobId.BlobId => BlobId.of(new Uint8Array(32).fill(n))

const file = (mediaId: string, change: Partial<AnnouncedFile> = {}): AnnouncedFile => ({
  accountId: "acme",
  mediaId,
  senderId: "one",
  kind: "image",
  mimeType: "image/jpeg",
  sha256: "ab".repeat(32),
  filename: null,
  announcedMillis: startMillis,
  untilMillis: startMillis + day,
  ...change
})

const kept = (n: number, bytes: number): Standing => ({
  _tag: "Kept",
  blob: blobOf(n),
  bytes,
  mimeType: "image/jpeg",
  sha256: "ab".repeat(32)
})

const named = (files: ReadonlyArray<AnnouncedFile>): ReadonlyArray<string> => files.map(({ mediaId }) => mediaId)

/** What every store of files of received messages guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<MediaFiles, E>): void => {
  describe(`MediaFiles, ${name}`, () => {
    it.live(
      "GD-01: a file is found as it was announced, by its account and without; twice is once, and changes nothing",
      () =>
        Effect.gen(function* () {
          const { announce, find, settle } = yield* MediaFiles
          const odd = file("2", { mimeType: null, sha256: null, filename: 'a "b" \u4e2d.pdf', kind: "document" })
          yield* announce([file("1"), odd, odd])
          const waiting = { _tag: "Waiting", tries: 0, dueMillis: startMillis }
          expect(yield* find({ accountId: "acme", mediaId: "2" })).toEqual(Option.some({ ...odd, standing: waiting }))
          expect(yield* find({ accountId: null, mediaId: "1" })).toEqual(
            Option.some({ ...file("1"), standing: waiting })
          )
          expect(yield* find({ accountId: "other", mediaId: "1" })).toEqual(Option.none())
          expect(yield* find({ accountId: null, mediaId: "3" })).toEqual(Option.none())
          yield* settle(file("1"), kept(1, 10))
          yield* announce([file("1", { kind: "video" }), file("1", { accountId: "other" })])
          expect(yield* find({ accountId: null, mediaId: "1" })).toEqual(
            Option.some({ ...file("1"), standing: kept(1, 10) })
          )
          expect(Option.isSome(yield* find({ accountId: "other", mediaId: "1" }))).toBe(true)
        }).pipe(Effect.provide(layer))
    )

    it.live(
      "GD-01: what is due is handed out once, the longest due first, and again when its time with somebody is over",
      () =>
        Effect.gen(function* () {
          const { announce, claim } = yield* MediaFiles
          yield* announce([
            file("late", { announcedMillis: startMillis + 5_000 }),
            file("b", { announcedMillis: startMillis + 1 }),
            file("a")
          ])
          const at = (nowMillis: number, limit = 10) => claim({ nowMillis, untilMillis: nowMillis + 1_000, limit })
          expect(yield* at(startMillis - 1)).toEqual([])
          expect(named(yield* at(startMillis + 1, 1))).toEqual(["a"])
          expect(named(yield* at(startMillis + 1))).toEqual(["b"])
          expect(yield* at(startMillis + 1_000)).toEqual([])
          const again = yield* at(startMillis + 5_000)
          expect(named(again)).toEqual(["a", "b", "late"])
          expect(again[0]?.standing).toEqual({ _tag: "Waiting", tries: 0, dueMillis: startMillis + 6_000 })
        }).pipe(Effect.provide(layer))
    )

    it.live("RT-03: several who claim at once share what is due, and none of it goes to two", () =>
      Effect.gen(function* () {
        const { announce, claim } = yield* MediaFiles
        const ids = Array.from({ length: 20 }, (_, index) => `m${index}`)
        yield* announce(ids.map((id) => file(id)))
        const request = { nowMillis: startMillis, untilMillis: startMillis + 1_000, limit: 7 }
        const claims = yield* Effect.all([claim(request), claim(request), claim(request), claim(request)], {
          concurrency: "unbounded"
        })
        const rest = yield* claim({ ...request, limit: 20 })
        expect([...claims.flatMap(named), ...named(rest)].toSorted()).toEqual(ids.toSorted())
      }).pipe(Effect.provide(layer))
    )

    it.live("names that no database can hold are names of no file", () =>
      Effect.gen(function* () {
        const { announce, find } = yield* MediaFiles
        yield* announce([file("1")])
        expect(yield* find({ accountId: "acme\u0000", mediaId: "1" })).toEqual(Option.none())
        expect(yield* find({ accountId: null, mediaId: "1\u0000" })).toEqual(Option.none())
        expect(yield* find({ accountId: "acme\ud800", mediaId: "1" })).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("RT-01: what was settled is claimed no more, unless it waits, and then with its tries", () =>
      Effect.gen(function* () {
        const { announce, claim, settle } = yield* MediaFiles
        yield* announce(["kept", "gone", "failed", "waiting"].map((id) => file(id)))
        yield* settle(file("kept"), kept(1, 10))
        yield* settle(file("gone"), { _tag: "Gone", reason: "refused" })
        yield* settle(file("failed"), { _tag: "Failed", code: 131052, detail: "too large" })
        yield* settle(file("waiting"), { _tag: "Waiting", tries: 3, dueMillis: startMillis + 10 })
        yield* settle(file("nobody"), { _tag: "Gone", reason: "time" })
        const found = yield* claim({ nowMillis: startMillis + 10, untilMillis: startMillis + 20, limit: 10 })
        expect(found.map(({ mediaId, standing }) => [mediaId, standing])).toEqual([
          ["waiting", { _tag: "Waiting", tries: 3, dueMillis: startMillis + 20 }]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("GD-01: copies leave when their time is over, and the oldest when there are too many bytes", () =>
      Effect.gen(function* () {
        const { announce, leaving, settle } = yield* MediaFiles
        const files = ["a", "b", "c", "d"].map((id, index) =>
          file(id, { announcedMillis: startMillis + index, untilMillis: startMillis + day * (index === 2 ? 1 : 5) })
        )
        yield* announce([...files, file("waits", { announcedMillis: startMillis - 5 })])
        for (const [index, each] of files.entries()) yield* settle(each, kept(index, 100))
        const at = (nowMillis: number, bytesMax: number, limit = 10) => leaving({ nowMillis, bytesMax, limit })
        expect(named(yield* at(startMillis + 5, 400))).toEqual([])
        expect(named(yield* at(startMillis + 5, 399))).toEqual(["a"])
        expect(named(yield* at(startMillis + 5, 150))).toEqual(["a", "b", "c"])
        expect(named(yield* at(startMillis + 5, 150, 2))).toEqual(["a", "b"])
        expect(named(yield* at(startMillis + day, 400))).toEqual(["c"])
        expect(named(yield* at(startMillis + 5 * day, 400))).toEqual(["a", "b", "c", "d"])
      }).pipe(Effect.provide(layer))
    )

    it.live("GD-01: who shares a copy is counted; files without one are forgotten with time, and no other", () =>
      Effect.gen(function* () {
        const { announce, find, forget, settle, sharing } = yield* MediaFiles
        yield* announce([file("a"), file("b"), file("c"), file("d", { announcedMillis: startMillis + 10 })])
        yield* settle(file("a"), kept(1, 10))
        yield* settle(file("b"), kept(1, 10))
        expect(yield* sharing(blobOf(1))).toBe(2)
        yield* settle(file("b"), { _tag: "Gone", reason: "room" })
        expect(yield* sharing(blobOf(1))).toBe(1)
        expect(yield* sharing(blobOf(2))).toBe(0)
        expect(yield* forget({ beforeMillis: startMillis + 10 })).toBe(2)
        const left = yield* Effect.filter(["a", "b", "c", "d"], (mediaId) =>
          Effect.map(find({ accountId: null, mediaId }), Option.isSome)
        )
        expect(left).toEqual(["a", "d"])
      }).pipe(Effect.provide(layer))
    )
  })
}
