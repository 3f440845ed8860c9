import { Array as Arr, Either } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import type { Standing } from "../policy/Standing.ts"
import * as Complaints from "./Complaints.ts"

/**
 * Whether to ask for a higher limit, which condition stands in the way, and the request itself (SPEC ST-01).
 *
 * Two questions are kept apart. Urgency comes from the volume alone: advice from 1000 messages a day, urgent from 3000. Whether a raise may
 * be asked for comes from the conditions alone: a small sender that meets them may ask too.
 */
export interface Facts {
  readonly senderId: string
  /** When the sender was registered; null while that is not known. */
  readonly registeredMillis: number | null
  /** True once the limit has been raised: there is nothing more to ask for. */
  readonly raised: boolean
  readonly complaints: Complaints.State
  /** Messages expected in each of the coming months, the next one first; null while nobody has said. */
  readonly forecastMonthly: ReadonlyArray<number> | null
}

/** How much its volume speaks for a raise (SPEC ST-01). */
export type Urgency = "none" | "advised" | "urgent"

/**
 * A condition that fails. `fromMillis` is when the clock alone will meet it, if all goes on as it does; the others take somebody's act.
 *
 * - `NotRegisteredLongEnough`: registered for 30 days or less; null when the date is not known.
 * - `NotUsedLongEnough`: the first message is less than a month old; null when there was none yet.
 * - `NotUsedSteadily`: the last month has a stretch without sends that is as long as the window of the complaints (7 days), so that for a
 *   time there was nothing to judge by. `gapDays` is its length.
 * - `TooManyComplaints`: the share over the last 7 days is not below 0.2 %; null when nothing was sent.
 * - `ForecastMissing`: fewer than 3 whole months; `ForecastImplausible`: a month that is no positive whole number, counted from 0.
 */
export type Failing =
  | { readonly _tag: "NotRegisteredLongEnough"; readonly fromMillis: number | null }
  | { readonly _tag: "NotUsedLongEnough"; readonly fromMillis: number | null }
  | { readonly _tag: "NotUsedSteadily"; readonly gapDays: number }
  | { readonly _tag: "TooManyComplaints"; readonly share: number | null; readonly shareMax: number }
  | { readonly _tag: "ForecastMissing"; readonly months: number; readonly monthsMin: number }
  | { readonly _tag: "ForecastImplausible"; readonly month: number }

/** What is handed in, complete. Limits are units a minute, as the policy's window has them. */
export interface Request {
  readonly senderId: string
  readonly fromUnits: number
  readonly toUnits: number
  readonly registeredMillis: number
  readonly dailyMessages: number
  readonly complaintShare: number
  readonly forecastMonthly: ReadonlyArray<number>
}

/** `approvalOdds`: 0 to 1. */
export type Decision =
  | { readonly _tag: "Raised" }
  | { readonly _tag: "MustWait"; readonly urgency: Urgency; readonly failing: readonly [Failing, ...Array<Failing>] }
  | {
      readonly _tag: "MayAsk"
      readonly urgency: Urgency
      readonly request: Request
      readonly approvalOdds: number
    }

/** How pressing a volume is; the bounds belong to the higher word. */
export const urgency = (policy: Standing, dailyMessages: number): Urgency => {
  if (dailyMessages >= policy.raiseUrgentDailyMessages) return "urgent"
  return dailyMessages >= policy.raiseAdviceDailyMessages ? "advised" : "none"
}

const registration = (
  policy: Standing,
  registeredMillis: number | null,
  nowMillis: number
): Either.Either<number, Failing> => {
  if (registeredMillis === null) return Either.left({ _tag: "NotRegisteredLongEnough", fromMillis: null })
  // "More than" 30 days: the first millisecond after them is enough.
  const fromMillis = registeredMillis + policy.raiseRegisteredMillisMin + 1
  return nowMillis >= fromMillis
    ? Either.right(registeredMillis)
    : Either.left({ _tag: "NotRegisteredLongEnough", fromMillis })
}

/** Days without a send, at most in a row, over the last month. Today is not over and does not count. */
const longestGapDays = (policy: Standing, complaints: Complaints.State, nowMillis: number): number => {
  const used = Complaints.within(complaints, policy.raiseSteadyMillis, nowMillis).filter(({ sent }) => sent > 0)
  let before = Complaints.dayOf(nowMillis - policy.raiseSteadyMillis) - 1
  let gapDays = 0
  for (const day of [...used.map((entry) => entry.day), Complaints.dayOf(nowMillis)]) {
    gapDays = Math.max(gapDays, day - before - 1)
    before = day
  }
  return gapDays
}

const steadiness = (
  policy: Standing,
  complaints: Complaints.State,
  nowMillis: number
): Either.Either<void, Failing> => {
  const { firstSentDay } = complaints
  if (firstSentDay === null) return Either.left({ _tag: "NotUsedLongEnough", fromMillis: null })
  // From the end of the first day: at what time of it the first message left is not kept.
  const fromMillis = Complaints.startMillis(firstSentDay + 1) + policy.raiseSteadyMillis
  if (nowMillis < fromMillis) return Either.left({ _tag: "NotUsedLongEnough", fromMillis })
  const gapDays = longestGapDays(policy, complaints, nowMillis)
  return gapDays < Complaints.wholeDays(policy.raiseComplaintMillis)
    ? Either.void
    : Either.left({ _tag: "NotUsedSteadily", gapDays })
}

const calm = (policy: Standing, share: number | null): Either.Either<number, Failing> =>
  share !== null && share < policy.raiseComplaintShareMax
    ? Either.right(share)
    : Either.left({ _tag: "TooManyComplaints", share, shareMax: policy.raiseComplaintShareMax })

const forecast = (policy: Standing, months: ReadonlyArray<number>): Either.Either<ReadonlyArray<number>, Failing> => {
  const month = months.findIndex((messages) => !Number.isSafeInteger(messages) || messages <= 0)
  if (month >= 0) return Either.left({ _tag: "ForecastImplausible", month })
  return months.length >= policy.raiseForecastMonths
    ? Either.right(months)
    : Either.left({ _tag: "ForecastMissing", months: months.length, monthsMin: policy.raiseForecastMonths })
}

/** Everything that ST-01 says of this sender at `nowMillis`. Every failing condition is named, not only the first. */
export const decide = (policy: Standing, window: Pacing.SenderWindow, facts: Facts, nowMillis: number): Decision => {
  if (facts.raised) return { _tag: "Raised" }
  const { share } = Complaints.share(facts.complaints, policy.raiseComplaintMillis, nowMillis)
  const dailyMessages = Complaints.dailyMessages(facts.complaints, policy.raiseComplaintMillis, nowMillis)
  const pressing = urgency(policy, dailyMessages)
  const conditions = {
    registeredMillis: registration(policy, facts.registeredMillis, nowMillis),
    steady: steadiness(policy, facts.complaints, nowMillis),
    complaintShare: calm(policy, share),
    forecastMonthly: forecast(policy, facts.forecastMonthly ?? [])
  }
  return Either.match(Either.all(conditions), {
    // The first of them stopped `all`; the others follow it in the same order.
    onLeft: (first): Decision => ({
      _tag: "MustWait",
      urgency: pressing,
      failing: [first, ...Arr.getLefts(Object.values(conditions)).slice(1)]
    }),
    onRight: ({ complaintShare, forecastMonthly, registeredMillis }) => ({
      _tag: "MayAsk",
      urgency: pressing,
      approvalOdds: policy.raiseApprovalOdds,
      request: {
        senderId: facts.senderId,
        fromUnits: window.initialUnits,
        toUnits: window.raisedUnits,
        registeredMillis,
        dailyMessages,
        complaintShare,
        forecastMonthly
      }
    })
  })
}
