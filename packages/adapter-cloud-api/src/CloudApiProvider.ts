import * as Wire from "@sluice/core/message/OutboundMessage"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { CloudApiAccount } from "@sluice/engine/ports/Directory"
import { Provider } from "@sluice/engine/ports/Provider"
import type { EndpointQuestion, SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Clock, Effect, Either, Layer, Redacted } from "effect"
import * as Exchange from "./Exchange.ts"
import * as Reading from "./Reading.ts"

/** Longest answer that is read; the platform's are under 2 KB. */
const answerBytesMax = 64 * 1024

/** The wire keeps real time, whatever clock the engine runs on: the platform's dates are read against it. */
const wall = Clock.make()

const toHttp = (request: SendRequest, account: CloudApiAccount): Exchange.Request => {
  const { attempt, content, endpoint, messageId, recipient, replyTo, sender } = request
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

/** Nothing left: the account speaks another provider's language. Its messages wait, and say why. */
const otherProvider = (provider: string): SendOutcome => ({
  _tag: "NotSent",
  detail: `the account is at ${provider}, and this process sends through the Cloud API alone`
})

/**
 * The question to an endpoint: one that every version answers, with an error, without a token. What stands before the platform and cannot
 * reach it answers with 502 to 504, which is no answer.
 */
const probeOf = ({ account, answerMillisMax, endpoint }: EndpointQuestion): Exchange.Request => ({
  url: new URL(`${endpoint.replace(/\/+$/, "")}/${"version" in account ? account.version : ""}/debug_token`),
  headers: { accept: "application/json" },
  body: null,
  millisMax: answerMillisMax,
  answerBytesMax
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
    send: (requests, told) => {
      const posts: Array<Exchange.Request> = []
      const places: Array<number> = []
      for (const [index, request] of requests.entries()) {
        if (request.account.provider === "cloud-api") {
          posts.push(toHttp(request, request.account))
          places.push(index)
        } else told(otherProvider(request.account.provider), index)
      }
      return Exchange.exchangeAll(agent, posts, (result, at) => told(outcomeOf(result), places[at] ?? at))
    },
    probe: (question) => {
      let answers = false
      const heard = (result: Exchange.Result): void => {
        answers = Either.isRight(result) && result.right.status < 500
      }
      return Effect.map(Exchange.exchangeAll(agent, [probeOf(question)], heard), () => answers)
    }
  })
)

export const layer: Layer.Layer<Provider> = Layer.scoped(Provider, make)
