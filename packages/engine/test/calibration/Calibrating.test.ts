import { it } from "@effect/vitest"
import * as Decoder from "@sluice/core/callback/candidate/Decoder"
import * as Calibrating from "@sluice/engine/calibration/Calibrating"
import { Intake } from "@sluice/engine/intake/Intake"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import { Effect, Layer, Option } from "effect"
import { createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

const live = Intake.layer().pipe(
  Layer.provideMerge(Layer.mergeAll(MemoryBlobStore.layer, MemoryStore.layer, TestCrypto.layer, testDirectory.layer))
)

const file = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * 167) % 256))

const body = Buffer.from(
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "waba",
        changes: [
          {
            field: "messages",
            value: { messages: [{ id: "wamid.1", type: "audio", audio: { data: file.toString("base64") } }] }
          }
        ]
      }
    ]
  })
)

/** It comes as the platform sends it, in pieces. */
const arrived = Effect.gen(function* () {
  const intake = yield* Intake
  const signature = `sha256=${createHmac("sha256", "acme secret").update(body).digest("hex")}`
  let from = 0
  yield* intake.takeArriving(
    {
      provider: "cloud-api",
      accountId: "acme",
      method: "POST",
      url: "https://hooks.example/callbacks/cloud-api/acme",
      headers: { "content-type": "application/json", "x-hub-signature-256": signature }
    },
    {
      next: Effect.sync(() => {
        const part = body.subarray(from, from + 1_000)
        from += 1_000
        return part.length === 0 ? null : part
      })
    }
  )
})

/** What a candidate is handed, and what is counted. */
const calibrated = Effect.gen(function* () {
  const texts: Array<string> = []
  const candidate: Decoder.Decoder = {
    ...Decoder.current,
    name: "watching",
    decode: (provider, given) => {
      texts.push(given.text)
      return Decoder.current.decode(provider, given)
    }
  }
  const request = { accountIds: ["acme"], limit: 10 }
  const { tally } = yield* Calibrating.page(candidate, request)
  return { texts, tally }
})

describe("calibration over callbacks that carried files", () => {
  it.effect("WH-10, WH-06: a candidate reads them as they came, byte for byte", () =>
    Effect.gen(function* () {
      yield* arrived
      const { tally, texts } = yield* calibrated
      expect(texts).toEqual([body.toString("utf8")])
      expect(tally).toMatchObject({ callbacks: 1, differing: 0, reduced: 0 })
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-10: where there is no blob store, what is stored is read, and the report says so", () =>
    Effect.gen(function* () {
      yield* arrived
      const archive = yield* CallbackArchive
      // In a fiber of its own, which has what it is given and nothing else.
      const { tally, texts } = Effect.runSync(Effect.provideService(calibrated, CallbackArchive, archive))
      expect(texts).toHaveLength(1)
      expect(texts[0]?.length).toBeLessThan(1_000)
      expect(tally).toMatchObject({ callbacks: 1, reduced: 1 })
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-10: a file that is gone is no reason to stop: what is stored is read, and counted", () =>
    Effect.gen(function* () {
      yield* arrived
      const blobs = yield* BlobStore
      const gone = { ...blobs, read: () => Effect.succeed(Option.none()) }
      const { tally } = yield* Effect.provideService(calibrated, BlobStore, gone)
      expect(tally).toMatchObject({ callbacks: 1, differing: 0, reduced: 1 })
    }).pipe(Effect.provide(live))
  )
})
