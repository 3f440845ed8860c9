import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as Caller from "@sluice/engine/access/Caller"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as Fetching from "@sluice/engine/media/Fetching"
import * as Serving from "@sluice/engine/media/Serving"
import * as Sweeping from "@sluice/engine/media/Sweeping"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { type AnnouncedFile, MediaFiles } from "@sluice/engine/ports/MediaFiles"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Chunk, Duration, Effect, Fiber, Layer, Option, Stream, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"
import * as Platform from "./platform.ts"

const bytes = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 256)

const caller: Caller.Caller = { keyId: "k", name: "viewer", role: "viewer", accountId: "account" }
const options: Fetching.Options = { ...Fetching.defaults, bytesMax: 10_000 }

/** A fresh world around a platform; the guide's policy keeps files for 24 h. */
const worldOf = (platform: Platform.Platform) => {
  const ports = Layer.mergeAll(
    World.store,
    World.directory(World.sender("guide")),
    MemoryBlobStore.layer,
    TestCrypto.layer,
    platform.layer
  )
  return Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(Layer.provideMerge(ports))
}

const file = (mediaId: string, change: Partial<AnnouncedFile> = {}): AnnouncedFile => ({
  accountId: "account",
  mediaId,
  senderId: "sender",
  kind: "image",
  mimeType: "image/jpeg",
  sha256: null,
  filename: null,
  announcedMillis: 0,
  untilMillis: 86_400_000,
  ...change
})

const announce = (...files: ReadonlyArray<AnnouncedFile>) => Effect.flatMap(MediaFiles, (port) => port.announce(files))
const standing = (mediaId: string) =>
  Effect.flatMap(MediaFiles, (port) => port.find({ accountId: null, mediaId })).pipe(
    Effect.map((found) => Option.getOrThrow(found).standing)
  )
const after = (duration: Duration.DurationInput) => Effect.zipRight(TestClock.adjust(duration), Fetching.round(options))

const contentOf = (mediaId: string) =>
  Effect.flatMap(Serving.open(caller, mediaId), ({ blob }) => Stream.runCollect(blob.content)).pipe(
    Effect.map((parts) => Chunk.toReadonlyArray(parts).flatMap((part) => [...part]))
  )

const image = (id: string, more: object = {}) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "100",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550100001", phone_number_id: "100000000000001" },
            messages: [
              {
                from: "15550200001",
                id: `wamid.${id}`,
                timestamp: "0",
                type: "image",
                image: { id, mime_type: "image/jpeg", ...more }
              }
            ]
          }
        }
      ]
    }
  ]
})

describe("Fetching media of received messages", () => {
  it.effect(
    "MD-04, WH-06: a message that brings a file has it fetched by its id, and served to its account alone",
    () => {
      const platform = Platform.make()
      const content = bytes(5_000)
      platform.put("900", { content, mimeType: "image/jpeg" })
      return Effect.gen(function* () {
        const log = yield* CallbackLog
        yield* log.append([Bodies.callback(image("900")), Bodies.callback(image("901", { caption: "not there" }))])
        const processing = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(processing)
        expect(yield* Effect.flip(Serving.open(caller, "900"))).toMatchObject({ _tag: "MediaWaiting", tries: 0 })
        expect(yield* Fetching.round(options)).toBe(2)
        expect(yield* contentOf("900")).toEqual([...content])
        expect(platform.asked).toContain("900 for 100000000000001")
        const stranger = { ...caller, accountId: "other" }
        expect(yield* Effect.flip(Serving.open(stranger, "900"))).toMatchObject({ _tag: "MediaUnknown" })
        expect(yield* Effect.flip(Serving.open(Caller.nobody, "900"))).toMatchObject({ _tag: "MediaUnknown" })
        expect(yield* standing("901")).toMatchObject({ _tag: "Failed", code: 100 })
        expect(yield* Effect.flip(Serving.open(caller, "901"))).toMatchObject({ _tag: "MediaGone" })
      }).pipe(Effect.provide(worldOf(platform)))
    }
  )

  it.effect("CLOUD_API 3.5: an address that has run out is asked for again, once; then the file is tried later", () => {
    const platform = Platform.make()
    platform.put("900", { content: bytes(10), mimeType: "image/jpeg" })
    return Effect.gen(function* () {
      yield* announce(file("900"))
      platform.givesStale(1)
      yield* after(0)
      expect(yield* standing("900")).toMatchObject({ _tag: "Kept", bytes: 10 })
      expect(platform.asked.filter((each) => each.startsWith("900"))).toHaveLength(2)

      platform.put("901", { content: bytes(10), mimeType: "image/jpeg" })
      platform.givesStale(2)
      yield* announce(file("901"))
      yield* after(0)
      expect(yield* standing("901")).toMatchObject({ _tag: "Waiting", tries: 1 })
      yield* after("1 hour")
      expect(yield* standing("901")).toMatchObject({ _tag: "Kept" })
    }).pipe(Effect.provide(worldOf(platform)))
  })

  it.effect("GD-01: a file that the platform says has expired (1306) is gone at once, and not asked for again", () => {
    const platform = Platform.make()
    platform.put("900", { content: bytes(10), mimeType: "image/jpeg" })
    return Effect.gen(function* () {
      yield* announce(file("900"))
      platform.meets(Platform.refuses(400, 1306, "Media expired"))
      yield* after(0)
      expect(yield* standing("900")).toEqual({ _tag: "Gone", reason: "refused" })
      yield* after("12 hours")
      expect(platform.asked).toHaveLength(1)
      expect(yield* Effect.flip(Serving.open(caller, "900"))).toMatchObject({ _tag: "MediaGone" })
    }).pipe(Effect.provide(worldOf(platform)))
  })

  it.effect(
    "RT-01: outages are tried again on the schedule for them, and a file that stays away is given up with its reason",
    () => {
      const platform = Platform.make()
      platform.put("900", { content: bytes(3_000), mimeType: "image/jpeg" })
      return Effect.gen(function* () {
        yield* announce(file("900"))
        platform.meets("silent", Platform.refuses(500, 131000, "Something went wrong"), "broken")
        for (const tries of [1, 2, 3]) {
          yield* after(tries === 1 ? 0 : "2 hours")
          expect(yield* standing("900")).toMatchObject({ _tag: "Waiting", tries })
        }
        yield* after("2 hours")
        expect(yield* standing("900")).toMatchObject({ _tag: "Kept", bytes: 3_000 })

        const { attemptsMax } = Policy.shipped.guide.certainty.transient
        const nowMillis = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        yield* announce(file("901", { announcedMillis: nowMillis, untilMillis: nowMillis + 30 * 86_400_000 }))
        platform.meets(...Array.from({ length: attemptsMax + 5 }, () => "silent" as const))
        for (let tries = 0; tries < attemptsMax + 5; tries++) yield* after("2 hours")
        expect(yield* standing("901")).toMatchObject({ _tag: "Failed", code: null })
      }).pipe(Effect.provide(worldOf(platform)))
    }
  )

  it.effect(
    "SF-04: where the token is at fault the file waits until somebody has mended it, as long as it can be had",
    () => {
      const platform = Platform.make()
      platform.put("900", { content: bytes(10), mimeType: "image/jpeg" })
      return Effect.gen(function* () {
        yield* announce(file("900"), file("901"))
        const dead = Platform.refuses(401, 190, "Error validating access token")
        platform.meets(...Array.from({ length: 40 }, () => dead))
        for (let hour = 0; hour < 10; hour++) yield* after("1 hour")
        expect(yield* standing("900")).toMatchObject({ _tag: "Waiting", tries: 10 })
        platform.meets()
        yield* after("1 hour")
        expect(yield* standing("900")).toMatchObject({ _tag: "Kept" })
      }).pipe(Effect.provide(worldOf(platform)))
    }
  )

  it.effect("RT-03: what a process had in hand when it died is due again when its lease is over", () => {
    const platform = Platform.make()
    platform.put("900", { content: bytes(10), mimeType: "image/jpeg" })
    return Effect.gen(function* () {
      const files = yield* MediaFiles
      yield* announce(file("900"))
      yield* files.claim({ nowMillis: 0, untilMillis: options.leaseMillis, limit: 1 })
      yield* after(options.leaseMillis - 1)
      expect(yield* standing("900")).toMatchObject({ _tag: "Waiting" })
      yield* after(1)
      expect(yield* standing("900")).toMatchObject({ _tag: "Kept" })
    }).pipe(Effect.provide(worldOf(platform)))
  })

  it.effect("WH-06: nothing is kept that is too large, cut short, of another type, or not what its digest says", () => {
    const platform = Platform.make()
    const content = bytes(2_000)
    platform.put("announced-too-large", { content: bytes(10_001), mimeType: "image/jpeg" })
    platform.put("too-large", { content, sends: bytes(10_001), mimeType: "image/jpeg", says: { file_size: null } })
    platform.put("short", { content, sends: content.subarray(0, 1_999), mimeType: "image/jpeg" })
    platform.put("other-bytes", { content, sends: bytes(2_000, 2), mimeType: "image/jpeg" })
    platform.put("other-type", { content, mimeType: "image/jpeg", sendsType: "text/html; charset=utf-8" })
    platform.put("other-digest", { content, mimeType: "image/jpeg" })
    platform.put("elsewhere", { content, mimeType: "image/jpeg", url: "https://169.254.169.254/latest" })
    return Effect.gen(function* () {
      const ids = ["announced-too-large", "too-large", "short", "other-bytes", "other-type", "elsewhere"]
      yield* announce(...ids.map((id) => file(id)), file("other-digest", { sha256: "00".repeat(32) }))
      yield* after(0)
      yield* after(0)
      expect(yield* standing("announced-too-large")).toMatchObject({ _tag: "Failed" })
      expect(yield* standing("too-large")).toMatchObject({ _tag: "Failed" })
      for (const id of ["short", "other-bytes", "other-type", "other-digest", "elsewhere"]) {
        expect(yield* standing(id)).toMatchObject({ _tag: "Waiting", tries: 1 })
      }
      platform.put("short", { content, mimeType: "image/jpeg; q=1" })
      // Twice: a round takes as many as are fetched beside each other.
      yield* after("1 hour")
      yield* after(0)
      expect(yield* standing("short")).toMatchObject({ _tag: "Kept", mimeType: "image/jpeg; q=1" })
    }).pipe(Effect.provide(worldOf(platform)))
  })

  it.effect("GD-01: a copy goes when its time is over; one that two files have stays for the other", () => {
    const platform = Platform.make()
    const content = bytes(500)
    for (const id of ["900", "901"]) platform.put(id, { content, mimeType: "image/jpeg" })
    return Effect.gen(function* () {
      const blobs = yield* BlobStore
      yield* announce(file("900"), file("901", { untilMillis: 2 * 86_400_000 }))
      yield* after(0)
      const [first, second] = [yield* standing("900"), yield* standing("901")]
      expect(first).toEqual(second)
      const sweep = { everyMillis: 60_000, bytesMax: 100_000, roundMax: 10, rememberMillis: 90 * 86_400_000 }
      expect(yield* Sweeping.round(sweep)).toBe(0)
      yield* TestClock.adjust("24 hours")
      expect(yield* Effect.flip(Serving.open(caller, "900"))).toMatchObject({ _tag: "MediaGone" })
      expect(yield* Sweeping.round(sweep)).toBe(1)
      expect(yield* standing("900")).toEqual({ _tag: "Gone", reason: "time" })
      expect(yield* contentOf("901")).toEqual([...content])
      yield* TestClock.adjust("24 hours")
      expect(yield* Sweeping.round(sweep)).toBe(1)
      if (second._tag === "Kept") expect(yield* blobs.read(second.blob)).toEqual(Option.none())
    }).pipe(Effect.provide(worldOf(platform)))
  })

  it.effect(
    "GD-01: where copies need too much room the oldest go, and what became of old files is forgotten with time",
    () => {
      const platform = Platform.make()
      for (const n of [1, 2, 3]) platform.put(`90${n}`, { content: bytes(400, n), mimeType: "image/jpeg" })
      return Effect.gen(function* () {
        const files = yield* MediaFiles
        for (const n of [1, 2, 3]) yield* announce(file(`90${n}`, { announcedMillis: -n }))
        yield* after(0)
        const sweep = { everyMillis: 60_000, bytesMax: 800, roundMax: 10, rememberMillis: 86_400_000 }
        expect(yield* Sweeping.round(sweep)).toBe(1)
        expect(yield* standing("903")).toEqual({ _tag: "Gone", reason: "room" })
        expect(yield* contentOf("901")).toHaveLength(400)
        yield* TestClock.adjust("25 hours")
        yield* Sweeping.round(sweep)
        expect(yield* files.find({ accountId: null, mediaId: "901" })).toEqual(Option.none())
      }).pipe(Effect.provide(worldOf(platform)))
    }
  )

  it.effect("RT-03: a copy that the blob store has lost is fetched again", () => {
    const platform = Platform.make()
    platform.put("900", { content: bytes(10), mimeType: "image/jpeg" })
    return Effect.gen(function* () {
      const blobs = yield* BlobStore
      yield* announce(file("900"))
      yield* after(0)
      const kept = yield* standing("900")
      if (kept._tag === "Kept") yield* blobs.remove(kept.blob)
      expect(yield* Effect.flip(Serving.open(caller, "900"))).toMatchObject({
        _tag: "MediaWaiting",
        retryAfterSeconds: 1
      })
      yield* after(0)
      expect(yield* contentOf("900")).toHaveLength(10)
    }).pipe(Effect.provide(worldOf(platform)))
  })
})
