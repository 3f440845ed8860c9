import * as Policy from "@sluice/core/policy/Policy"
import * as GuideJudge from "@sluice/simulator/judge/GuideJudge"
import type * as Judge from "@sluice/simulator/judge/Judge"
import { Schema } from "effect"

/** A judge of the guide's limits, and what is sent past it. */

/** Times are written as the rules have them, from a Monday at 08:00 UTC, outside the peak hours. */
export const start = Date.UTC(2026, 0, 5, 8, 0, 0)
export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute

const { ladder, continuousSending, pair, senderWindow } = Policy.shipped.guide.pacing
export const zone = Schema.decodeSync(Schema.TimeZoneNamed)

export const senderOf = (phoneNumberId: string, change: Partial<GuideJudge.Sender> = {}): GuideJudge.Sender => ({
  phoneNumberId,
  businessId: "business",
  accountId: "account",
  tier: "initial",
  reputation: 1,
  timeZone: zone("UTC"),
  ...change
})

export const judgeOf = (
  senders: ReadonlyArray<GuideJudge.Sender> = [senderOf("a")],
  change: Partial<GuideJudge.Settings> = {}
): Judge.Judge => {
  if (ladder === null || continuousSending === null || senderWindow === null) throw new Error("guide has all limits")
  return GuideJudge.make({
    ladder,
    window: senderWindow,
    continuous: continuousSending,
    pairIntervalMillis: pair.intervalMillis,
    mediaFailuresMax: 5,
    mediaSuspendedMillis: 2 * hour,
    forcedEscalationShare: 0,
    reviewAfterMillis: hour,
    slackMillis: 0,
    retryAfter: true,
    seed: "test",
    senders,
    ...change
  })
}

let recipients = 0
export const send = (judge: Judge.Judge, atMillis: number, change: Partial<Judge.Send> = {}): Judge.Verdict =>
  judge.judge({ phoneNumberId: "a", recipient: String(recipients++), type: "text", ...change }, start + atMillis)

export const refusal = (verdict: Judge.Verdict): Judge.Refusal => {
  if (verdict._tag !== "Refused") throw new Error("admitted")
  return verdict.refusal
}

export const levels = (judge: Judge.Judge, atMillis: number): ReadonlyArray<string> =>
  judge.holds(start + atMillis).map((hold) => hold.level)

/** Six messages a second apart: one light, if nothing stands. */
export const burst = (judge: Judge.Judge, atMillis: number, change: Partial<Judge.Send> = {}): Judge.Verdict => {
  for (let nth = 0; nth < 5; nth++) send(judge, atMillis + nth * second, change)
  return send(judge, atMillis + 5 * second, change)
}
