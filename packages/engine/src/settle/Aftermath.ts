import type { Failure } from "@sluice/core/failure/Failure"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import * as Tries from "@sluice/core/retry/Tries"
import * as Hold from "@sluice/core/throttle/Hold"
import * as Throttle from "@sluice/core/throttle/Throttle"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import * as TemplateKey from "../dispatch/TemplateKey.ts"
import type { KeyOf } from "../holds/RecipientKeys.ts"
import type { Sender } from "../ports/Directory.ts"
import type { Change, Message, MessageEvent, MessageFailure } from "../ports/Outbox.ts"

/**
 * One attempt that failed: by the answer to its request, or by a callback after it was accepted (CLOUD_API 3.2: the same failure can come
 * either way, or both).
 */
export interface Failed {
  readonly sender: Sender
  readonly message: Message
  /** As `Message.heldMillis`, the wait before the failed attempt included. */
  readonly heldMillis: number
  readonly failure: Failure
  /** What holds know a recipient by; left out, nothing is held for one recipient alone. */
  readonly recipientKey?: KeyOf
  /** Through which it left; left out where there is but one, and for a callback. */
  readonly endpoint?: string
  /** Null for a callback. */
  readonly httpStatus: number | null
  /** What the platform said, without personal data. */
  readonly detail: string
  readonly atMillis: number
  /** Spreads the next try; 0 to 1, 1 excluded. */
  readonly randomUnit: number
}

/** What becomes of the message, and the hold that the failure places on what it was sent through. */
export interface Aftermath {
  /** Its state, and its events after the one that told the failure. */
  readonly change: Change
  /** Null where the failure concerns the message alone, or where the lane's throttle holds and counts by itself (`Hold.fromFailure`). */
  readonly hold: Hold.Hold | null
}

/** The tries of a message as the plan of this failure counts them: since its last replay, those that failed under the same schedule (RT-01). */
const triesOf = ({ atMillis, failure, heldMillis, message }: Failed): RetryPlan.Attempt => ({
  number: Tries.before(message.tries, failure) + 1,
  firstAtMillis: message.firstAttemptMillis ?? atMillis,
  heldMillis
})

const keysOf = ({ endpoint, message, recipientKey, sender }: Failed): Hold.Keys => ({
  sender: sender.id,
  business: sender.businessId,
  account: sender.accountId,
  app: sender.accountId,
  token: sender.accountId,
  recipient: message.recipient,
  template: TemplateKey.of(message),
  flow: HoldKeys.flow(message),
  country: HoldKeys.country(sender, message.recipient),
  ...(recipientKey === undefined ? {} : { recipientKey: HoldKeys.recipient(sender, recipientKey(message.recipient)) }),
  ...(endpoint === undefined ? {} : { endpoint })
})

/** How long what the failure holds stays held, where the clock ends it. */
const holdMillis = (failed: Failed): number => {
  const { failure, randomUnit, sender } = failed
  return Hold.lengthMillis(sender.policy.certainty, failure, Tries.before(failed.message.tries, failure), randomUnit)
}

/**
 * What a failed attempt leads to, by the failure catalogue and the retry plans (SF-01, RT-01, RT-02). Pure: the one place where both kinds of
 * failures are judged.
 */
export const of = (failed: Failed): Aftermath => {
  const { atMillis, failure, randomUnit, sender } = failed
  const next = RetryPlan.afterFailure(sender.policy.certainty, failure, triesOf(failed), randomUnit, atMillis)
  // The time will do as the hold's number: it grows (Hold.fromFailure).
  const hold = Hold.fromFailure(failure, keysOf(failed), holdMillis(failed), atMillis, atMillis)
  return { change: follow(failed, next, hold !== null), hold }
}

/**
 * The hold on the sender for a throttle code that a callback told: the lane's throttle, which holds and counts the ones in answers, never sees it
 * (RL-07). Null for every other failure.
 *
 * A throttle code about a pair needs none: the message itself, put off, holds back the later ones of its conversation.
 */
export const throttled = (failed: Failed): Hold.Hold | null => {
  const { atMillis, failure, sender } = failed
  if (Throttle.refusal(failure) !== "sender") return null
  return {
    scope: "sender",
    key: sender.id,
    level: "throttle",
    number: atMillis,
    sinceMillis: atMillis,
    untilMillis: atMillis + holdMillis(failed),
    needsReview: false,
    reason: failure.title,
    reviewFromMillis: null
  }
}

const follow = (
  { atMillis, detail, failure, httpStatus, message }: Failed,
  next: RetryPlan.Verdict,
  isHeld: boolean
): Change => {
  const { cause, code, remedy, title } = failure
  const why: MessageFailure = { cause, code, httpStatus, detail, remedy }
  const told = (kind: MessageEvent["kind"], data: MessageEvent["data"]) => [{ atMillis, kind, data }]
  switch (next._tag) {
    case "Again": {
      const events = told("deferred", { untilMillis: next.atMillis, why: title })
      const tries = Tries.failed(message.tries, failure)
      return { state: "queued", dueMillis: next.atMillis, tries, failure: why, events }
    }
    case "Exhausted":
      return { state: "dead", failure: why, events: told("dead", { by: next.why }) }
    case "AfterFix":
      // With nothing to wait under it would be sent again at once, and again: it is kept for whoever has fixed the reason.
      if (!isHeld)
        return { state: "dead", failure: why, events: told("dead", { by: "somebody has to fix the reason" }) }
      // It waits under the hold that the failure places; nothing queued is lost (SF-04).
      return {
        state: "queued",
        dueMillis: atMillis,
        failure: why,
        events: told("deferred", { untilMillis: null, why: title })
      }
    case "Never":
      return { state: "failed", failure: why, events: told("failed", { cause, code, anotherRoute: next.anotherRoute }) }
  }
}
