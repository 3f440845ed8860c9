import { it } from "@effect/vitest"
import * as Classification from "@sluice/core/failure/Classification"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as Evicting from "@sluice/engine/media/Evicting"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { MediaFiles } from "@sluice/engine/ports/MediaFiles"
import type { AnnouncedFile } from "@sluice/engine/ports/MediaFiles"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { Effect, Fiber, Layer, Option, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const sender = World.sender("cloud-api")

const refusal = (code: number) => Classification.classify({ provider: "cloud-api", httpStatus: 400, code })

const refused = (code: number): SendOutcome => ({
  _tag: "Refused",
  httpStatus: 400,
  detail: "refused",
  failure: refusal(code)
})

const file = (mediaId: string): AnnouncedFile => ({
  accountId: "account",
  mediaId,
  senderId: sender.id,
  kind: "image",
  mimeType: "image/jpeg",
  sha256: null,
  filename: null,
  announcedMillis: 0,
  untilMillis: 86_400_000
})

const blob = BlobId.of(new Uint8Array(32).fill(7))

/** A copy here, as it stands after its download. */
const kept = (mediaId: string) =>
  Effect.gen(function* () {
    const files = yield* MediaFiles
    yield* files.announce([file(mediaId)])
    yield* files.settle(file(mediaId), {
      _tag: "Kept",
      blob,
      bytes: 3,
      mimeType: "image/jpeg",
      sha256: "07".repeat(32)
    })
  })

const standingOf = (mediaId: string) =>
  Effect.flatMap(MediaFiles, (files) =>
    Effect.map(
      files.find({ accountId: "account", mediaId }),
      Option.map(({ standing }) => standing)
    )
  )

const image = (id: string) => ({ type: "image", image: { id } }) as const

const sentWith = (outcome: SendOutcome) => {
  const provider = World.scripted(() => outcome, 100)
  const layer = Layer.mergeAll(World.store, provider.layer, World.directory(sender))
  return Effect.gen(function* () {
    yield* kept("41")
    yield* kept("42")
    yield* Effect.flatMap(Outbox, (outbox) =>
      outbox.enqueue([World.message(1, { senderId: sender.id, content: image("41"), kind: "media" })])
    )
    const lane = yield* Effect.fork(Lane.run(sender.id, { runner: "test", ...Lane.defaults }))
    yield* TestClock.adjust("5 seconds")
    expect(provider.sent.length).toBeGreaterThan(0)
    const found = [yield* standingOf("41"), yield* standingOf("42")]
    const ending = yield* Effect.fork(Fiber.interrupt(lane))
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(ending)
    return found
  }).pipe(Effect.provide(layer))
}

describe("copies of files that a send names", () => {
  it.effect("GD-01: a send that is refused since its file has expired removes our copy of it, and no other", () =>
    Effect.gen(function* () {
      const [gone, other] = yield* sentWith(refused(1306))
      expect(gone).toEqual(Option.some({ _tag: "Gone", reason: "refused" }))
      expect(other).toMatchObject({ value: { _tag: "Kept" } })
    })
  )

  it.effect("GD-01: another refusal of a send says nothing of the copy", () =>
    Effect.gen(function* () {
      const [first] = yield* sentWith(refused(131053))
      expect(first).toMatchObject({ value: { _tag: "Kept" } })
    })
  )

  it.effect("GD-01: a failure that comes by callback counts as much, once, and for the files of its own message", () =>
    Effect.gen(function* () {
      yield* kept("41")
      yield* kept("42")
      const outbox = yield* Outbox
      const message = World.message(1, { senderId: sender.id, content: image("41"), kind: "media" })
      yield* outbox.enqueue([message])
      const status = Bodies.statuses({
        id: "wamid.A",
        status: "failed",
        biz_opaque_callback_data: message.id,
        errors: [{ code: 1306, title: "Media expired" }]
      })
      yield* Effect.flatMap(CallbackLog, (log) => log.append([Bodies.callback(status), Bodies.callback(status)]))
      const processing = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(processing)
      expect(yield* standingOf("41")).toEqual(Option.some({ _tag: "Gone", reason: "refused" }))
      expect(yield* standingOf("42")).toMatchObject({ value: { _tag: "Kept" } })
    }).pipe(
      Effect.provide(
        Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(
          Layer.provideMerge(Layer.merge(World.store, World.directory(sender)))
        )
      )
    )
  )

  it.effect("GD-01: with a blob store at hand the bytes go as well, once no other file has the same copy", () =>
    Effect.gen(function* () {
      const blobs = yield* BlobStore
      const removed: Array<string> = []
      const watched = { ...blobs, remove: (id: BlobId.BlobId) => Effect.sync(() => void removed.push(id)) }
      yield* kept("41")
      yield* kept("42")
      const evict = (id: string) =>
        Evicting.afterRefusal(sender, { content: image(id), failure: refusal(1306), atMillis: 1_000 }).pipe(
          Effect.provideService(BlobStore, watched)
        )
      yield* evict("41")
      expect(removed).toEqual([])
      yield* evict("42")
      expect(removed).toEqual([blob])
      yield* evict("unknown")
    }).pipe(Effect.provide(Layer.merge(World.store, MemoryBlobStore.layer)))
  )
})
