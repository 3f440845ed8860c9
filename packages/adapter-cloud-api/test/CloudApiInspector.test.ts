import { it } from "@effect/vitest"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as Policy from "@sluice/core/policy/Policy"
import type { Account, Sender } from "@sluice/engine/ports/Directory"
import { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import * as FetchWire from "@sluice/engine/test-kit/FetchWire"
import * as Simulator from "@sluice/simulator/Simulator"
import { Effect, Layer, Redacted } from "effect"
import { describe, expect } from "vitest"

const phoneNumberId = "100200300400500"

const account = (url: string): Account => ({
  id: "acme",
  provider: "cloud-api",
  baseUrls: [url],
  version: "v25.0",
  accessToken: Redacted.make("sample-token"),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
})

const sender = (id: string, numberId: string): Sender => ({
  id,
  accountId: "acme",
  businessId: "business",
  phoneNumberId: numberId,
  number: "+15550100001",
  tier: "initial",
  throughput: "standard",
  timeZone: "UTC",
  policy: Policy.shipped["cloud-api"]
})

const senders = [sender("one", phoneNumberId), sender("other", "999")]
const appId = "700100200300400"
const both = ["whatsapp_business_messaging", "whatsapp_business_management"] as const

const inspect = (url: string, token: string) =>
  Effect.gen(function* () {
    const inspector = yield* TokenInspector
    return yield* inspector.inspect(account(url), senders, Redacted.make(token))
  }).pipe(Effect.provide(Layer.provide(CloudApiInspector.layer, FetchWire.layer)))

const put = (
  value: string,
  more: { readonly expiresAtMillis?: number; readonly scopes?: ReadonlyArray<(typeof both)[number]> }
) =>
  Effect.flatMap(Simulator.Simulator, (simulator) =>
    simulator.putToken({ value, appId, expiresAtMillis: null, scopes: [...both], phoneNumberIds: null, ...more })
  )

describe("Asking the Cloud API about a token", () => {
  it.scopedLive("SF-04: its end, its permissions, and which numbers it reaches", () =>
    Effect.gen(function* () {
      const { clock, url } = yield* Simulator.Simulator
      const { nowMillis } = yield* clock
      const expiresAtMillis = Math.ceil(nowMillis / 1_000) * 1_000 + 3_600_000
      yield* put("ends", { expiresAtMillis })
      expect(yield* inspect(url, "ends")).toEqual({
        word: { _tag: "Described", isValid: true, expiresMillis: expiresAtMillis, scopes: both },
        reaches: [
          { senderId: "one", reach: "readable" },
          { senderId: "other", reach: "denied" }
        ]
      })
      expect((yield* inspect(url, "sample-token")).word).toMatchObject({ isValid: true, expiresMillis: null })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.scopedLive("SF-04: a token that has expired and one that is unknown are told apart, and no number is asked", () =>
    Effect.gen(function* () {
      const { clock, url } = yield* Simulator.Simulator
      yield* put("ended", { expiresAtMillis: (yield* clock).nowMillis - 1 })
      const ended = yield* inspect(url, "ended")
      expect(ended.word).toEqual({ _tag: "Refused", code: 190, subcode: 463 })
      const unknown = yield* inspect(url, "nobodys")
      expect(unknown.word).toEqual({ _tag: "Refused", code: 190, subcode: null })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.scopedLive("SF-04: a permission that is missing is seen, and is no denial of a number", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      yield* put("sends", { scopes: ["whatsapp_business_messaging"] })
      expect(yield* inspect(url, "sends")).toMatchObject({
        word: { _tag: "Described", scopes: ["whatsapp_business_messaging"] },
        reaches: [{ reach: "unknown" }, { reach: "denied" }]
      })
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.scopedLive("SF-04: where nothing listens nobody could be asked", () =>
    Effect.gen(function* () {
      expect(yield* inspect("http://127.0.0.1:2", "sample-token")).toEqual({
        word: { _tag: "Unreachable", detail: "ECONNREFUSED" },
        reaches: []
      })
    })
  )
})
