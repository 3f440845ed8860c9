import * as FailureRules from "@sluice/core/failure/Failure"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import * as Tries from "@sluice/core/retry/Tries"
import * as Throttle from "@sluice/core/throttle/Throttle"
import type { Sender } from "../ports/Directory.ts"
import type { Finish } from "../ports/Lanes.ts"
import type { Change, Message, MessageEvent } from "../ports/Outbox.ts"
import type { SendOutcome } from "../ports/Provider.ts"
import * as Waited from "../ports/Waited.ts"
import * as Aftermath from "../settle/Aftermath.ts"
import type { Heard } from "./LaneLedger.ts"

/** One attempt and what came of it. */
export interface Told {
  readonly sender: Sender
  /** As it was before the attempt began. */
  readonly message: Message
  readonly outcome: SendOutcome
  readonly atMillis: number
  /** Spreads the next try; 0 to 1, 1 excluded. */
  readonly randomUnit: number
  /** When it left; left out, when it was answered. */
  readonly departedMillis?: number
  /** As `Aftermath.Failed`. */
  readonly recipientKey?: Aftermath.Failed["recipientKey"]
  readonly endpoint?: string
}

/**
 * What an outcome means: for the limits and for others (`LaneLedger.Heard`), and for the message. What it says of the endpoint is `Endpoints`' to
 * judge.
 */
export interface Answer extends Heard {
  readonly finish: Finish
}

/** Of an outcome that says nothing beyond its message. */
const nothingElse = { hold: null, usage: [], accepted: false, mediaFailedMillis: null }

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
        ...nothingElse,
        usage: outcome.usage ?? [],
        accepted: true
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
        ...nothingElse
      }
    }
    case "Uncertain":
      return {
        event: answered,
        finish: finish(
          { outcome: "uncertain", httpStatus: null, code: null, detail: outcome.detail },
          { state: "uncertain", events: [event("uncertain", { attempt, detail: outcome.detail })] }
        ),
        ...nothingElse
      }
    case "Refused":
      return refused(told, outcome)
  }
}

const refused = (told: Told, outcome: Extract<SendOutcome, { readonly _tag: "Refused" }>): Answer => {
  const { atMillis, departedMillis = atMillis, endpoint, message, randomUnit, recipientKey, sender } = told
  const { detail, failure, httpStatus, usage = [] } = outcome
  const attempt = message.attempts + 1
  const { code, title } = failure
  const { change, hold } = Aftermath.of({
    sender,
    message,
    heldMillis: Waited.heldMillis(message, atMillis),
    failure,
    httpStatus,
    detail,
    atMillis,
    randomUnit,
    ...(recipientKey === undefined ? {} : { recipientKey }),
    ...(endpoint === undefined ? {} : { endpoint })
  })
  const seen: MessageEvent = {
    atMillis,
    kind: "refused",
    data: { attempt, httpStatus, code, cause: failure.cause, title, retry: failure.retry, scope: failure.scope }
  }
  const scope = Throttle.refusal(failure)
  const askedMillis = FailureRules.leastWaitMillis(failure, Tries.before(message.tries, failure))
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
    usage,
    accepted: false,
    mediaFailedMillis: message.kind === "media" && failure.reaction === "media-breaker" ? departedMillis : null
  }
}
