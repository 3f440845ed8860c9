import { ComplaintReport, RaiseStep, StandingDescription, type StandingView } from "@sluice/client/Standing"
import * as Limit from "@sluice/core/message/Limit"
import type * as RaiseAdvice from "@sluice/core/standing/RaiseAdvice"
import type { RaiseEvent } from "@sluice/core/standing/SenderStanding"
import { type ShownStanding, StandingDesk } from "@sluice/engine/standing/StandingDesk"
import * as Wording from "@sluice/engine/standing/Wording"
import { DateTime, Effect, Schema, String } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

type View = (typeof StandingView)["Encoded"]

const Path = Schema.Struct({ id: Limit.Name })

const requestOf = ({ approvalOdds, request }: Extract<RaiseAdvice.Decision, { _tag: "MayAsk" }>, number: string) => {
  const { registeredMillis, senderId: _, ...figures } = request
  return { ...figures, registeredAt: iso(registeredMillis), approvalOdds, text: Wording.request(request, number) }
}

const adviceOf = (decision: RaiseAdvice.Decision | null, number: string): View["advice"] => {
  switch (decision?._tag) {
    case undefined:
      return null
    case "Raised":
      return { verdict: "raised", urgency: "none", failing: [], request: null }
    case "MustWait": {
      const failing = decision.failing.map((one) => ({
        condition: String.snakeToKebab(String.pascalToSnake(one._tag)),
        says: Wording.failing(one)
      }))
      return { verdict: "must-wait", urgency: decision.urgency, failing, request: null }
    }
    case "MayAsk":
      return { verdict: "may-ask", urgency: decision.urgency, failing: [], request: requestOf(decision, number) }
  }
}

const weeks = { Calm: "calm", Alerted: "alerted", Stopped: "stopped", Over: "over" } as const

const viewOf = ({ advice, complaints, dailyMessages, firstWeek, raise, sender, state }: ShownStanding): View => {
  const { observation } = state
  return {
    senderId: sender.id,
    accountId: sender.accountId,
    businessId: sender.businessId,
    number: sender.number,
    tier: sender.tier,
    registeredAt: isoOrNull(state.registeredMillis),
    forecastMonthly: state.forecastMonthly,
    dailyMessages,
    complaints,
    advice: adviceOf(advice, sender.number),
    raise,
    askedAt: isoOrNull(state.askedMillis),
    watchedUntil: observation._tag === "Watching" ? iso(observation.untilMillis) : null,
    putBack: observation._tag === "PutBack" ? { at: iso(observation.atMillis), share: observation.share } : null,
    firstWeek:
      firstWeek === null
        ? null
        : {
            state: weeks[firstWeek.state._tag],
            liveAt: iso(firstWeek.liveMillis),
            until: iso(firstWeek.untilMillis),
            share: firstWeek.share
          }
  }
}

/** How the caller's senders stand. */
export const list = Effect.fn("Judging.list")(function* () {
  const desk = yield* StandingDesk
  return { standing: (yield* desk.list(yield* CurrentCaller)).map(viewOf) }
})

/** How one of them stands. */
export const show = Effect.fn("Judging.show")(function* (request: FastifyRequest) {
  const desk = yield* StandingDesk
  const { id } = yield* Input.path(Path, request)
  return viewOf(yield* desk.show(yield* CurrentCaller, id))
})

/** Complaints of some days came in. */
export const report = Effect.fn("Judging.report")(function* (request: FastifyRequest) {
  const desk = yield* StandingDesk
  const { id } = yield* Input.path(Path, request)
  const { days } = yield* Input.body(ComplaintReport, request)
  return viewOf(yield* desk.report(yield* CurrentCaller, id, days))
})

const millis = (name: "registeredMillis" | "liveMillis", at: DateTime.Utc | undefined) =>
  at === undefined ? {} : { [name]: DateTime.toEpochMillis(at) }

/** Somebody tells what Sluice cannot know by itself. */
export const describe = Effect.fn("Judging.describe")(function* (request: FastifyRequest) {
  const desk = yield* StandingDesk
  const { id } = yield* Input.path(Path, request)
  const { forecastMonthly, liveAt, registeredAt } = yield* Input.body(StandingDescription, request)
  const described = yield* desk.describe(yield* CurrentCaller, id, {
    ...millis("registeredMillis", registeredAt),
    ...millis("liveMillis", liveAt),
    ...(forecastMonthly === undefined ? {} : { forecastMonthly })
  })
  return viewOf(described)
})

const events: Readonly<Record<(typeof RaiseStep.Type)["step"], RaiseEvent>> = {
  asked: "Asked",
  granted: "Granted",
  declined: "Declined"
}

/** What became of a raise. */
export const raise = Effect.fn("Judging.raise")(function* (request: FastifyRequest) {
  const desk = yield* StandingDesk
  const { id } = yield* Input.path(Path, request)
  const { step } = yield* Input.body(RaiseStep, request)
  return viewOf(yield* desk.stepRaise(yield* CurrentCaller, id, events[step]))
})
