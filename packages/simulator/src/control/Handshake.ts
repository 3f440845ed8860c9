import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect } from "effect"
import type * as World from "../config/World.ts"
import * as Seeded from "../Seeded.ts"

/** How a callback address answered the verification request (WH-01; CLOUD_API 3.6). */
export interface Handshake {
  readonly appId: string
  readonly url: string
  /** Answered 200 with the challenge and nothing else. */
  readonly verified: boolean
  /** Null when there was no answer. */
  readonly status: number | null
  readonly body: string | null
}

/** Text of an answer that is worth showing. */
const bodyCharsMax = 200

/** Asks an app's address to prove that it knows the verify token; no answer within `answerRealMillisMax` is none. */
export const ask = (
  client: HttpClient.HttpClient,
  app: World.App,
  url: string,
  attempt: string,
  answerRealMillisMax: number
): Effect.Effect<Handshake> => {
  const challenge = String(Seeded.between(100_000_000, 999_999_999, app.appId, "challenge", attempt))
  const request = HttpClientRequest.get(url).pipe(
    HttpClientRequest.setUrlParams({
      "hub.mode": "subscribe",
      "hub.challenge": challenge,
      "hub.verify_token": app.verifyToken
    })
  )
  const none: Handshake = { appId: app.appId, url, verified: false, status: null, body: null }
  return client.execute(request).pipe(
    Effect.flatMap((response) => Effect.map(response.text, (body) => ({ body, status: response.status }))),
    Effect.map(({ body, status }) => ({
      ...none,
      verified: status === 200 && body === challenge,
      status,
      body: body.slice(0, bodyCharsMax)
    })),
    Effect.timeout(answerRealMillisMax),
    Effect.orElseSucceed(() => none)
  )
}
