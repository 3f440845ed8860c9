import { IdempotencyKey, UnjudgedRequest } from "@sluice/client/Message"
import { Accept } from "@sluice/engine/accept/Accept"
import { Effect, Either, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { RequestInvalid } from "../http/Refusals.ts"
import * as Metrics from "../Metrics.ts"
import * as Requests from "./Requests.ts"

/** The key of a request that may carry it in its header, in its body, or in both alike. */
const keyOf = (body: string | undefined, header: string | undefined) =>
  body !== undefined && header !== undefined && body !== header
    ? Either.left(
        new RequestInvalid({
          findings: [
            {
              path: "idempotencyKey",
              code: "mismatch",
              rule: "RT-05",
              message: "the header Idempotency-Key says otherwise",
              suggestion: "give the key in one place"
            }
          ]
        })
      )
    : Either.right(body ?? header ?? null)

/** The key in a request's header (RT-05). */
export const headerKey = (request: FastifyRequest) =>
  Input.header("idempotency-key", Schema.UndefinedOr(IdempotencyKey), request)

/** Takes one message in. */
export const one = Effect.fn("Sending.one")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const accept = yield* Accept
  const header = yield* headerKey(request)
  const body = yield* Input.body(UnjudgedRequest, request)
  const key = yield* keyOf(body.idempotencyKey, header)
  const outcome = yield* Effect.tapErrorTag(accept.accept(caller, Requests.of(body, key)), "MessageRefused", () =>
    Effect.sync(() => Metrics.handedIn("refused", 1))
  )
  Metrics.handedIn(outcome._tag === "Queued" ? "queued" : "repeated", 1)
  return Requests.taken(outcome)
})
