import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as World from "@sluice/simulator/config/World"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Client from "../support/Client.ts"

const [base] = World.sample.senders
const started = Effect.map(
  Simulator.make({
    faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 },
    world: {
      ...World.sample,
      tokens: [
        ...World.sample.tokens,
        { value: "sends", appId: "700100200300400", scopes: ["whatsapp_business_messaging"] }
      ]
    }
  }),
  ({ url }) => ({ client: Client.make(url), sends: Client.make(url, "sends"), stranger: Client.make(url, "x") })
)

describe("The Graph API beside sending", () => {
  it.scopedLive("CLOUD_API 3.4: a number tells its throughput and limits, and only what was asked for", () =>
    Effect.gen(function* () {
      const { client } = yield* started
      const all = yield* client.get(`/v23.0/${base.phoneNumberId}`)
      expect(all.body).toMatchObject({
        id: base.phoneNumberId,
        throughput: { level: "STANDARD" },
        quality_rating: "GREEN"
      })
      const one = yield* client.get(`/v23.0/${base.phoneNumberId}?fields=whatsapp_business_manager_messaging_limit`)
      expect(one.body).toEqual({ id: base.phoneNumberId, whatsapp_business_manager_messaging_limit: "TIER_100K" })
      expect(Client.code(yield* client.get(`/v23.0/${base.phoneNumberId}?fields=colour`))).toBe(100)
    })
  )

  it.scopedLive("CLOUD_API 3.7: an account lists its numbers and templates, by page, name and status", () =>
    Effect.gen(function* () {
      const { client } = yield* started
      expect((yield* client.get(`/v23.0/${base.wabaId}?fields=name`)).body).toEqual({
        id: base.wabaId,
        name: "Sample Shop"
      })
      const numbers = yield* client.get(`/v23.0/${base.wabaId}/phone_numbers`)
      expect(numbers.body["data"]).toMatchObject([{ id: base.phoneNumberId }])
      const named = yield* client.get(`/v23.0/${base.wabaId}/message_templates?name=order_update`)
      expect(named.body["data"]).toMatchObject([{ name: "order_update", status: "APPROVED", category: "UTILITY" }])
      const paused = yield* client.get(`/v23.0/${base.wabaId}/message_templates?status=PAUSED`)
      expect(paused.body["data"]).toMatchObject([{ name: "paused_offer" }])
      const page = yield* client.get(`/v23.0/${base.wabaId}/message_templates?limit=2&after=2`)
      expect(page.body["data"]).toHaveLength(2)
    })
  )

  it.scopedLive("SF-04: a token is described: its scopes and expiry, or that it is none", () =>
    Effect.gen(function* () {
      const { client } = yield* started
      const known = yield* client.get("/debug_token?input_token=sends")
      expect(known.body).toMatchObject({
        data: { is_valid: true, expires_at: 0, scopes: ["whatsapp_business_messaging"] }
      })
      const unknown = yield* client.get("/v23.0/debug_token?input_token=x")
      expect(unknown.body).toMatchObject({ data: { is_valid: false } })
      expect(Client.code(yield* client.get("/debug_token"))).toBe(100)
    })
  )

  it.scopedLive("SF-04: reading takes the permission to manage; unknown ids and strangers learn nothing", () =>
    Effect.gen(function* () {
      const { client, sends, stranger } = yield* started
      const seen = yield* Effect.forEach(
        [
          sends.get(`/v23.0/${base.phoneNumberId}`),
          sends.get(`/v23.0/${base.wabaId}/message_templates`),
          stranger.get(`/v23.0/${base.phoneNumberId}`),
          client.get("/v23.0/999"),
          client.get("/v23.0/999/phone_numbers"),
          client.call("DELETE", "/v23.0/999"),
          client.get("/v23.0/a/b/c"),
          client.get("/nowhere/at/all")
        ],
        Effect.map((answer) => [answer.status, Client.code(answer)])
      )
      expect(seen).toEqual([
        [403, 200],
        [403, 200],
        [401, 190],
        [400, 100],
        [400, 100],
        [400, 100],
        [400, 2500],
        [400, 2500]
      ])
    })
  )
})
