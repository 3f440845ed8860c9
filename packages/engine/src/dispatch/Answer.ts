import type { Failure } from "@sluice/core/failure/Failure"
import * as FailureRules from "@sluice/core/failure/Failure"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import * as Hold from "@sluice/core/throttle/Hold"
import * as Throttle from "@sluice/core/throttle/Throttle"
import type { Sender } from "../ports/Directory.ts"
import * as TemplateKey from "./TemplateKey.ts"
import type { Finish } from "../ports/Lanes.ts"
import type { Change, Message, MessageEvent, MessageFailure } from "../ports/Outbox.ts"
import type { SendOutcome } from "../ports/Provider.ts"

/** One attempt and what came of it. */
export interface Told {
  readonly sender: Sender
  /** As it was before the attempt began. */
  readonly message: Message
  readonly outcome: SendOutcome
  readonly atMillis: number
  /** Spreads the next try; 0 to 1, 1 excluded. */
  readonly randomUnit: number
}

/** What an outcome means: for the throttle, for the message, for others, and for the endpoint. */
export interface Answer {
  readonly event: Throttle.Answered | Throttle.Refused
  readonly finish: Finish
  /** A hold that the failure asks for, beyond what the throttle keeps itself. */
  readonly hold: Hold.Hold | null
  /** The next message should go to another endpoint (SF-03). */
  readonly blamesEndpoint: boolean
}

/** Reads an outcome by the failure catalogue and the retry plans (SF-01, RT-01, RT-02, RT-04). Pure. */
export const read = (told: Told): Answer => {
  const { atMillis, message, outcome } = told
  const attempt = message.attempts + 1
  const answered: Throttle.Answered = { _tag: "Answered", id: message.id, atMillis }
  const event = (kind: MessageEvent["kind"], data: MessageEvent["data"]): MessageEvent => ({ atMillis, kind, data })
  const finish = (how: Pick<Finish, "outcome" | "httpStatus" | "code" | "detail">, change: Change): Finish => ({
    messageId: message.id,
    attempt,
    answeredMillis: atMillis,
    ...how,
    change
  })

  switch (outcome._tag) {
    case "Accepted": {
      const { heldByPlatform, httpStatus, wamid } = outcome
      return {
        event: answered,
        finish: finish(
          { outcome: "accepted", httpStatus, code: null, detail: null },
          { state: "accepted", wamid, failure: null, events: [event("answered", { attempt, wamid, heldByPlatform })] }
        ),
        hold: null,
        blamesEndpoint: false
      }
    }
    case "NotSent": {
      const schedule = told.sender.policy.certainty.transient
      const dueMillis = atMillis + RetryPlan.delayMillis(schedule, attempt, told.randomUnit)
      return {
        event: answered,
        finish: finish(
          { outcome: "refused", httpStatus: null, code: null, detail: outcome.detail },
          // Our own network, not the message: it is tried for as long as it takes (RT-03).
          {
            state: "queued",
            dueMillis,
            events: [event("deferred", { attempt, untilMillis: dueMillis, why: "not sent", detail: outcome.detail })]
          }
        ),
        hold: null,
        blamesEndpoint: true
      }
    }
    case "Uncertain":
      return {
        event: answered,
        finish: finish(
          { outcome: "uncertain", httpStatus: null, code: null, detail: outcome.detail },
          { state: "uncertain", events: [event("uncertain", { attempt, detail: outcome.detail })] }
        ),
        hold: null,
        blamesEndpoint: true
      }
    case "Refused":
      return refused(told, outcome.failure, outcome.httpStatus, outcome.detail)
  }
}

const refused = (told: Told, failure: Failure, httpStatus: number, detail: string): Answer => {
  const { atMillis, message, randomUnit, sender } = told
  const attempt = message.attempts + 1
  const tried = { number: attempt - message.attemptsBeforePlan, firstAtMillis: message.firstAttemptMillis ?? atMillis }
  const next = RetryPlan.afterFailure(sender.policy.certainty, failure, tried, randomUnit, atMillis)
  const askedMillis = FailureRules.leastWaitMillis(failure, attempt - 1)
  const waitMillis = RetryPlan.waitMillis(sender.policy.certainty, failure, tried.number - 1, randomUnit)
  // The time will do as the hold's number: it grows (Hold.fromFailure).
  const hold = Hold.fromFailure(failure, keysOf(sender, message), waitMillis, atMillis, atMillis)
  const scope = Throttle.refusal(failure)
  const { code, title } = failure
  const seen: MessageEvent = {
    atMillis,
    kind: "refused",
    data: { attempt, httpStatus, code, cause: failure.cause, title, retry: failure.retry, scope: failure.scope }
  }
  return {
    event:
      scope === null
        ? { _tag: "Answered", id: message.id, atMillis }
        : {
            _tag: "Refused",
            id: message.id,
            scope,
            askedMillis,
            atMillis
          },
    finish: {
      messageId: message.id,
      attempt,
      answeredMillis: atMillis,
      outcome: "refused",
      httpStatus,
      code,
      detail,
      change: follow(failure, next, seen, {
        cause: failure.cause,
        code,
        httpStatus,
        detail,
        remedy: failure.remedy
      })
    },
    hold,
    blamesEndpoint: failure.reaction === "endpoints"
  }
}

const follow = (failure: Failure, next: RetryPlan.Verdict, seen: MessageEvent, why: MessageFailure): Change => {
  const { atMillis } = seen
  switch (next._tag) {
    case "Again": {
      const data = { untilMillis: next.atMillis, why: failure.title }
      return {
        state: "queued",
        dueMillis: next.atMillis,
        failure: why,
        events: [seen, { atMillis, kind: "deferred", data }]
      }
    }
    case "Exhausted":
      return { state: "dead", failure: why, events: [seen, { atMillis, kind: "dead", data: { by: next.why } }] }
    case "AfterFix":
      // It waits under the hold that the failure places; nothing queued is lost (SF-04).
      return {
        state: "queued",
        dueMillis: atMillis,
        failure: why,
        events: [seen, { atMillis, kind: "deferred", data: { untilMillis: null, why: failure.title } }]
      }
    case "Never": {
      const data = { cause: failure.cause, code: failure.code, anotherRoute: next.anotherRoute }
      return { state: "failed", failure: why, events: [seen, { atMillis, kind: "failed", data }] }
    }
  }
}

const keysOf = (sender: Sender, message: Message): Hold.Keys => ({
  sender: sender.id,
  business: sender.businessId,
  account: sender.accountId,
  app: sender.accountId,
  token: sender.accountId,
  recipient: message.recipient,
  template: TemplateKey.of(message)
})
