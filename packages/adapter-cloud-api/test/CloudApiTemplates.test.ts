import { it } from "@effect/vitest"
import * as CloudApiInspection from "@sluice/adapter-cloud-api/CloudApiInspection"
import * as CloudApiTemplates from "@sluice/adapter-cloud-api/CloudApiTemplates"
import * as Import from "@sluice/engine/accept/registry/Import"
import { ProviderInspection } from "@sluice/engine/ports/ProviderInspection"
import { ProviderTemplates } from "@sluice/engine/ports/ProviderTemplates"
import * as FetchWire from "@sluice/engine/test-kit/FetchWire"
import * as Simulator from "@sluice/simulator/Simulator"
import { Effect, Either, Layer } from "effect"
import { describe, expect } from "vitest"
import { account, sender } from "./sample.ts"

const adapters = Layer.mergeAll(CloudApiTemplates.layer, CloudApiInspection.layer).pipe(Layer.provide(FetchWire.layer))
const everything = Layer.merge(adapters, Simulator.layer())

const draft = {
  name: "parcel_waits",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your parcel waits at the counter." }]
} as const

describe("Templates at the Cloud API", () => {
  it.scopedLive("TP-06: all pages are listed, and each is read as the registry imports it", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      const templates = yield* ProviderTemplates
      const one = sender("one")
      const names = Array.from({ length: 120 }, (_, index) => `parcel_${index}`)
      yield* Effect.forEach(names, (name) => templates.submit(account(url), one, { ...draft, name }), {
        concurrency: 20,
        discard: true
      })
      const listed = yield* templates.list(account(url), [one, sender("two")])
      expect(listed.length).toBe(125)
      expect(new Set(listed.map(({ id }) => id)).size).toBe(125)
      expect(listed.find(({ name }) => name === "paused_offer")).toMatchObject({
        status: "PAUSED",
        category: "MARKETING"
      })
      for (const { listed: json } of listed) expect(Either.isRight(Import.read(json, null))).toBe(true)
    }).pipe(Effect.provide(everything))
  )

  it.scopedLive("TP-06: a draft is handed in, found by its name, decided, and handed in again", () =>
    Effect.gen(function* () {
      const { decideTemplate, url } = yield* Simulator.Simulator
      const templates = yield* ProviderTemplates
      const one = sender("one")
      const submitted = yield* templates.submit(account(url), one, draft)
      expect(submitted).toMatchObject({ status: "PENDING", category: "UTILITY" })
      const statusOf = Effect.map(templates.named(account(url), [one], draft.name), (found) =>
        found.map(({ rejection, status }) => [status, rejection])
      )
      expect(yield* statusOf).toEqual([["PENDING", null]])
      yield* decideTemplate({ id: submitted.id, status: "REJECTED", reason: "INVALID_FORMAT" })
      expect(yield* statusOf).toEqual([["REJECTED", "INVALID_FORMAT"]])
      yield* templates.revise(account(url), submitted.id, draft)
      expect(yield* statusOf).toEqual([["PENDING", null]])
      expect(yield* templates.named(account(url), [one], "parcel")).toEqual([])
    }).pipe(Effect.provide(everything))
  )

  it.scopedLive("SF-01: what the platform refuses is told with its code and a remedy, and without the token", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      const templates = yield* ProviderTemplates
      yield* templates.submit(account(url), sender("one"), draft)
      const twice = yield* Effect.flip(templates.submit(account(url), sender("one"), draft))
      expect(twice).toMatchObject({ why: "refused", code: 2388024 })
      const refused = yield* Effect.flip(templates.list(account(url, "nobodys-token"), [sender("one")]))
      expect(refused).toMatchObject({ why: "refused", code: 190 })
      expect(refused.message).not.toContain("nobodys-token")
      const away = yield* Effect.flip(templates.list(account("http://127.0.0.1:2"), [sender("one")]))
      expect(away).toMatchObject({ why: "unreachable" })
    }).pipe(Effect.provide(everything))
  )
})

describe("Asking the Cloud API about numbers and versions", () => {
  it.scopedLive("CLOUD_API 3.4: a number is told with its limits, its quality and its health", () =>
    Effect.gen(function* () {
      const { url } = yield* Simulator.Simulator
      const inspection = yield* ProviderInspection
      expect(yield* inspection.number(account(url), sender("one"))).toEqual({
        senderId: "one",
        displayNumber: "+1 555 010 0001",
        verifiedName: "Sample Shop",
        nameStatus: "APPROVED",
        quality: "GREEN",
        throughput: "standard",
        messagingTier: "TIER_100K",
        status: "CONNECTED",
        verification: "VERIFIED",
        businessAccountId: "300100200300400",
        health: {
          canSend: "AVAILABLE",
          parts: [
            { entity: "PHONE_NUMBER", id: "100200300400500", canSend: "AVAILABLE", errors: [], notes: [] },
            { entity: "WABA", id: "300100200300400", canSend: "AVAILABLE", errors: [], notes: [] },
            { entity: "BUSINESS", id: "500100200300400", canSend: "AVAILABLE", errors: [], notes: [] }
          ]
        }
      })
      const other = yield* Effect.flip(inspection.number(account(url), { ...sender("other"), phoneNumberId: "999" }))
      expect(other).toMatchObject({ why: "refused", code: 100 })
    }).pipe(Effect.provide(everything))
  )

  it.scopedLive(
    "CLOUD_API 3.8: a version that has ended is told with the one that serves it, and the platform's warning",
    () =>
      Effect.gen(function* () {
        const { url } = yield* Simulator.Simulator
        const inspection = yield* ProviderInspection
        expect(yield* inspection.version(account(url))).toMatchObject({
          configured: "v25.0",
          served: "v25.0",
          warning: null
        })
        const old = yield* inspection.version({ ...account(url), version: "v16.0" })
        expect(old).toMatchObject({ configured: "v16.0", served: "v21.0", standing: { _tag: "Ended" } })
        expect(old.warning).toContain("deprecated")
      }).pipe(Effect.provide(everything))
  )
})
