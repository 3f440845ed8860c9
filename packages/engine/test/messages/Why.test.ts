import { State } from "@sluice/core/delivery/MessageState"
import { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import { why } from "@sluice/engine/messages/Why"
import type { PlacedHold } from "@sluice/engine/ports/Holds"
import type { Message } from "@sluice/engine/ports/Outbox"
import * as Policy from "@sluice/core/policy/Policy"
import { describe, expect, it } from "vitest"

const message = (changes: Partial<Message> = {}): Message => ({
  id: "0197f8a0-0000-7000-8000-000000000000",
  accountId: "acme",
  senderId: "acme-tw",
  recipient: "+886987654321",
  content: { type: "text", text: { body: "hello" } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis: 1_000,
  acceptedMillis: 1_000,
  idempotencyKey: null,
  requestDigest: "",
  state: "queued",
  delivery: null,
  attempts: 0,
  firstAttemptMillis: null,
  attemptsBeforePlan: 0,
  wamid: null,
  failure: null,
  updatedMillis: 1_000,
  ...changes
})

const sender = {
  id: "acme-tw",
  accountId: "acme",
  businessId: "acme-business",
  phoneNumberId: "1001",
  number: "+886912345678",
  tier: "initial",
  throughput: "standard",
  timeZone: "Asia/Taipei",
  policy: Policy.shipped.guide
} as const

const hold = (changes: Partial<PlacedHold["hold"]>): PlacedHold => ({
  id: 1,
  clearedMillis: null,
  clearedBy: null,
  hold: {
    scope: "sender",
    key: "acme-tw",
    level: "light",
    number: 1,
    sinceMillis: 0,
    untilMillis: 300_000,
    needsReview: false,
    reason: "7 messages within a minute",
    reviewFromMillis: null,
    ...changes
  }
})

const around = { sender, holds: [], lastAttempt: null, nowMillis: 2_000 }
const failure = { cause: "rate-limited", code: 130429, httpStatus: 429, detail: "too fast", remedy: "wait" }

describe("why a message is where it is", () => {
  it("every state and every delivery has its reason", () => {
    const codes = State.literals.map((state) => why(message({ state }), around).code)
    expect(codes).toEqual(["waiting", "sending", "uncertain", "accepted", "failed", "dead", "cancelled"])
    const delivered = DeliveryStatus.literals.map(
      (delivery) => why(message({ state: "accepted", delivery }), around).code
    )
    expect(delivered).toEqual(["sent", "delivered", "read", "played", "undelivered"])
  })

  it("a queued message waits for its time, for a second try, or for its turn", () => {
    expect(why(message({ dueMillis: 9_000 }), around)).toMatchObject({ code: "not-due", untilMillis: 9_000 })
    expect(why(message({ dueMillis: 9_000, failure }), around)).toEqual({
      code: "deferred",
      text: "it is tried again: too fast",
      untilMillis: 9_000
    })
    expect(why(message({ failure }), around)).toMatchObject({ code: "waiting", untilMillis: null })
  })

  it("RL-06: of several holds the one that lasts is named, and whether it needs a review", () => {
    const longer = hold({
      scope: "business",
      level: "medium",
      untilMillis: 3_600_000,
      needsReview: true,
      reason: "three lights"
    })
    expect(why(message(), { ...around, holds: [hold({}), longer] })).toEqual({
      code: "held",
      text: "a medium hold on its business: three lights; an operator has to review it",
      untilMillis: 3_600_000
    })
    const endless = hold({ scope: "token", level: "fix", untilMillis: null, reason: "the token has expired" })
    expect(why(message(), { ...around, holds: [longer, endless, hold({})] })).toMatchObject({
      code: "held",
      untilMillis: null
    })
  })

  it("RT-04: an uncertain message tells when the policy decides", () => {
    const lastAttempt = {
      number: 1,
      fence: 1,
      endpoint: "e",
      startedMillis: 5_000,
      answeredMillis: null,
      outcome: null,
      httpStatus: null,
      code: null,
      detail: null
    }
    const { uncertainMillis } = sender.policy.certainty
    expect(why(message({ state: "uncertain" }), { ...around, lastAttempt }).untilMillis).toBe(5_000 + uncertainMillis)
    expect(why(message({ state: "uncertain" }), { ...around, sender: null, lastAttempt }).untilMillis).toBe(null)
  })

  it("SF-01: a failure is told with what to do", () => {
    expect(why(message({ state: "failed", failure }), around).text).toBe("too fast; wait")
    expect(why(message({ state: "dead", failure }), around).text).toBe("too fast; wait")
    expect(why(message({ state: "accepted", delivery: "failed", failure }), around).text).toBe("too fast; wait")
  })
})
