import type * as Courier from "../callbacks/Courier.ts"
import type * as Judge from "../judge/Judge.ts"
import type * as Violations from "../judge/Violations.ts"
import type * as Platform from "../Platform.ts"
import type * as Tallies from "../Tallies.ts"

/** Everything that was counted since the start or the last reset, and the holds that stand now. */
export interface Stats {
  readonly nowMillis: number
  /** Requests to the Graph API. */
  readonly requests: number
  readonly messages: Tallies.Counts
  readonly bySender: Readonly<Record<string, Tallies.Counts>>
  readonly violations: {
    readonly total: number
    /** By rule and kind, such as `RL-06 limit`. */
    readonly counts: Readonly<Record<string, number>>
    /** The newest, oldest first. */
    readonly newest: ReadonlyArray<Violations.Violation>
  }
  readonly callbacks: Courier.Counts & {
    /** Statuses that are planned and not due yet, and repetitions that wait. */
    readonly scheduled: number
    /** Statuses that were sent twice on purpose. */
    readonly duplicated: number
  }
  readonly holds: ReadonlyArray<Judge.Hold>
}

/** How many violations come with the statistics. */
const newestMax = 100

/** A copy of the counters: it stays as it is when they go on counting. */
export const of = ({ clock, courier, run, scheduler }: Platform.Platform): Stats => {
  const nowMillis = clock.nowMillis()
  return {
    nowMillis,
    requests: run.requests,
    messages: { ...run.tallies.all, refused: { ...run.tallies.all.refused } },
    bySender: structuredClone(run.tallies.bySender()),
    violations: {
      total: run.violations.total(),
      counts: run.violations.counts(),
      newest: run.violations.kept().slice(-newestMax)
    },
    callbacks: { ...courier.counts(), scheduled: scheduler.pending(), duplicated: run.duplicates },
    holds: run.judge.holds(nowMillis)
  }
}
