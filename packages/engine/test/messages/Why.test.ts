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
  unsent: 0,
  tries: {},
  heldMillis: 0,
  failedAttempt: 0,
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
  review: null,
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

const around = { sender, holds: [], lastAttempt: null, looked: null, nowMillis: 2_000 }
const attempt = {
  number: 1,
  fence: 1,
  endpoint: "e",
  startedMillis: 5_000,
  answeredMillis: null,
  outcome: null,
  httpStatus: null,
  code: null,
  detail: null
} as const
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
      text: "it is tried again: too fast (the platform refused it)",
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
    const lastAttempt = attempt
    const { uncertainMillis } = sender.policy.certainty
    expect(why(message({ state: "uncertain" }), { ...around, lastAttempt }).untilMillis).toBe(5_000 + uncertainMillis)
    expect(why(message({ state: "uncertain" }), { ...around, sender: null, lastAttempt }).untilMillis).toBe(null)
  })

  it("RT-04: an uncertain message tells what the policy does, and that silence alone is not believed for long", () => {
    const lastAttempt = { ...attempt, outcome: "uncertain" } as const
    const { text } = why(message({ state: "uncertain" }), { ...around, lastAttempt })
    expect(text).toBe(
      "the request left and no answer came: its callbacks settle it; if none comes although others do, the policy sends it again, " +
        "and after 6 h of silence in any case"
    )
  })

  it("RT-01: a try that never left is told as that, and that it does not count", () => {
    const lastAttempt = { ...attempt, outcome: "refused", detail: "ECONNREFUSED" } as const
    expect(why(message({ dueMillis: 9_000, unsent: 1 }), { ...around, lastAttempt })).toEqual({
      code: "deferred",
      text: "its last attempt never left (ECONNREFUSED) and does not count; it is tried again",
      untilMillis: 9_000
    })
  })

  it("RT-01: a failure that a callback told is told apart from a refusal", () => {
    const told = message({ dueMillis: 9_000, failure, attempts: 1, failedAttempt: 1 })
    expect(why(told, around).text).toBe(
      "it is tried again: too fast (the platform took it, and a callback told that it failed)"
    )
  })

  it("WH-05: a status that was looked for and did not come is told with how often", () => {
    const looked = (number: number, last: boolean, found = false) => ({
      atMillis: 1,
      kind: "looked" as const,
      data: { number, last, found }
    })
    const text = (event: ReturnType<typeof looked>, delivery: Message["delivery"] = null) =>
      why(message({ state: "accepted", delivery }), { ...around, looked: event }).text
    expect(text(looked(1, false))).toBe("the platform has it; no status has come yet, it was looked for once")
    expect(text(looked(3, true), "sent")).toContain("looked for 3 times and is not looked for any more")
    expect(text(looked(2, false, true), "sent")).not.toContain("looked for")
    expect(why(message({ state: "uncertain" }), { ...around, looked: looked(2, false) }).text).toContain("2 times")
  })

  it("SF-01: a failure is told with what to do", () => {
    expect(why(message({ state: "failed", failure }), around).text).toBe("too fast; wait")
    expect(why(message({ state: "dead", failure }), around).text).toBe("too fast; wait")
    expect(why(message({ state: "accepted", delivery: "failed", failure }), around).text).toBe("too fast; wait")
  })
})
