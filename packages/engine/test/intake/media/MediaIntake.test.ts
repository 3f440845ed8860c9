import { it } from "@effect/vitest"
import { ArrivalStopped, type Arriving, type Delivery, type Head } from "@sluice/engine/intake/Delivery"
import { Intake } from "@sluice/engine/intake/Intake"
import * as Original from "@sluice/engine/intake/media/Original"
import * as Reference from "@sluice/engine/intake/media/Reference"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackLog, type StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Chunk, Context, Effect, Layer, Option, Stream } from "effect"
import { createHash, createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../../testDirectory.ts"

const live = Intake.layer().pipe(
  Layer.provide([TestCrypto.layer, testDirectory.layer]),
  Layer.provideMerge(Layer.mergeAll(MemoryBlobStore.layer, MemoryStore.layer, TestCrypto.layer))
)

const file = (bytes: number, seed = 1): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 167 + seed * 13) % 256))

const callback = (...data: ReadonlyArray<string>): Buffer => {
  const messages = data.map((text, index) => ({ id: `wamid.${index}`, type: "audio", audio: { data: text } }))
  const changes = [{ field: "messages", value: { messaging_product: "whatsapp", messages } }]
  return Buffer.from(JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "waba", changes }] }))
}

const sign = (body: Uint8Array, secret = "acme secret"): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`

const head = (signature: string | undefined): Head => ({
  provider: "cloud-api",
  accountId: "acme",
  method: "POST",
  url: "https://hooks.example/callbacks/cloud-api/acme",
  headers: { "content-type": "application/json", "x-hub-signature-256": signature }
})

const delivery = (body: Uint8Array): Delivery => ({ ...head(sign(body)), body })

/** A body in chunks, and behind them its end, or what stops it. */
const arriving = (body: Uint8Array, end: Arriving["next"] = Effect.succeed(null)): Arriving => {
  const chunkBytes = 1_000
  let from = 0
  return {
    next: Effect.suspend(() => {
      if (from >= body.length) return end
      from += chunkBytes
      return Effect.succeed(body.subarray(from - chunkBytes, from))
    })
  }
}

const take = (body: Uint8Array, signature = sign(body)) =>
  Effect.flatMap(Intake, (intake) => intake.takeArriving(head(signature), arriving(body)))

/** What processing would be handed. */
const pending = Effect.gen(function* () {
  const log = yield* CallbackLog
  const found: Array<StoredCallback> = []
  yield* log.consume(1_000, (callbacks) => {
    found.push(...callbacks)
    return Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
  })
  return found
})

const one = Effect.map(pending, ([first]) => Option.getOrThrow(Option.fromNullable(first)))

const idOf = (bytes: Uint8Array): BlobId.BlobId => BlobId.of(createHash("sha256").update(bytes).digest())

const blob = (bytes: Uint8Array) =>
  Effect.gen(function* () {
    const { read } = yield* BlobStore
    const found = yield* read(idOf(bytes))
    if (Option.isNone(found)) return null
    return Buffer.concat(Chunk.toReadonlyArray(yield* Stream.runCollect(found.value.content)))
  })

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8")

describe("callbacks that carry files", () => {
  it.effect("WH-06: a file goes to the blob store as bytes, and the record has a reference in its place", () =>
    Effect.gen(function* () {
      const sound = file(37_500)
      const body = callback(sound.toString("base64"))
      expect(yield* take(body)).toMatchObject({ _tag: "Stored", updates: 1 })
      const stored = yield* one
      const reference = `sluice-blob:base64:37500:${idOf(sound)}`
      expect(textOf(stored.body)).toBe(textOf(callback(reference)))
      expect(Reference.offsetsIn(stored.contentType)).toEqual({
        contentType: "application/json",
        offsets: [textOf(stored.body).indexOf(reference)]
      })
      expect(yield* blob(sound)).toEqual(sound)
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02, WH-06: the original bytes are given back, exactly as they were signed", () =>
    Effect.gen(function* () {
      const [a, b, c] = [file(10_000), file(9_001, 2), file(20_002, 3)]
      const escaped = textOf(
        callback(
          a.toString("base64"),
          b.toString("base64url"),
          "short",
          `data:audio/ogg;base64,${c.toString("base64")}`
        )
      ).replaceAll("/", "\\/")
      const body = Buffer.from(`  ${escaped}\n`)
      expect(yield* take(body)).toMatchObject({ _tag: "Stored" })
      const stored = yield* one
      expect(stored.body.length).toBeLessThan(1_500)
      const original = yield* Original.of(stored)
      expect(Buffer.from(original.body)).toEqual(body)
      expect(original.contentType).toBe("application/json")
      expect(sign(original.body)).toBe(sign(body))
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02, WH-06: what a person writes is never taken for a reference", () =>
    Effect.gen(function* () {
      const sound = file(12_000)
      yield* take(callback(sound.toString("base64")))
      yield* pending
      const forged = Reference.write({
        id: idOf(sound),
        bytes: sound.length,
        form: { alphabet: "base64", escapedSlashes: false, padded: true }
      })
      const body = callback(forged, sound.toString("base64"), forged)
      yield* take(body)
      const stored = yield* one
      expect(textOf(stored.body)).toBe(textOf(callback(forged, forged, forged)))
      expect(Buffer.from((yield* Original.of(stored)).body)).toEqual(body)
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02, WH-06: a file that is gone, or a record that was changed, is told and never papered over", () =>
    Effect.gen(function* () {
      const sound = file(12_000)
      yield* take(callback(sound.toString("base64")))
      const stored = yield* one
      const changed = { ...stored, body: Buffer.from(textOf(stored.body).replace("wamid.0", "wamid.1")) }
      expect((yield* Effect.flip(Original.of(changed))).message).toContain("has not the digest")
      const displaced = { ...stored, contentType: "application/json; sluice-blobs=3" }
      expect((yield* Effect.flip(Original.of(displaced))).message).toContain("byte 3")
      yield* Effect.flatMap(BlobStore, ({ remove }) => remove(idOf(sound)))
      expect((yield* Effect.flip(Original.of(stored))).message).toContain(idOf(sound))
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-03: the same bytes are a duplicate, whether they came in one piece or in many", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const [first, second] = [callback(file(9_000).toString("base64")), callback(file(9_000, 2).toString("base64"))]
      expect((yield* take(first))._tag).toBe("Stored")
      expect((yield* take(first))._tag).toBe("Duplicate")
      expect((yield* intake.take(delivery(first)))._tag).toBe("Duplicate")
      expect((yield* intake.take(delivery(second)))._tag).toBe("Stored")
      expect((yield* take(second))._tag).toBe("Duplicate")
      for (const stored of yield* pending) yield* Original.of(stored)
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02, GD-03: of what is not believed no file is kept, and 16 KB of the rest", () =>
    Effect.gen(function* () {
      const sound = file(30_000)
      const body = callback(sound.toString("base64"), ...Array.from({ length: 500 }, () => "a text of some length"))
      const outcome = yield* take(body, sign(body, "another secret"))
      expect(outcome).toMatchObject({ _tag: "BadSignature", reason: "mismatch" })
      expect(yield* blob(sound)).toBeNull()
      expect(yield* pending).toEqual([])
      expect(yield* Effect.flatMap(CallbackLog, (log) => log.counts)).toEqual({ "bad-signature": 1 })
      // One that comes unsigned first does not stop the real one.
      expect((yield* take(body))._tag).toBe("Stored")
      expect(yield* blob(sound)).toEqual(sound)
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02: one changed letter of a file is a bad signature", () =>
    Effect.gen(function* () {
      const body = callback(file(9_000).toString("base64"))
      for (const at of [200, 5_000, body.length - 40]) {
        const changed = Buffer.from(body)
        changed[at] = changed[at] === 0x41 ? 0x42 : 0x41
        expect((yield* take(changed, sign(body)))._tag).toBe("BadSignature")
      }
    }).pipe(Effect.provide(live))
  )

  it.effect("GD-02: what is signed and no callback is malformed; its original can be given back too", () =>
    Effect.gen(function* () {
      const sound = file(9_000)
      const outcome = yield* take(Buffer.from(`{"object":"page","x":"${sound.toString("base64")}"}`))
      expect(outcome).toMatchObject({ _tag: "Malformed", path: "object" })
      expect(yield* take(Buffer.from('{"object'))).toMatchObject({ _tag: "Malformed", message: "must be JSON" })
      expect(yield* take(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ message: "must be text in UTF-8" })
      expect(yield* blob(sound)).toEqual(sound)
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-06: a sender who goes away in the middle leaves nothing behind, and may come again", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const body = callback(file(30_000).toString("base64"))
      const broken = arriving(body.subarray(0, 20_000), new ArrivalStopped({ reason: "gone" }))
      expect((yield* Effect.flip(intake.takeArriving(head(sign(body)), broken)))._tag).toBe("ArrivalStopped")
      expect(yield* Effect.flatMap(CallbackLog, (log) => log.counts)).toEqual({})
      expect((yield* take(body))._tag).toBe("Stored")
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-03: where a file cannot be kept, nothing is on record, and the sender is told to repeat it", () => {
    const failing = Layer.map(MemoryBlobStore.layer, (context) => {
      const store = Context.get(context, BlobStore)
      const draft = Effect.map(store.draft, (made) => ({
        ...made,
        keep: () => Effect.fail(new StoreUnavailable({ operation: "keeping", cause: "the disk is full" }))
      }))
      return Context.make(BlobStore, { ...store, draft })
    })
    return Effect.gen(function* () {
      expect(yield* take(callback(file(9_000).toString("base64")))).toEqual({ _tag: "Unavailable" })
      expect(yield* pending).toEqual([])
      // Without files nothing is asked of the blob store.
      expect((yield* take(callback("text")))._tag).toBe("Stored")
    }).pipe(
      Effect.provide(
        Intake.layer().pipe(
          Layer.provide([failing, TestCrypto.layer, testDirectory.layer]),
          Layer.provideMerge(MemoryStore.layer)
        )
      )
    )
  })

  it.effect("WH-02: an account is unknown at another provider's door, before a byte is read", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const untouched = { next: Effect.dieMessage("the body was read") }
      const error = yield* Effect.flip(intake.takeArriving({ ...head(undefined), provider: "bird" }, untouched))
      expect(error._tag).toBe("AccountUnknown")
      const unknown = yield* Effect.flip(intake.takeArriving({ ...head(undefined), accountId: "nobody" }, untouched))
      expect(unknown._tag).toBe("AccountUnknown")
    }).pipe(Effect.provide(live))
  )
})
