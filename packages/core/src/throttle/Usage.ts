import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import type { UsageReport } from "./UsageReport.ts"

/**
 * The request budget of a scope as the platform itself reports it (CLOUD_API 3.1; codes 4 and 80007): nobody else knows it.
 *
 * States and edges:
 * - `Unreported` -- a report --> `Reported`
 * - `Reported` -- a report --> `Reported`, or `Spent` at all of the budget
 * - `Spent` -- the clock reaches its end --> `Reported` at all of the budget
 *
 * `Reported` below the slow share lets everything go. From there on departures are spaced, the wider the more is spent, so that a
 * lane arrives at the end of its budget slowly and learns of it on the way. `Spent` lets nothing go until access is regained; then one
 * departure at a time, a full spacing apart, until a report says that there is room again. A report is worth one window of the platform's:
 * an older one lets everything go.
 *
 * Every lane keeps its own: the reports speak of the whole scope and come with every answer, so no row is shared. What the platform
 * refuses (4, 80007) is a hold besides, for all lanes at once (`Hold.fromFailure`).
 */
export const State = Schema.Struct({
  /** 0 to 1, and above. */
  share: Schema.Number,
  /** When it was reported; null before the first report. */
  reportedMillis: Schema.NullOr(Schema.Number),
  /** Nothing leaves before this. */
  spentUntilMillis: Schema.Number,
  /** The last departure; null before the first. */
  departedMillis: Schema.NullOr(Schema.Number)
})
export type State = typeof State.Type

/** The platform has reported nothing yet: everything goes. */
export const initial: State = { share: 0, reportedMillis: null, spentUntilMillis: 0, departedMillis: null }

/** How far departures stay apart at this share of the budget. */
const spacingMillis = (policy: Pacing.Usage, share: number): number => {
  if (share < policy.slowShare) return 0
  const steep = policy.slowShare < 1 ? (Math.min(1, share) - policy.slowShare) / (1 - policy.slowShare) : 1
  return Math.ceil(policy.spacingMillisMax * steep)
}

/** When one more may leave: at or before `nowMillis` means now. Always finite: a clock frees it. */
export const freeMillis = (policy: Pacing.Usage, state: State, nowMillis: number): number => {
  if (state.reportedMillis === null || nowMillis >= state.reportedMillis + policy.windowMillis) {
    return state.spentUntilMillis
  }
  const spaced =
    state.departedMillis === null || state.share < policy.slowShare
      ? nowMillis
      : Math.min(state.departedMillis + spacingMillis(policy, state.share), state.reportedMillis + policy.windowMillis)
  return Math.max(state.spentUntilMillis, spaced)
}

/** A message leaves. */
export const departed = (state: State, atMillis: number): State =>
  state.reportedMillis === null
    ? state
    : { ...state, departedMillis: Math.max(atMillis, state.departedMillis ?? atMillis) }

/** The platform reports. A report that is older than the last one changes nothing. */
export const reported = (policy: Pacing.Usage, state: State, report: UsageReport, atMillis: number): State => {
  if (state.reportedMillis !== null && atMillis < state.reportedMillis) return state
  const spent = report.share >= 1 || report.regainMillis > 0
  const waitMillis = report.regainMillis > 0 ? report.regainMillis : policy.spentMillis
  return {
    share: spent ? Math.max(1, report.share) : report.share,
    reportedMillis: atMillis,
    spentUntilMillis: spent ? Math.max(state.spentUntilMillis, atMillis + waitMillis) : state.spentUntilMillis,
    departedMillis: state.departedMillis ?? atMillis
  }
}
