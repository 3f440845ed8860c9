import * as HttpApiClient from "@effect/platform/HttpApiClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, Redacted } from "effect"
import { Api } from "./Api.ts"

/** Which server, and as whom. */
export interface Options {
  /** `https://sluice.example.com`, without a path. */
  readonly baseUrl: string
  /** An API key, `sluice_<id>_<secret>`; presented as a bearer token. */
  readonly apiKey: Redacted.Redacted
}

/**
 * A typed client of the server: one function for each endpoint of `Api`, grouped as there.
 *
 * A refusal fails with `Problem`, whose `kind` tells which one; transport fails with `HttpClientError`. `HttpApiDecodeError` stands
 * in the types because every description of this kind has it; the server never answers it.
 *
 * @example
 * ```ts
 * const program = Effect.gen(function* () {
 *   const client = yield* Client.make({ baseUrl: "http://127.0.0.1:8080", apiKey: Redacted.make(key) })
 *   const { id, predictedAt } = yield* client.messages.send({
 *     payload: { senderId: "acme-tw", recipient: "+886912345678", content: { type: "text", text: { body: "hello" } } },
 *     headers: { "idempotency-key": "order-4711-shipped" }
 *   })
 * })
 * ```
 */
export const make = (options: Options) =>
  HttpApiClient.make(Api, {
    baseUrl: options.baseUrl,
    transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(options.apiKey))
  })

/** What `make` gives. */
export type Client = Effect.Effect.Success<ReturnType<typeof make>>
