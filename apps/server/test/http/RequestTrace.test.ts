import { it } from "@effect/vitest"
import * as RecordingTracer from "@sluice/adapter-node/tracing/RecordingTracer"
import * as SpanQueue from "@sluice/adapter-node/tracing/SpanQueue"
import * as SpanRecorder from "@sluice/adapter-node/tracing/SpanRecorder"
import { Spans } from "@sluice/engine/ports/Spans"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, recipient, textTo } = testServer

/** A server that traces, and the spans that it would hand to a collector. */
const traced = Effect.gen(function* () {
  const queue = SpanQueue.make(10_000, 10_000, () => {})
  const recorder = SpanRecorder.make(queue, { share: 1, isParentBased: true })
  const around = Layer.merge(Layer.succeed(Spans, recorder), Layer.setTracer(RecordingTracer.make(recorder, true)))
  const server = yield* testServer.make({}, undefined, undefined, around)
  return { server, spans: () => queue.take(10_000) }
})

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736"
const callerSpan = "00f067aa0ba902b7"
const traceparent = `00-${traceId}-${callerSpan}-01`

const send = (key: string, headers: Readonly<Record<string, string>> = {}) => ({
  method: "POST" as const,
  url: "/v1/messages",
  headers: { authorization: `Bearer ${key}`, ...headers },
  payload: textTo(recipient)
})

describe("the trace of a request", () => {
  it.scoped("goes on with its caller's; the message has its own, and the two point to one another", () =>
    Effect.gen(function* () {
      const { server, spans } = yield* traced
      const answer = yield* ask(server, send(yield* server.key("operator"), { traceparent }))
      expect(answer.status).toBe(202)
      const found = spans()
      const request = found.find(({ kind }) => kind === "server")
      expect(request).toMatchObject({
        name: "POST /v1/messages",
        traceId,
        parentSpanId: callerSpan,
        attributes: {
          "http.request.method": "POST",
          "http.route": "/v1/messages",
          "http.response.status_code": 202,
          "sluice.request": answer.headers["x-request-id"]
        },
        failure: null
      })
      const accepting = found.find(({ name }) => name === "accept")
      expect(accepting?.traceId).toBe(String(answer.json["id"]).replaceAll("-", ""))
      const storing = found.find(({ name }) => name === "Queueing.store")
      expect(storing?.traceId).toBe(traceId)
      expect(accepting?.links).toEqual([{ traceId, spanId: storing?.spanId }])
      expect(storing?.links).toEqual([{ traceId: accepting?.traceId, spanId: accepting?.spanId }])
      // What was done for it hangs below it, without a gap.
      const ids = new Set([callerSpan, ...found.map(({ spanId }) => spanId)])
      for (const span of found) if (span.traceId === traceId) expect(ids).toContain(span.parentSpanId)
    })
  )

  it.scoped("holds no number, no content and no key", () =>
    Effect.gen(function* () {
      const { server, spans } = yield* traced
      const key = yield* server.key("operator")
      yield* ask(server, send(key))
      yield* ask(server, { ...send(key), payload: textTo("not a number 0912345678") })
      const text = JSON.stringify(spans())
      expect(text.length).toBeGreaterThan(1_000)
      for (const word of [recipient.slice(1), "912345678", "Your order", key, ...testServer.secrets]) {
        expect(text).not.toContain(word)
      }
    })
  )

  it.scoped("is not begun by whoever is refused at the gate, and a callback takes nobody's trace over", () =>
    Effect.gen(function* () {
      const { server, spans } = yield* traced
      yield* ask(server, send("sluice_wrong", { traceparent }))
      yield* ask(server, send(yield* server.key("viewer"), { traceparent }))
      expect(spans()).toEqual([])
      const body = JSON.stringify({ object: "whatsapp_business_account", entry: [] })
      const answer = yield* ask(server, {
        method: "POST",
        url: "/callbacks/cloud-api/acme",
        headers: { "content-type": "application/json", "x-hub-signature-256": testServer.sign(body), traceparent },
        payload: body
      })
      expect(answer.status).toBe(200)
      expect(spans().map(({ name, traceId: own }) => [name, own === traceId])).toEqual([["callback", false]])
    })
  )

  it.scoped("says that it failed where we did, and not where its caller did", () =>
    Effect.gen(function* () {
      const { server, spans } = yield* traced
      const key = yield* server.key("viewer")
      yield* ask(server, { method: "GET", url: "/v1/messages/unknown", headers: { authorization: `Bearer ${key}` } })
      const [request] = spans().filter(({ kind }) => kind === "server")
      expect(request).toMatchObject({ name: "GET /v1/messages/:id", failure: null })
      expect(request?.attributes["http.response.status_code"]).toBeGreaterThanOrEqual(400)
    })
  )
})
