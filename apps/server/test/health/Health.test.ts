import { HttpApi } from "@effect/platform"
import { it } from "@effect/vitest"
import { Api } from "@sluice/client/Api"
import { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Schema } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, recipient, send, textTo } = testServer

const away = Effect.fail(new StoreUnavailable({ operation: "any", cause: "away" }))

/** A server whose store does not answer. */
const withoutStore = testServer.make({}, (store) =>
  store.pipe(
    Context.add(ApiKeys, { ...Context.get(store, ApiKeys), find: () => away }),
    Context.add(Outbox, { ...Context.get(store, Outbox), depths: () => away })
  )
)

describe("what is open to everybody", () => {
  it.scoped("healthz says that the process is up, whatever its store does; readyz, that it can work", () =>
    Effect.gen(function* () {
      const good = yield* testServer.make()
      expect((yield* ask(good, { url: "/healthz" })).json).toEqual({ status: "up" })
      expect((yield* ask(good, { url: "/readyz" })).json).toEqual({ status: "ready" })
      const lost = yield* withoutStore
      expect((yield* ask(lost, { url: "/healthz" })).status).toBe(200)
      const notReady = yield* ask(lost, { url: "/readyz" })
      expectProblem(notReady, "unavailable")
      expect(notReady.headers["retry-after"]).toBe("1")
    })
  )

  it.scoped("WH-03: a server whose callback log is away is not ready, since it could make no callback durable", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({}, (store) =>
        Context.add(store, CallbackLog, { ...Context.get(store, CallbackLog), oldestPendingMillis: away })
      )
      const notReady = yield* ask(server, { url: "/readyz" })
      expectProblem(notReady, "unavailable")
      expect(notReady.json["detail"]).toBe("the callback log does not answer")
    })
  )

  it.scoped("metrics count what came in and what became of it, by route pattern, without an id or a number", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      yield* ask(server, send(token, textTo(recipient)))
      yield* ask(server, send(token, textTo("+886")))
      yield* ask(server, testServer.read(token, "/v1/messages/0197f8a0-0000-7000-8000-000000000000"))
      yield* ask(server, { url: "/nowhere" })
      const { text, type } = yield* ask(server, { url: "/metrics" })
      expect(type).toBe("text/plain; version=0.0.4; charset=utf-8")
      expect(text).toMatch(/^sluice_http_requests_total\{method="POST",route="\/v1\/messages",status="202"\} [1-9]/m)
      expect(text).toMatch(/^sluice_http_requests_total\{method="POST",route="\/v1\/messages",status="422"\} [1-9]/m)
      expect(text).toMatch(
        /^sluice_http_requests_total\{method="GET",route="\/v1\/messages\/:id",status="404"\} [1-9]/m
      )
      expect(text).toMatch(/^sluice_http_requests_total\{method="GET",route="none",status="404"\} [1-9]/m)
      expect(text).toMatch(/^sluice_messages_total\{outcome="queued"\} [1-9]/m)
      expect(text).toMatch(/^sluice_http_request_seconds_bucket\{route="\/v1\/messages",le="\+Inf"\} [1-9]/m)
      expect(text).toMatch(/^sluice_queue_messages\{sender="acme-tw",state="queued"\} 1$/m)
      expect(text).toMatch(/^sluice_store_up 1$/m)
      expect(text).not.toMatch(/0197f8a0|987654321/)
    })
  )

  it.scoped("metrics go on without the store", () =>
    Effect.gen(function* () {
      const server = yield* withoutStore
      const { status, text } = yield* ask(server, { url: "/metrics" })
      expect(status).toBe(200)
      expect(text).toMatch(/^sluice_store_up 0$/m)
    })
  )

  it.scoped("every endpoint of the description is served, with its method and its role", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const endpoints: Array<{ readonly method: string; readonly path: string; readonly keyed: boolean }> = []
      HttpApi.reflect(Api, {
        onGroup: () => {},
        onEndpoint: ({ endpoint, middleware }) => {
          endpoints.push({ method: endpoint.method, path: endpoint.path, keyed: middleware.size > 0 })
        }
      })
      // Not an empty description, of which everything would hold.
      expect(endpoints.map(({ path }) => path)).toEqual(
        expect.arrayContaining(["/v1/messages", "/v1/holds/:id/review", "/healthz"])
      )
      const methodOf = Schema.decodeUnknownSync(Schema.Literal("GET", "POST", "PUT", "DELETE"))
      for (const { keyed, method, path } of endpoints) {
        const answer = yield* ask(server, {
          method: methodOf(method),
          url: path.replace(":id", "0197f8a0-0000-7000-8000-000000000000")
        })
        expect([method, path, answer.status]).toEqual([method, path, keyed ? 401 : 200])
      }
    })
  )

  it.scoped("openapi.json describes what is served", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const { json, status } = yield* ask(server, { url: "/openapi.json" })
      expect(status).toBe(200)
      expect(json).toMatchObject({
        openapi: "3.1.0",
        info: { title: "Sluice", version: expect.stringMatching(/^\d+\.\d+\.\d+/) }
      })
      expect(json["paths"]).toHaveProperty([
        "/v1/messages",
        "post",
        "responses",
        "422",
        "content",
        "application/problem+json"
      ])
    })
  )
})
