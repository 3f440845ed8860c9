import { describe, expect, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"
import * as BlobId from "../src/blobs/BlobId.ts"
import { type CallbackFile, CallbackFiles } from "../src/ports/CallbackFiles.ts"
import { startMillis } from "./Samples.ts"

const blobOf = (n: number): BlobId.BlobId => BlobId.of(new Uint8Array(32).fill(n))

const file = (n: number, change: Partial<CallbackFile> = {}): CallbackFile => ({
  accountId: "acme",
  blob: blobOf(n),
  mimeType: "audio/ogg",
  filename: null,
  cameMillis: startMillis,
  ...change
})

/** What every store of the files that callbacks carried guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<CallbackFiles, E>): void => {
  describe(`CallbackFiles, ${name}`, () => {
    it.live("WH-06, TM-08: a file is found for the accounts that it came to, as it was noted, and for no other", () =>
      Effect.gen(function* () {
        const { find, note } = yield* CallbackFiles
        const odd = file(2, { mimeType: null, filename: 'a "b" \u4e2d.pdf' })
        yield* note([])
        yield* note([file(1), odd])
        expect(yield* find({ accountId: "acme", blob: blobOf(1) })).toEqual(Option.some(file(1)))
        expect(yield* find({ accountId: null, blob: blobOf(2) })).toEqual(Option.some(odd))
        expect(yield* find({ accountId: "zenith", blob: blobOf(1) })).toEqual(Option.none())
        expect(yield* find({ accountId: "", blob: blobOf(1) })).toEqual(Option.none())
        expect(yield* find({ accountId: "acme\u0000", blob: blobOf(1) })).toEqual(Option.none())
        expect(yield* find({ accountId: null, blob: blobOf(3) })).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-03, WH-06: one that comes again is what it was said to be first, in one call and in several", () =>
      Effect.gen(function* () {
        const { find, note } = yield* CallbackFiles
        const again = { mimeType: "image/png", filename: "other.png" }
        yield* note([file(1), file(1, { ...again, cameMillis: startMillis + 5 })])
        yield* note([file(1, { ...again, cameMillis: startMillis + 9 })])
        yield* note([file(1, { ...again, cameMillis: startMillis + 7 })])
        const found = yield* find({ accountId: "acme", blob: blobOf(1) })
        expect(found).toEqual(Option.some(file(1, { cameMillis: startMillis + 9 })))
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-06: of several accounts' files that are the same, a key of all accounts gets the newest word", () =>
      Effect.gen(function* () {
        const { find, note } = yield* CallbackFiles
        const theirs = file(1, { accountId: "zenith", filename: "theirs.ogg", cameMillis: startMillis + 1 })
        yield* note([theirs, file(1)])
        expect(yield* find({ accountId: null, blob: blobOf(1) })).toEqual(Option.some(theirs))
        expect(yield* find({ accountId: "acme", blob: blobOf(1) })).toEqual(Option.some(file(1)))
        const same = file(2, { accountId: "zenith" })
        yield* note([same, file(2)])
        expect(yield* find({ accountId: null, blob: blobOf(2) })).toEqual(Option.some(file(2)))
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-06: what came last before then is forgotten, and nothing else; who still has a file can be asked", () =>
      Effect.gen(function* () {
        const { find, forget, known, note } = yield* CallbackFiles
        yield* note([file(1), file(2, { cameMillis: startMillis + 1 }), file(1, { accountId: "zenith" })])
        expect(yield* known([blobOf(1), blobOf(2), blobOf(3)])).toEqual(new Set([blobOf(1), blobOf(2)]))
        expect(yield* known([])).toEqual(new Set())
        expect(yield* forget({ beforeMillis: startMillis })).toBe(0)
        expect(yield* forget({ beforeMillis: startMillis + 1 })).toBe(2)
        expect(yield* known([blobOf(1), blobOf(2)])).toEqual(new Set([blobOf(2)]))
        expect(Option.isSome(yield* find({ accountId: "acme", blob: blobOf(2) }))).toBe(true)
      }).pipe(Effect.provide(layer))
    )
  })
}
