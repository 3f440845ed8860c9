import { it } from "@effect/vitest"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as BlobRetention from "@sluice/engine/blobs/BlobRetention"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackFiles } from "@sluice/engine/ports/CallbackFiles"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Effect, Layer, Option, TestClock } from "effect"
import { describe, expect } from "vitest"

const day = 86_400_000
const id = BlobId.of(new Uint8Array(32).fill(1))

const put = Effect.scoped(
  Effect.gen(function* () {
    const { draft } = yield* BlobStore
    const written = yield* draft
    yield* written.end
    yield* written.keep(id)
  })
)
const isThere = Effect.flatMap(BlobStore, ({ read }) => Effect.map(read(id), Option.isSome))

const append = Effect.flatMap(CallbackLog, (log) =>
  log.append([
    {
      accountId: "acme",
      provider: "cloud-api",
      receivedMillis: 0,
      contentType: null,
      body: new Uint8Array(1),
      digest: new Uint8Array(32),
      verdict: "pending"
    }
  ])
)

const running = Effect.forkScoped(BlobRetention.run({ everyMillis: 3_600_000, keepMillis: 30 * day }))
const stores = Layer.merge(MemoryBlobStore.layer, MemoryStore.layer)

describe("retention of blobs", () => {
  it.scoped("WH-06: a blob is kept as long as callbacks are, and a day longer, since those go by whole days", () =>
    Effect.gen(function* () {
      yield* put
      yield* running
      yield* TestClock.adjust(31 * day)
      expect(yield* isThere).toBe(true)
      yield* TestClock.adjust("1 hour")
      expect(yield* isThere).toBe(false)
    }).pipe(Effect.provide(stores))
  )

  it.scoped("WH-06: whose it was is forgotten with it, and not before", () =>
    Effect.gen(function* () {
      const files = yield* CallbackFiles
      yield* put
      yield* files.note([{ accountId: "acme", blob: id, mimeType: null, filename: null, cameMillis: 0 }])
      yield* running
      const isKnown = Effect.map(files.find({ accountId: "acme", blob: id }), Option.isSome)
      yield* TestClock.adjust(31 * day)
      expect([yield* isKnown, yield* isThere]).toEqual([true, true])
      yield* TestClock.adjust("1 hour")
      expect([yield* isKnown, yield* isThere]).toEqual([false, false])
    }).pipe(Effect.provide(stores))
  )

  it.scoped("WH-06: while a callback of its day waits to be processed, a blob is kept", () =>
    Effect.gen(function* () {
      yield* put
      yield* append
      yield* running
      yield* TestClock.adjust(60 * day)
      expect(yield* isThere).toBe(true)
      const log = yield* CallbackLog
      yield* log.consume(1, (found) =>
        Effect.succeed(found.map((one) => ({ id: one.id, verdict: "processed" as const, report: {} })))
      )
      yield* TestClock.adjust("1 hour")
      expect(yield* isThere).toBe(false)
    }).pipe(Effect.provide(stores))
  )
})
