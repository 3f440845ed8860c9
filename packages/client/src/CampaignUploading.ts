import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, Schema, type Stream } from "effect"
import { CampaignUpload } from "./Campaign.ts"
import type { Options } from "./Client.ts"
import { ProblemJson } from "./Problem.ts"

const decodeUpload = Schema.decodeUnknown(CampaignUpload)
const decodeProblem = Schema.decodeUnknown(ProblemJson)

/**
 * Streams rows into a draft's list, one JSON value a line, whatever their number: `campaigns.upload` of the client would hold them all.
 *
 * Fails with `Problem` where the server refuses the request. A connection that breaks is an `HttpClientError`: the same call with
 * `from: 0` adds what is missing.
 *
 * @param lines UTF-8, in pieces of any size.
 * @param from place of the first row in the whole list; null puts the rows behind what is there.
 */
export const upload = Effect.fn("CampaignUploading.upload")(function* <E>(
  options: Options,
  campaignId: string,
  from: number | null,
  lines: Stream.Stream<Uint8Array, E>
) {
  const client = yield* HttpClient.HttpClient
  const request = HttpClientRequest.post(`${options.baseUrl}/v1/campaigns/${campaignId}/messages`).pipe(
    HttpClientRequest.bearerToken(options.apiKey),
    HttpClientRequest.setUrlParams(from === null ? {} : { from: String(from) }),
    HttpClientRequest.setBody(HttpBody.stream(lines, "application/x-ndjson"))
  )
  const response = yield* client.execute(request)
  const json = yield* response.json
  if (response.status !== 200) return yield* Effect.fail(yield* decodeProblem(json))
  return yield* decodeUpload(json)
})
