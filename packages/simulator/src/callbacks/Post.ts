import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect } from "effect"
import type { Buffer } from "node:buffer"

/** How one post of a callback ended: only 200 acknowledges it (CLOUD_API 3.6). */
export type Outcome = "acknowledged" | "refused" | "silent" | "unreachable"

/** Posts signed bytes and reads the answer to its end, so that the connection can be used again. */
export const send = (
  client: HttpClient.HttpClient,
  url: string,
  delivery: { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> },
  answerRealMillisMax: number
): Effect.Effect<Outcome> => {
  const request = HttpClientRequest.post(url, {
    headers: { "user-agent": "facebookexternalua", ...delivery.headers },
    body: HttpBody.uint8Array(delivery.body, delivery.headers["content-type"] ?? "application/json")
  })
  return client.execute(request).pipe(
    Effect.flatMap((response) => Effect.as(response.arrayBuffer, response.status)),
    Effect.match({
      onFailure: (): Outcome => "unreachable",
      onSuccess: (status): Outcome => (status === 200 ? "acknowledged" : "refused")
    }),
    Effect.timeoutTo({
      duration: answerRealMillisMax,
      onTimeout: (): Outcome => "silent",
      onSuccess: (outcome) => outcome
    })
  )
}
