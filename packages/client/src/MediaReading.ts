import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import { Effect, Schema, type Stream } from "effect"
import type { Options } from "./Client.ts"
import { ProblemJson } from "./Problem.ts"

const decodeProblem = Schema.decodeUnknown(ProblemJson)

/** A file as it is read, once. Type and name are what its sender said, whom nobody has to believe. */
export interface Reading {
  readonly mimeType: string
  /** Null where the server did not say: then nothing tells that a reading was cut off. */
  readonly bytes: number | null
  /** In hexadecimal digits, of its bytes; null where the server did not say. */
  readonly sha256: string | null
  readonly content: Stream.Stream<Uint8Array, HttpClientError>
}

/** A header as a whole number; null for what is none. */
const countIn = (text: string | undefined): number | null => (/^\d+$/.test(text ?? "") ? Number(text) : null)

/** The digest that an entity tag of the server is: `"<64 hexadecimal digits>"`. */
const digestIn = (etag: string | undefined): string | null => /^"([0-9a-f]{64})"$/.exec(etag ?? "")?.[1] ?? null

/**
 * Opens a file that somebody sent, by the platform's id of it or by the reference that an event tells, and reads it as it comes, whatever its length:
 * `media.read` of the client would hold all of it. The request is let go where the content is not read to its end.
 *
 * Fails with `Problem` where the server refuses the request.
 *
 * @param id the platform's id, or `sluice-blob:<spelling>:<bytes>:<SHA-256>`.
 */
export const open = Effect.fn("MediaReading.open")(function* (options: Options, id: string) {
  const client = yield* HttpClient.HttpClient
  const request = HttpClientRequest.get(`${options.baseUrl}/v1/media/${encodeURIComponent(id)}`).pipe(
    HttpClientRequest.bearerToken(options.apiKey)
  )
  const response = yield* client.execute(request)
  if (response.status !== 200) return yield* Effect.fail(yield* decodeProblem(yield* response.json))
  const reading: Reading = {
    mimeType: response.headers["content-type"] ?? "application/octet-stream",
    bytes: countIn(response.headers["content-length"]),
    sha256: digestIn(response.headers["etag"]),
    content: response.stream
  }
  return reading
})
