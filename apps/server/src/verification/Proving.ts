import { VerificationAct } from "@sluice/client/Verification"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Limit from "@sluice/core/message/Limit"
import type { Act } from "@sluice/engine/verification/Verifying"
import { VerificationDesk } from "@sluice/engine/verification/VerificationDesk"
import { Effect, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as View from "./View.ts"

const Path = Schema.Struct({ id: Limit.Name })

/** The caller's numbers. */
export const list = Effect.fn("Proving.list")(function* () {
  const desk = yield* VerificationDesk
  return { numbers: (yield* desk.list(yield* CurrentCaller)).map(View.of) }
})

/** One of them. */
export const show = Effect.fn("Proving.show")(function* (request: FastifyRequest) {
  const desk = yield* VerificationDesk
  const { id } = yield* Input.path(Path, request)
  return View.of(yield* desk.show(yield* CurrentCaller, id))
})

/** A paper's validity ends where that day begins in UTC: not a minute late, wherever the business is. */
const beginOf = (day: BusinessDays.Day): number => day * 86_400_000

const actOf = (asked: typeof VerificationAct.Type): Act => {
  switch (asked.act) {
    case "begin":
      return { _tag: "Begun" }
    case "answer":
      return { _tag: "Answered", attempt: asked.attempt, answer: asked.answer }
    case "hand-in":
      return { _tag: "HandedIn", document: asked.document, reference: asked.reference }
    case "accept": {
      const { document, submission, validUntil } = asked
      const untilMillis = validUntil === undefined ? null : beginOf(validUntil)
      return { _tag: "Reviewed", document, submission, review: { _tag: "Accepts", untilMillis } }
    }
    case "refuse": {
      const { document, reason, submission } = asked
      return { _tag: "Reviewed", document, submission, review: { _tag: "Refuses", reason } }
    }
  }
}

/** Something was done for a number. */
export const act = Effect.fn("Proving.act")(function* (request: FastifyRequest) {
  const desk = yield* VerificationDesk
  const { id } = yield* Input.path(Path, request)
  return View.of(yield* desk.act(yield* CurrentCaller, id, actOf(yield* Input.body(VerificationAct, request))))
})
