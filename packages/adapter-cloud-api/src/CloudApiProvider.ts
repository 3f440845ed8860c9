import * as Wire from "@sluice/core/message/OutboundMessage"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import { Provider } from "@sluice/engine/ports/Provider"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Clock, Effect, Either, Layer, Redacted } from "effect"
import * as Exchange from "./Exchange.ts"
import * as Reading from "./Reading.ts"

/** Longest answer that is read; the platform's are under 2 KB. */
const answerBytesMax = 64 * 1024

/** The wire keeps real time, whatever clock the engine runs on: the platform's dates are read against it. */
const wall = Clock.make()

const toHttp = (request: SendRequest): Exchange.Request => {
  const { account, attempt, content, endpoint, messageId, recipient, replyTo, sender } = request
  return {
    url: new URL(`${endpoint.replace(/\/+$/, "")}/${account.version}/${sender.phoneNumberId}/messages`),
    headers: {
      authorization: `Bearer ${Redacted.value(account.accessToken)}`,
      accept: "application/json",
      "content-type": "application/json"
    },
    body: JSON.stringify(
      Wire.toCloudApiBody({ to: recipient, content, replyTo, opaque: Opaque.write(messageId, attempt) })
    ),
    millisMax: sender.policy.certainty.answerMillisMax,
    answerBytesMax
  }
}

const outcomeOf = (result: Exchange.Result): SendOutcome =>
  Either.match(result, {
    onRight: (answer) => Reading.answer(answer, wall.unsafeCurrentTimeMillis()),
    onLeft: Reading.noAnswer
  })

/**
 * Sends through the Cloud API (CLOUD_API 3.1): one request an attempt, never repeated here.
 *
 * Message id and attempt travel as `biz_opaque_callback_data`, so that every callback names both even when the answer was lost
 * (RT-04). No answer within the policy's `answerMillisMax` is an uncertain outcome (SF-03), in real time, whatever clock the engine
 * runs on. Redirects are not followed: the token is for the configured endpoint alone.
 */
const make = Effect.map(Exchange.agent, (agent) =>
  Provider.of({
    send: (requests, told) =>
      Exchange.postAll(agent, requests.map(toHttp), (result, index) => told(outcomeOf(result), index))
  })
)

export const layer: Layer.Layer<Provider> = Layer.scoped(Provider, make)
