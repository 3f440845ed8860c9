import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import * as CampaignUploading from "@sluice/client/CampaignUploading"
import * as Client from "@sluice/client/Client"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Context, Effect, Option, Redacted, Stream } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read } = testServer

const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`

const row = (index: number, more: object = {}) => ({
  recipient: numberOf(index),
  content: { type: "text" as const, text: { body: `number ${index}` } },
  ...more
})

/** A server that listens, and a client of it. */
const listening = Effect.gen(function* () {
  const server = yield* testServer.make()
  yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
  const baseUrl = yield* Effect.promise(() => server.app.getUrl())
  const token = yield* server.key("operator", "acme")
  const options = { baseUrl, apiKey: Redacted.make(token) }
  const client = yield* Effect.provide(Client.make(options), FetchHttpClient.layer)
  const { id } = yield* client.campaigns.create({ payload: { name: "spring", senderIds: ["acme-tw"] } })
  return { server, client, token, options, id }
})

const post = (token: string, url: string, payload: unknown, type = "application/json") => ({
  method: "POST" as const,
  url,
  headers: { authorization: `Bearer ${token}`, "content-type": type },
  payload: typeof payload === "string" ? payload : JSON.stringify(payload)
})

const ndjson = (rows: ReadonlyArray<unknown>): string => rows.map((one) => `${JSON.stringify(one)}\n`).join("")

describe("the door for campaigns", () => {
  it.scopedLive("a campaign goes from its list to its cancellation, and every act answers how it stands", () =>
    Effect.gen(function* () {
      const { client, id } = yield* listening
      const uploaded = yield* client.campaigns.upload({
        path: { id },
        urlParams: {},
        payload: [row(1), row(2), { ...row(3), recipient: "+886 98" }]
      })
      expect(uploaded).toMatchObject({ known: 0, taken: 2, refused: 1, examples: [{ place: 2 }] })
      expect(uploaded.campaign.list).toMatchObject({ received: 3, refused: 1 })
      const path = { path: { id } }
      const forecast = yield* client.campaigns.forecast(path)
      expect(forecast).toMatchObject({ messages: 2, senders: 1, holds: 0 })
      const startedOne = yield* client.campaigns.start(path)
      expect(["scheduled", "running"]).toContain(startedOne.state)
      expect(startedOne.forecast).toMatchObject({ messages: 2 })
      expect(yield* client.campaigns.pause(path)).toMatchObject({ state: "paused", progress: { remaining: 2 } })
      expect(["scheduled", "running"]).toContain((yield* client.campaigns.resume(path)).state)
      const cancelled = yield* client.campaigns.cancel(path)
      expect(cancelled).toMatchObject({ state: "cancelled", progress: { rows: 2, remaining: 0, cancelled: 2 } })
      expect(yield* client.campaigns.get(path)).toEqual(cancelled)
      const again = yield* Effect.flip(client.campaigns.start(path))
      expect(again).toMatchObject({ kind: "campaign-conflict" })
    })
  )

  it.scopedLive("a list is streamed line by line, and gone on with after it was cut off", () =>
    Effect.gen(function* () {
      const { id, options, server } = yield* listening
      const rows = Array.from({ length: 1_500 }, (_, index) => row(index))
      const bytes = new TextEncoder().encode(ndjson(rows))
      const upload = (count: number) =>
        CampaignUploading.upload(
          options,
          id,
          0,
          Stream.range(0, Math.ceil(count / 1_000) - 1).pipe(
            Stream.map((n) => bytes.slice(n * 1_000, Math.min(count, (n + 1) * 1_000)))
          )
        ).pipe(Effect.provide(FetchHttpClient.layer))
      const firstBytes = new TextEncoder().encode(ndjson(rows.slice(0, 700))).length
      expect(yield* upload(firstBytes)).toMatchObject({ known: 0, taken: 700 })
      expect(yield* upload(bytes.length)).toMatchObject({ known: 700, taken: 800 })
      const kept = yield* Context.get(server.store, Campaigns).find(id)
      expect(Option.getOrNull(kept)).toMatchObject({ rows: 1_500, list: { received: 1_500, refused: 0 } })
      expect(yield* Context.get(server.store, Outbox).list({ limit: 9 })).toEqual([])
    })
  )

  it.scopedLive("lines that cannot be read are refused in their place, and the others are taken", () =>
    Effect.gen(function* () {
      const { id, server, token } = yield* listening
      const body = `${JSON.stringify(row(1))}\nno json\n${JSON.stringify(row(2, { odd: 1 }))}\n${JSON.stringify(row(3))}\n`
      const answer = yield* ask(server, post(token, `/v1/campaigns/${id}/messages`, body, "application/x-ndjson"))
      expect(answer.status).toBe(200)
      expect(answer.json).toMatchObject({
        taken: 2,
        refused: 2,
        examples: [
          { place: 1, findings: [{ code: "syntax" }] },
          { place: 2, findings: [{ path: "odd" }] }
        ]
      })
    })
  )

  it.scopedLive("what cannot be done is refused by its own problem", () =>
    Effect.gen(function* () {
      const { id, server, token } = yield* listening
      const upload = (query: string, type?: string) =>
        ask(server, post(token, `/v1/campaigns/${id}/messages${query}`, [row(1)], type))
      const act = (name: string, campaign = id) => ask(server, post(token, `/v1/campaigns/${campaign}/${name}`, {}))
      expectProblem(yield* act("start"), "campaign-refused")
      expectProblem(yield* act("pause"), "campaign-conflict")
      expectProblem(
        yield* act(
          "start",
          id.replace(/.$/, (last) => (last === "0" ? "1" : "0"))
        ),
        "campaign-unknown"
      )
      expectProblem(yield* act("start", "1"), "invalid-request")
      expectProblem(yield* upload("?from=7"), "campaign-conflict")
      expectProblem(yield* upload("?from=-1"), "invalid-request")
      expectProblem(yield* upload("", "text/csv"), "media-type-refused")
      expectProblem(yield* ask(server, post(token, `/v1/campaigns/${id}/messages`, "[{")), "malformed-request")
      const strange = yield* server.key("operator", "zenith")
      expectProblem(yield* ask(server, read(strange, `/v1/campaigns/${id}`)), "campaign-unknown")
      const viewer = yield* server.key("viewer", "acme")
      expectProblem(yield* ask(server, post(viewer, `/v1/campaigns/${id}/start`, {})), "role-refused")
      expectProblem(yield* ask(server, post(viewer, `/v1/campaigns/${id}/messages`, [row(1)])), "role-refused")
    })
  )

  it.scopedLive("a campaign that contradicts itself is not made: 400, with every finding", () =>
    Effect.gen(function* () {
      const { server, token } = yield* listening
      const make = (payload: object) => ask(server, post(token, "/v1/campaigns", payload))
      const base = { name: "spring", senderIds: ["acme-tw"] }
      expectProblem(yield* make({ ...base, senderIds: [] }), "invalid-request")
      expectProblem(yield* make({ ...base, stopAbove: 2 }), "invalid-request")
      expectProblem(yield* make({ ...base, hours: { from: "18:00", to: "09:00" } }), "invalid-request")
      expectProblem(yield* make({ ...base, hours: { from: "9", to: "25:00" } }), "invalid-request")
      expectProblem(yield* make({ ...base, senderIds: ["zenith-de"] }), "sender-unknown")
      const everybody = yield* server.key("operator")
      const apart = yield* ask(
        server,
        post(everybody, "/v1/campaigns", { ...base, senderIds: ["acme-tw", "zenith-de"] })
      )
      expectProblem(apart, "invalid-request")
      expect(apart.json["findings"]).toMatchObject([{ path: "senderIds", code: "several-accounts" }])
      const made = yield* make({ ...base, hours: { from: "09:00", to: "24:00" }, startAt: "2030-01-01T09:30:00Z" })
      expect(made).toMatchObject({ status: 201, json: { state: "draft", hours: { from: "09:00", to: "24:00" } } })
    })
  )

  it.scopedLive("campaigns are listed page by page, newest first, of the caller's account", () =>
    Effect.gen(function* () {
      const { client, server } = yield* listening
      for (const name of ["summer", "autumn"]) {
        yield* client.campaigns.create({ payload: { name, senderIds: ["acme-tw"] } })
      }
      const first = yield* client.campaigns.list({ urlParams: { limit: 2 } })
      expect(first.campaigns.map(({ name }) => name)).toEqual(["autumn", "summer"])
      const second = yield* client.campaigns.list({
        urlParams: { limit: 2, ...(first.next === null ? {} : { cursor: first.next }) }
      })
      expect(second).toMatchObject({ campaigns: [{ name: "spring" }], next: null })
      const strange = yield* server.key("viewer", "zenith")
      expect((yield* ask(server, read(strange, "/v1/campaigns"))).json).toEqual({ campaigns: [], next: null })
    })
  )
})
