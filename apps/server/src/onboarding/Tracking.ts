import { CheckRequest, OnboardingDescription, StepRequest, TestRequest } from "@sluice/client/Onboarding"
import * as Limit from "@sluice/core/message/Limit"
import { OnboardingDesk, type StepAct } from "@sluice/engine/onboarding/OnboardingDesk"
import { Effect, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as View from "./View.ts"

const Path = Schema.Struct({ id: Limit.Name })

/** The accounts of the caller whose way is tracked. */
export const list = Effect.fn("Tracking.list")(function* () {
  const desk = yield* OnboardingDesk
  return { onboarding: (yield* desk.list(yield* CurrentCaller)).map(View.of) }
})

/** One of them. */
export const show = Effect.fn("Tracking.show")(function* (request: FastifyRequest) {
  const desk = yield* OnboardingDesk
  const { id } = yield* Input.path(Path, request)
  return View.of(yield* desk.show(yield* CurrentCaller, id))
})

/** Answers and circumstances. */
export const describe = Effect.fn("Tracking.describe")(function* (request: FastifyRequest) {
  const desk = yield* OnboardingDesk
  const { id } = yield* Input.path(Path, request)
  return View.of(yield* desk.describe(yield* CurrentCaller, id, yield* Input.body(OnboardingDescription, request)))
})

const actOf = ({ act, reason }: typeof StepRequest.Type): StepAct => {
  switch (act) {
    case "begin":
      return { _tag: "Begun" }
    case "block":
      return { _tag: "Stopped", reason }
    case "resume":
      return { _tag: "Resumed" }
    case "finish":
      return { _tag: "Finished" }
  }
}

/** A step goes on. */
export const step = Effect.fn("Tracking.step")(function* (request: FastifyRequest) {
  const desk = yield* OnboardingDesk
  const { id } = yield* Input.path(Path, request)
  const asked = yield* Input.body(StepRequest, request)
  return View.of(yield* desk.step(yield* CurrentCaller, id, asked.step, actOf(asked)))
})

/** The technical checks are run. */
export const check = Effect.fn("Tracking.check")(function* (request: FastifyRequest) {
  const desk = yield* OnboardingDesk
  const { id } = yield* Input.path(Path, request)
  const { webhook } = yield* Input.body(CheckRequest, request)
  return View.of(yield* desk.check(yield* CurrentCaller, id, webhook ?? null))
})

/** Messages that were sent as tests. */
export const test = Effect.fn("Tracking.test")(function* (request: FastifyRequest) {
  const desk = yield* OnboardingDesk
  const { id } = yield* Input.path(Path, request)
  const { messageIds } = yield* Input.body(TestRequest, request)
  return View.of(yield* desk.test(yield* CurrentCaller, id, messageIds))
})
