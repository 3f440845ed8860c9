import { HttpClient, HttpClientResponse } from "@effect/platform"
import { it } from "@effect/vitest"
import * as Client from "@sluice/client/Client"
import { DateTime, Effect, Redacted } from "effect"
import { describe, expect } from "vitest"

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A server of one answer, which keeps what it was asked. */
const answering = (status: number, body: unknown, type = "application/json") => {
  const seen: Array<Seen> = []
  const http = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const raw = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : null
      seen.push({
        method: request.method,
        url: url.toString(),
        headers: request.headers,
        body: raw === null ? null : JSON.parse(raw)
      })
      const response = new Response(JSON.stringify(body), { status, headers: { "content-type": type } })
      return HttpClientResponse.fromWeb(request, response)
    })
  )
  const client = Client.make({ baseUrl: "https://sluice.example", apiKey: Redacted.make("sluice_id_secret") })
  return { seen, client: Effect.provideService(client, HttpClient.HttpClient, http) }
}

const id = "0197f8a0-0000-7000-8000-000000000000"
const content = { type: "text", text: { body: "hello" } } as const
const payload = { senderId: "acme-tw", recipient: "+886987654321", content }

describe("the client", () => {
  it.effect("presents the key, sends what is described, and reads times as times", () =>
    Effect.gen(function* () {
      const predictedAt = "2026-01-05T03:00:00.000Z"
      const server = answering(202, { id, outcome: "queued", predictedAt, warnings: [] })
      const client = yield* server.client
      const accepted = yield* client.messages.send({ payload, headers: { "idempotency-key": "order-1" } })
      expect(accepted.predictedAt === null ? "" : DateTime.formatIso(accepted.predictedAt)).toBe(predictedAt)
      expect(server.seen).toEqual([
        expect.objectContaining({ method: "POST", url: "https://sluice.example/v1/messages", body: payload })
      ])
      expect(server.seen[0]?.headers).toMatchObject({
        authorization: "Bearer sluice_id_secret",
        "idempotency-key": "order-1",
        "content-type": "application/json"
      })
    })
  )

  it.effect("puts filters into the query, a list as often as it has items", () =>
    Effect.gen(function* () {
      const server = answering(200, { messages: [], next: null })
      const client = yield* server.client
      yield* client.messages.list({ urlParams: { limit: 10, state: ["queued", "sending"], cursor: id } })
      const { searchParams } = new URL(server.seen[0]?.url ?? "")
      expect(searchParams.getAll("state")).toEqual(["queued", "sending"])
      expect([searchParams.get("limit"), searchParams.get("cursor")]).toEqual(["10", id])
    })
  )

  it.effect("fails with the problem that the server answers, whatever its status", () =>
    Effect.gen(function* () {
      const wire = (kind: string, status: number) => ({
        type: `urn:sluice:problem:${kind}`,
        title: "t",
        status,
        detail: "d",
        instance: "i",
        retryAfterSeconds: status === 503 ? 1 : null
      })
      for (const [kind, status] of [
        ["invalid-request", 400],
        ["key-refused", 401],
        ["role-refused", 403],
        ["sender-unknown", 404],
        ["idempotency-conflict", 409],
        ["message-refused", 422],
        ["internal", 500],
        ["unavailable", 503]
      ] as const) {
        const server = answering(status, wire(kind, status), "application/problem+json")
        const client = yield* server.client
        const problem = yield* Effect.flip(client.messages.send({ payload, headers: {} }))
        expect(problem).toMatchObject({ _tag: "Problem", kind, retryAfterSeconds: status === 503 ? 1 : null })
      }
    })
  )

  it.effect("refuses to send what is not a message before it leaves", () =>
    Effect.gen(function* () {
      const server = answering(202, {})
      const client = yield* server.client
      const empty = { ...payload, content: { type: "text" as const, text: { body: "" } } }
      expect(yield* Effect.flip(client.messages.send({ payload: empty, headers: {} }))).toMatchObject({
        _tag: "ParseError"
      })
      expect(server.seen).toEqual([])
    })
  )
})
