import { describe, expect, it } from "@effect/vitest"
import { Chunk, Clock, Effect, Exit, type Layer, Option, Scope, Stream } from "effect"
import * as BlobId from "../src/blobs/BlobId.ts"
import { BlobStore } from "../src/ports/BlobStore.ts"

const idOf = (n: number): BlobId.BlobId => BlobId.of(new Uint8Array(32).fill(n))

const part = (bytes: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + seed) % 256)

/** Keeps the parts, one behind the other. */
const put = (id: BlobId.BlobId, ...parts: ReadonlyArray<Uint8Array>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { draft } = yield* BlobStore
      const written = yield* draft
      yield* Effect.forEach(parts, written.write, { discard: true })
      yield* written.end
      yield* written.keep(id)
    })
  )

/** What a reader gets; null where there is nothing. */
const get = (id: BlobId.BlobId) =>
  Effect.gen(function* () {
    const { read } = yield* BlobStore
    const found = yield* read(id)
    if (Option.isNone(found)) return null
    const parts = Chunk.toReadonlyArray(yield* Stream.runCollect(found.value.content))
    const bytes = parts.flatMap((each) => [...each])
    expect(found.value.bytes).toBe(bytes.length)
    return bytes
  })

/** What every blob store guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<BlobStore, E>): void => {
  describe(`BlobStore, ${name}`, () => {
    it.live("WH-06: a blob is read as it was written, part after part, also when it is empty or large", () =>
      Effect.gen(function* () {
        const parts = [part(1, 1), part(70_000, 2), part(0, 0), part(300_000, 3)]
        yield* put(idOf(1), ...parts)
        yield* put(idOf(2))
        expect(yield* get(idOf(1))).toEqual(parts.flatMap((each) => [...each]))
        expect(yield* get(idOf(2))).toEqual([])
        expect(yield* get(idOf(3))).toBeNull()
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-02, WH-06: what is not kept can never be read, and is gone with its scope", () =>
      Effect.gen(function* () {
        const { draft } = yield* BlobStore
        const scope = yield* Scope.make()
        const written = yield* Scope.extend(draft, scope)
        yield* written.write(part(10, 1))
        expect(yield* get(idOf(1))).toBeNull()
        yield* written.end
        expect(yield* get(idOf(1))).toBeNull()
        yield* Scope.close(scope, Exit.void)
        expect(yield* get(idOf(1))).toBeNull()
        expect(yield* Effect.isFailure(written.keep(idOf(1)))).toBe(name !== "memory")
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "WH-06: what is kept stays when the scope of its writing ends, and parts may be used again once written",
      () =>
        Effect.gen(function* () {
          const { draft } = yield* BlobStore
          yield* Effect.scoped(
            Effect.gen(function* () {
              const written = yield* draft
              const buffer = part(100, 1)
              yield* written.write(buffer)
              buffer.fill(0)
              yield* written.end
              yield* written.keep(idOf(1))
            })
          )
          expect(yield* get(idOf(1))).toEqual([...part(100, 1)])
        }).pipe(Effect.provide(layer))
    )

    it.live("WH-06: the same name again replaces; drafts beside each other do not mix", () =>
      Effect.gen(function* () {
        yield* put(idOf(1), part(10, 1))
        yield* put(idOf(1), part(20, 2))
        expect(yield* get(idOf(1))).toEqual([...part(20, 2)])
        yield* Effect.forEach([2, 3, 4, 5, 6], (n) => put(idOf(n), part(50_000, n), part(5, n)), {
          concurrency: "unbounded"
        })
        for (const n of [2, 3, 4, 5, 6]) expect(yield* get(idOf(n))).toEqual([...part(50_000, n), ...part(5, n)])
      }).pipe(Effect.provide(layer))
    )

    it.live("GD-01: what is removed cannot be read from then on; removing what is not there is no failure", () =>
      Effect.gen(function* () {
        const { remove } = yield* BlobStore
        yield* put(idOf(1), part(10, 1))
        yield* put(idOf(2), part(10, 2))
        yield* remove(idOf(1))
        yield* remove(idOf(1))
        expect(yield* get(idOf(1))).toBeNull()
        expect(yield* get(idOf(2))).toEqual([...part(10, 2)])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-06: what is older is forgotten, and counted; what was kept again since is not", () =>
      Effect.gen(function* () {
        const { forget } = yield* BlobStore
        yield* put(idOf(1), part(10, 1))
        yield* put(idOf(2), part(10, 2))
        // Stores that tell time by the second have told it to be over.
        yield* Effect.sleep("1100 millis")
        const beforeMillis = (yield* Clock.currentTimeMillis) - 50
        yield* put(idOf(2), part(10, 2))
        yield* put(idOf(3), part(10, 3))
        expect(yield* forget({ beforeMillis: beforeMillis - 3_600_000 })).toBe(0)
        expect(yield* forget({ beforeMillis })).toBe(1)
        expect(yield* forget({ beforeMillis })).toBe(0)
        expect(yield* get(idOf(1))).toBeNull()
        expect(yield* get(idOf(2))).toEqual([...part(10, 2)])
        expect(yield* get(idOf(3))).toEqual([...part(10, 3)])
      }).pipe(Effect.provide(layer))
    )
  })
}
