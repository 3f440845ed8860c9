import {
  type Binding,
  type BudgetView,
  type FailureFigures,
  FailureQuery,
  type SendFigures,
  SteppedQuery,
  type WaitFigures
} from "@sluice/client/Figures"
import type * as Budgets from "@sluice/engine/figures/Budgets"
import { FigureDesk } from "@sluice/engine/figures/FigureDesk"
import type { Stepped } from "@sluice/engine/ports/Traffic"
import { Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

const spanOf = ({ fromMillis, untilMillis }: Stepped) => ({ from: iso(fromMillis), until: iso(untilMillis) })

const steppedOf = (span: Stepped) => ({ ...spanOf(span), stepSeconds: span.stepMillis / 1_000 })

/** What was sent, by sender and minute. */
export const sends = Effect.fn("Figuring.sends")(function* (request: FastifyRequest) {
  const desk = yield* FigureDesk
  const { minutes } = yield* Input.query(SteppedQuery, request)
  const { figures, ...span } = yield* desk.sends(yield* CurrentCaller, minutes)
  const answer: (typeof SendFigures)["Encoded"] = {
    ...steppedOf(span),
    sends: figures.map(({ fromMillis, ...step }) => ({ ...step, from: iso(fromMillis) }))
  }
  return answer
})

const bindingOf = (binding: Budgets.Binding): (typeof Binding)["Encoded"] =>
  binding._tag === "Hold"
    ? {
        kind: "hold",
        holdId: binding.id,
        scope: binding.scope,
        level: binding.level,
        until: isoOrNull(binding.untilMillis)
      }
    : { kind: "limit", limit: binding.limit, until: isoOrNull(binding.untilMillis) }

/** The budget of each sender, and what binds it. */
export const budgets = Effect.fn("Figuring.budgets")(function* () {
  const desk = yield* FigureDesk
  const found = yield* desk.budgets(yield* CurrentCaller)
  return {
    budgets: found.map(({ binding, windowMillis, ...budget }): (typeof BudgetView)["Encoded"] => ({
      ...budget,
      windowSeconds: windowMillis === null ? null : windowMillis / 1_000,
      binding: binding === null ? null : bindingOf(binding)
    }))
  }
})

/** Messages that failed, by sender and cause. */
export const failures = Effect.fn("Figuring.failures")(function* (request: FastifyRequest) {
  const desk = yield* FigureDesk
  const { minutes } = yield* Input.query(FailureQuery, request)
  const { figures, ...span } = yield* desk.endings(yield* CurrentCaller, minutes)
  const answer: (typeof FailureFigures)["Encoded"] = { ...spanOf(span), ...figures }
  return answer
})

/** How long callbacks waited, by minute. */
export const callbackWaits = Effect.fn("Figuring.callbackWaits")(function* (request: FastifyRequest) {
  const desk = yield* FigureDesk
  const { minutes } = yield* Input.query(SteppedQuery, request)
  const { figures, ...span } = yield* desk.waits(yield* CurrentCaller, minutes)
  const answer: (typeof WaitFigures)["Encoded"] = {
    ...steppedOf(span),
    waits: figures.map(({ fromMillis, ...step }) => ({ ...step, from: iso(fromMillis) }))
  }
  return answer
})
