import { Clock, Effect, Layer, Option, Stream } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import { BlobStore, type Draft } from "../ports/BlobStore.ts"

interface Kept {
  readonly parts: ReadonlyArray<Uint8Array>
  readonly keptMillis: number
}

const bytesOf = (parts: ReadonlyArray<Uint8Array>): number => parts.reduce((sum, part) => sum + part.length, 0)

/** Blobs in memory, for tests and programs that embed the engine. Each time the layer is built it is a new, empty store. */
export const layer: Layer.Layer<BlobStore> = Layer.sync(BlobStore, () => {
  const blobs = new Map<BlobId, Kept>()
  const draft = Effect.sync((): Draft => {
    const parts: Array<Uint8Array> = []
    return {
      write: (bytes) => Effect.sync(() => void parts.push(new Uint8Array(bytes))),
      end: Effect.void,
      keep: (id) => Effect.map(Clock.currentTimeMillis, (keptMillis) => void blobs.set(id, { parts, keptMillis }))
    }
  })
  return {
    draft,
    read: (id) =>
      Effect.sync(() =>
        Option.map(Option.fromNullable(blobs.get(id)), ({ parts }) => ({
          bytes: bytesOf(parts),
          content: Stream.fromIterable(parts)
        }))
      ),
    remove: (id) => Effect.sync(() => void blobs.delete(id)),
    forget: ({ beforeMillis }) =>
      Effect.sync(() => {
        const old = [...blobs].filter(([, { keptMillis }]) => keptMillis < beforeMillis)
        for (const [id] of old) blobs.delete(id)
        return old.length
      })
  }
})
