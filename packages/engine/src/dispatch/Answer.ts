import type { Failure } from "@sluice/core/failure/Failure"
import * as FailureRules from "@sluice/core/failure/Failure"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import type * as Hold from "@sluice/core/throttle/Hold"
import * as Throttle from "@sluice/core/throttle/Throttle"
import type { Sender } from "../ports/Directory.ts"
import type { Finish } from "../ports/Lanes.ts"
import type { Change, Message, MessageEvent } from "../ports/Outbox.ts"
import type { SendOutcome } from "../ports/Provider.ts"
import * as Waited from "../ports/Waited.ts"
import * as Aftermath from "../settle/Aftermath.ts"

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
      // Our own network, not the message: it is tried for as long as it takes (RT-03), and its plan neither counts the try nor the wait.
      const unsent = message.unsent + 1
      const waitMillis = RetryPlan.delayMillis(told.sender.policy.certainty.transient, unsent, told.randomUnit)
      const untilMillis = atMillis + waitMillis
      return {
        event: answered,
        finish: finish(
          { outcome: "refused", httpStatus: null, code: null, detail: outcome.detail },
          {
            state: "queued",
            dueMillis: untilMillis,
            unsent,
            heldMillis: Waited.heldMillis(message, atMillis) + waitMillis,
            events: [event("deferred", { attempt, untilMillis, why: "not sent", detail: outcome.detail })]
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
  const { code, title } = failure
  const { change, hold } = Aftermath.of({
    sender,
    message,
    attempts: attempt,
    heldMillis: Waited.heldMillis(message, atMillis),
    failure,
    httpStatus,
    detail,
    atMillis,
    randomUnit
  })
  const seen: MessageEvent = {
    atMillis,
    kind: "refused",
    data: { attempt, httpStatus, code, cause: failure.cause, title, retry: failure.retry, scope: failure.scope }
  }
  const scope = Throttle.refusal(failure)
  const failuresBefore = Math.max(0, message.attempts - message.attemptsBeforePlan - message.unsent)
  const askedMillis = FailureRules.leastWaitMillis(failure, failuresBefore)
  return {
    event:
      scope === null
        ? { _tag: "Answered", id: message.id, atMillis }
        : { _tag: "Refused", id: message.id, scope, askedMillis, atMillis },
    finish: {
      messageId: message.id,
      attempt,
      answeredMillis: atMillis,
      outcome: "refused",
      httpStatus,
      code,
      detail,
      change: { ...change, events: [seen, ...change.events] }
    },
    hold,
    blamesEndpoint: failure.reaction === "endpoints"
  }
}
