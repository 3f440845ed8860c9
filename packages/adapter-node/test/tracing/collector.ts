import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Effect, Layer } from "effect"

/** A span as the collector gets it. */
export interface Got {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: Readonly<Record<string, unknown>> }>
  readonly links?: ReadonlyArray<{ readonly traceId: string; readonly spanId: string }>
  readonly status?: { readonly code: number }
}

/** How a collector answers one post: a status, nothing at all, or for ever not. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "unreachable"
  | "silent"

/** A collector on the other side of an HTTP client: it answers by `answers`, the last one again and again, and remembers what it was sent. */
export const make = (...answers: readonly [Answer, ...ReadonlyArray<Answer>]) => {
  const bodies: Array<string> = []
  const requests: Array<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }> = []
  const client = HttpClient.make((request, url) =>
    Effect.suspend(() => {
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? answers[0]
      requests.push({ url: url.toString(), headers: request.headers })
      const { body } = request
      if (body._tag === "Uint8Array") bodies.push(new TextDecoder().decode(body.body))
      if (answer === "silent") return Effect.never
      if (answer === "unreachable") return new HttpClientError.RequestError({ request, reason: "Transport" })
      const { body: text = "{}", headers = {}, status } = answer
      return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(text, { status, headers })))
    })
  )
  const spansOf = (body: string): ReadonlyArray<Got> => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans
  return {
    layer: Layer.succeed(HttpClient.HttpClient, client),
    requests,
    bodies,
    /** Those of every post, also of posts that were not taken. */
    spans: () => bodies.flatMap(spansOf)
  }
}
