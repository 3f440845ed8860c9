import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Wire from "@sluice/core/message/OutboundMessage"
import { Provider } from "@sluice/engine/ports/Provider"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Clock, Duration, Effect, Layer, Redacted, Stream } from "effect"
import * as Reading from "./Reading.ts"

/** Longest answer that is read; the platform's are under 2 KB. */
const answerBytesMax = 64 * 1024

/**
 * Sends through the Cloud API (CLOUD_API 3.1): one request an attempt, never repeated here.
 *
 * The message id travels as `biz_opaque_callback_data`, so that every callback names its message even when the answer was lost
 * (RT-04). No answer within the policy's `answerMillisMax` is an uncertain outcome (SF-03). Redirects are not followed: the token is for the configured endpoint alone.
 */
const make = Effect.gen(function* () {
  const client = (yield* HttpClient.HttpClient).pipe(HttpClient.withTracerPropagation(false))

  const exchange = Effect.fn("CloudApiProvider.exchange")(function* (request: SendRequest) {
    const response = yield* client.execute(toHttp(request))
    const text = yield* bodyText(response)
    const nowMillis = yield* Clock.currentTimeMillis
    return Reading.answer({
      httpStatus: response.status,
      text,
      retryAfter: response.headers["retry-after"] ?? null,
      businessUseCaseUsage: response.headers["x-business-use-case-usage"] ?? null,
      nowMillis
    })
  })

  return Provider.of({
    send: (request) =>
      exchange(request).pipe(
        Effect.catchAll((error) => Effect.succeed(Reading.transportError(error))),
        Effect.timeoutTo({
          duration: Duration.millis(request.sender.policy.certainty.answerMillisMax),
          onSuccess: (outcome): SendOutcome => outcome,
          onTimeout: (): SendOutcome => ({
            _tag: "Uncertain",
            detail: `no answer within ${request.sender.policy.certainty.answerMillisMax} ms`
          })
        }),
        // The wire keeps real time: a sped-up engine must not give up a request early.
        Effect.withClock(Clock.make())
      )
  })
})

export const layer: Layer.Layer<Provider, never, HttpClient.HttpClient> = Layer.effect(Provider, make)

const toHttp = ({ account, content, endpoint, messageId, recipient, replyTo, sender }: SendRequest) =>
  HttpClientRequest.post(`${endpoint.replace(/\/+$/, "")}/${account.version}/${sender.phoneNumberId}/messages`).pipe(
    HttpClientRequest.bearerToken(Redacted.value(account.accessToken)),
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyUnsafeJson(Wire.toCloudApiBody({ to: recipient, content, replyTo, opaque: messageId }))
  )

/**
 * The answer's text, of at most `answerBytesMax` bytes: a proxy may answer with anything, and for as long as it likes. What states a length
 * is read at once; what does not is read chunk by chunk, up to the limit.
 */
const bodyText = (
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<string, HttpClientError.ResponseError> => {
  const stated = response.headers["content-length"]
  if (stated !== undefined) return Number(stated) > answerBytesMax ? Effect.succeed("") : response.text
  return response.stream.pipe(
    Stream.mapAccum(0, (bytes, chunk: Uint8Array) => [bytes + chunk.length, { bytes: bytes + chunk.length, chunk }]),
    Stream.takeWhile(({ bytes }) => bytes <= answerBytesMax),
    Stream.map(({ chunk }) => chunk),
    Stream.decodeText(),
    Stream.runFold("", (text, part) => text + part)
  )
}
