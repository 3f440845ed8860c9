import { it } from "@effect/vitest"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { describe, expect } from "vitest"
import * as World from "@sluice/simulator/config/World"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Client from "../support/Client.ts"

const [base] = World.sample.senders
const upload = `/v23.0/${base.phoneNumberId}/media`

const started = (input: Parameters<typeof Simulator.make>[0] = {}) =>
  Effect.map(
    Simulator.make({
      faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 },
      fates: { failureShare: 0 },
      ...input
    }),
    (simulator) => ({ simulator, client: Client.make(simulator.url) })
  )

const png = (size = 64): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  for (let at = 8; at < size; at++) bytes[at] = at % 251
  return bytes
}

const form = (
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  fields: Readonly<Record<string, string>> = {}
): FormData => {
  const data = new FormData()
  for (const [name, value] of Object.entries({ messaging_product: "whatsapp", type, ...fields }))
    data.append(name, value)
  data.append("file", new Blob([bytes], { type }), "file")
  return data
}

const send = (client: ReturnType<typeof Client.make>, type: string, id: unknown, nth = 1) =>
  client.post(`/v23.0/${base.phoneNumberId}/messages`, {
    messaging_product: "whatsapp",
    to: `+8869${10_000_000 + nth}`,
    type,
    [type]: { id }
  })

describe("Media", () => {
  it.scopedLive("CLOUD_API 3.5: what is uploaded is described, downloaded byte for byte, sent, and deleted", () =>
    Effect.gen(function* () {
      const { client } = yield* started()
      const bytes = png(300_000)
      const uploaded = yield* client.call("POST", upload, form(bytes, "image/png"))
      const id = String(uploaded.body["id"])
      const described = yield* client.get(`/v23.0/${id}?phone_number_id=${base.phoneNumberId}`)
      expect(described.body).toMatchObject({
        id,
        messaging_product: "whatsapp",
        mime_type: "image/png",
        file_size: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex")
      })
      const url = new URL(String(described.body["url"]))
      const downloaded = yield* client.get(url.pathname + url.search)
      expect([downloaded.status, downloaded.headers.get("content-type")]).toEqual([200, "image/png"])
      expect(Buffer.from(downloaded.bytes).equals(Buffer.from(bytes))).toBe(true)
      expect((yield* send(client, "image", id)).status).toBe(200)
      expect((yield* client.call("DELETE", `/v23.0/${id}`)).body).toEqual({ success: true })
      expect(Client.code(yield* client.get(`/v23.0/${id}`))).toBe(100)
      expect((yield* client.get(url.pathname + url.search)).status).toBe(404)
    })
  )

  it.scopedLive("CLOUD_API 3.5: a download needs the token, and ends after five minutes", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ clock: { originMillis: Date.now(), speed: 3_000 } })
      const uploaded = yield* client.call("POST", upload, form(png(), "image/png"))
      const described = yield* client.get(`/v23.0/${String(uploaded.body["id"])}`)
      const url = String(described.body["url"])
      expect((yield* Client.request(url)).status).toBe(401)
      const forged = url.replace(/hash=\w+/, "hash=0")
      expect((yield* Client.request(forged, { headers: { authorization: "Bearer sample-token" } })).status).toBe(404)
      yield* Client.until(
        Client.request(url, { headers: { authorization: "Bearer sample-token" } }),
        ({ status }) => status === 404
      )
      const lived = (yield* simulator.clock).nowMillis - Number(/ext=(\d+)/.exec(url)?.[1]) * 1000
      expect(lived).toBeGreaterThanOrEqual(0)
    })
  )

  it.scopedLive("MD-01, CLOUD_API 3.5: what is no such file, too large, or of no known type is refused", () =>
    Effect.gen(function* () {
      const { client } = yield* started()
      const codes = yield* Effect.forEach(
        [
          form(png(), "image/jpeg"),
          form(png(5 * 1024 * 1024 + 1), "image/png"),
          form(png(), "image/gif"),
          form(png(), "image/png", { messaging_product: "sms" })
        ],
        (body) => Effect.map(client.call("POST", upload, body), Client.code)
      )
      expect(codes).toEqual([131053, 131053, 100, 100])
      expect((yield* client.call("POST", upload, form(png(5 * 1024 * 1024), "image/png"))).status).toBe(200)
      const empty = new FormData()
      empty.append("messaging_product", "whatsapp")
      expect(Client.code(yield* client.call("POST", upload, empty))).toBe(100)
      expect(Client.code(yield* client.post(upload, {}))).toBe(100)
    })
  )

  it.scopedLive("SF-04: media belong to the sender that uploaded them", () =>
    Effect.gen(function* () {
      const { simulator } = yield* started({
        world: {
          ...World.sample,
          senders: [base, { ...base, phoneNumberId: "second" }],
          tokens: [
            ...World.sample.tokens,
            { value: "second only", appId: "700100200300400", phoneNumberIds: ["second"] }
          ].map((token) => ({ ...token, value: token.value.replace(" ", "-") })) as [typeof World.Token.Encoded]
        }
      })
      const client = Client.make(simulator.url)
      const second = Client.make(simulator.url, "second-only")
      const id = (yield* client.call("POST", upload, form(png(), "image/png"))).body["id"]
      expect(Client.code(yield* second.get(`/v23.0/${String(id)}`))).toBe(100)
      expect(Client.code(yield* second.call("DELETE", `/v23.0/${String(id)}`))).toBe(100)
      expect(Client.code(yield* client.get(`/v23.0/${String(id)}?phone_number_id=second`))).toBe(100)
      const sent = yield* second.post("/v23.0/second/messages", {
        messaging_product: "whatsapp",
        to: "+886912345678",
        type: "image",
        image: { id }
      })
      expect(Client.code(sent)).toBe(131053)
    })
  )

  it.scopedLive("MD-03: five messages in a row whose file does not exist suspend media, and text goes on", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started()
      const id = (yield* client.call("POST", upload, form(png(), "image/png"))).body["id"]
      expect(Client.code(yield* send(client, "video", id))).toBe(131053)
      for (let nth = 0; nth < 4; nth++) expect(Client.code(yield* send(client, "image", "1", nth))).toBe(131053)
      expect(Client.code(yield* send(client, "image", id, 9))).toBe(429)
      expect((yield* client.text("+886987654321")).status).toBe(200)
      const stats = yield* simulator.stats
      expect(stats.holds).toMatchObject([{ level: "media", scope: "sender" }])
      expect(stats.violations.counts).toEqual({ "MD-03 hold": 1 })
    })
  )

  it.scopedLive("bytes are kept up to a bound: the oldest file can no longer be downloaded, and still be sent", () =>
    Effect.gen(function* () {
      const { client } = yield* started({ mediaBytesMax: 250 })
      const ids = yield* Effect.forEach([1, 2, 3], () =>
        Effect.map(client.call("POST", upload, form(png(100), "image/png")), ({ body }) => String(body["id"]))
      )
      const statuses = yield* Effect.forEach(ids, (id) =>
        Effect.gen(function* () {
          const url = new URL(String((yield* client.get(`/v23.0/${id}`)).body["url"]))
          return (yield* client.get(url.pathname + url.search)).status
        })
      )
      expect(statuses).toEqual([404, 200, 200])
      expect((yield* send(client, "image", ids[0])).status).toBe(200)
    })
  )
})
