import { it } from "@effect/vitest"
import * as CloudApiGraph from "@sluice/adapter-cloud-api/CloudApiGraph"
import * as CloudApiGraphMedia from "@sluice/adapter-cloud-api/CloudApiGraphMedia"
import * as Copying from "@sluice/engine/media/Copying"
import * as Looking from "@sluice/engine/media/Looking"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import type { CloudApiAccount } from "@sluice/engine/ports/Directory"
import type { AnnouncedFile } from "@sluice/engine/ports/MediaFiles"
import * as FetchWire from "@sluice/engine/test-kit/FetchWire"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as Simulator from "@sluice/simulator/Simulator"
import { Chunk, Effect, Layer, Option, Redacted, Stream } from "effect"
import { createHash } from "node:crypto"
import { describe, expect } from "vitest"

const phoneNumberId = "100200300400500"
const bytesMax = 1024 * 1024

/** A JPEG by its first bytes, 200 KB of it. */
const content = Uint8Array.from(
  { length: 200_000 },
  (_, index) => [0xff, 0xd8, 0xff, 0xe0][index] ?? (index * 31) % 256
)

const account = (url: string, token = "sample-token"): CloudApiAccount => ({
  id: "acme",
  provider: "cloud-api",
  baseUrls: [url],
  version: "v25.0",
  accessToken: Redacted.make(token),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
})

const file = (mediaId: string, change: Partial<AnnouncedFile> = {}): AnnouncedFile => ({
  accountId: "acme",
  mediaId,
  senderId: "one",
  kind: "image",
  mimeType: "image/jpeg",
  sha256: createHash("sha256").update(content).digest("hex"),
  filename: null,
  announcedMillis: 0,
  untilMillis: 1e15,
  ...change
})

/** Gives the platform a file; its id. */
const upload = (url: string) =>
  Effect.promise(async () => {
    const form = new FormData()
    form.set("messaging_product", "whatsapp")
    form.set("type", "image/jpeg")
    form.set("file", new Blob([content], { type: "image/jpeg" }), "picture.jpg")
    const response = await fetch(`${url}/v25.0/${phoneNumberId}/media`, {
      method: "POST",
      headers: { authorization: "Bearer sample-token" },
      body: form
    })
    const answer: { readonly id: string } = JSON.parse(await response.text())
    return answer.id
  })

const world = Layer.mergeAll(
  CloudApiGraphMedia.layer,
  Layer.provide(CloudApiGraph.layer, FetchWire.layer),
  MemoryBlobStore.layer,
  TestCrypto.layer,
  Simulator.layer()
)

describe("Media of the Cloud API by their ids", () => {
  it.scopedLive("WH-06: a file is described, fetched with the token, checked, and kept as a stream", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      const { read } = yield* BlobStore
      const mediaId = yield* upload(url)
      const kept = yield* Copying.take(account(url), phoneNumberId, file(mediaId), bytesMax)
      expect(kept).toMatchObject({ _tag: "Kept", bytes: content.length, mimeType: "image/jpeg" })
      const blob = Option.getOrThrow(kept._tag === "Kept" ? yield* read(kept.blob) : Option.none())
      const parts = Chunk.toReadonlyArray(yield* Stream.runCollect(blob.content))
      expect(Buffer.compare(Buffer.concat(parts), content)).toBe(0)
    }).pipe(Effect.provide(world))
  )

  it.scopedLive(
    "CLOUD_API 3.5: an id that is not there, a token that is not good, and an address that is forged are told apart",
    () =>
      Effect.gen(function* () {
        const { url } = yield* Simulator.Simulator
        const mediaId = yield* upload(url)
        const unknown = yield* Effect.flip(Looking.describe(account(url), phoneNumberId, "12345"))
        expect(unknown).toMatchObject({ _tag: "PlatformRefused", failure: { code: 100, retry: "never" } })
        const dead = yield* Effect.flip(Looking.describe(account(url, "nobodys"), phoneNumberId, mediaId))
        expect(dead).toMatchObject({ _tag: "PlatformRefused", failure: { code: 190, retry: "after_fix" } })
        const described = yield* Looking.describe(account(url), phoneNumberId, mediaId)
        const forged = described.url.replace(/hash=\w{6}/, "hash=000000")
        const stale = yield* Effect.flip(Effect.scoped(Looking.open(account(url), forged)))
        expect(stale).toEqual(new Looking.AddressStale({ status: 404 }))
      }).pipe(Effect.provide(world))
  )

  it.scopedLive("SF-04: the token goes to no host but the platform's and the account's own", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      const elsewhere = [
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.example.com/x",
        "https://evilfbsbx.com/x",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "not an address"
      ]
      for (const address of elsewhere) {
        const refused = yield* Effect.flip(Effect.scoped(Looking.open(account(url), address)))
        expect(refused).toMatchObject({
          _tag: "PlatformSilent",
          detail: expect.stringContaining("no host of the platform")
        })
      }
    }).pipe(Effect.provide(world))
  )

  it.scopedLive("WH-06: more bytes than are taken are not read to their end, and nothing of them is kept", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      const mediaId = yield* upload(url)
      const refused = yield* Effect.flip(Copying.take(account(url), phoneNumberId, file(mediaId), 1_000))
      expect(refused).toEqual(new Copying.FileTooLarge({ bytesMax: 1_000 }))
    }).pipe(Effect.provide(world))
  )
})
