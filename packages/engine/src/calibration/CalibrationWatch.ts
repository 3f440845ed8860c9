import * as Candidates from "@sluice/core/callback/candidate/Candidates"
import * as FieldList from "@sluice/core/callback/candidate/FieldList"
import { shipped } from "@sluice/core/policy/Policy"
import { Clock, Duration, Effect } from "effect"
import { Calibrations, reportsMax } from "../ports/Calibrations.ts"
import type { CalibrationReport } from "../ports/Calibrations.ts"
import { Directory } from "../ports/Directory.ts"
import * as Calibrating from "./Calibrating.ts"

/** How the schedule runs; milliseconds of its clock. */
export interface Options {
  /** How often it is looked whether a report is due. */
  readonly everyMillis: number
  /** The platform's newest field list. */
  readonly fields: FieldList.FieldList
  /** Callbacks that a report reads at most; the newest ones. */
  readonly callbacksMax: number
}

/** Reads this many in well under a minute. */
export const defaults: Options = { everyMillis: 3_600_000, fields: FieldList.shipped, callbacksMax: 20_000 }

/** The shortest span that a policy in use asks for: a week (SPEC WH-10). */
const dueMillis = Effect.map(
  Effect.flatMap(Directory, (directory) => directory.senders),
  (senders) =>
    Math.min(
      ...[shipped.guide, ...senders.map(({ policy }) => policy)].map(({ receiving }) => receiving.calibrationMillis)
    )
)

const tell = ({ candidate, fieldList, tally, whole }: CalibrationReport) => {
  const { callbacks, differing, findings } = tally
  const facts = { candidate, fieldList, callbacks, differing, places: findings.length, whole }
  const told = differing === 0 ? Effect.logInfo : Effect.logWarning
  return told(
    differing === 0
      ? "calibration: the candidate reads stored callbacks as the current decoder does"
      : "calibration: the candidate reads stored callbacks differently; `sluice callbacks reports` shows where"
  ).pipe(Effect.annotateLogs(facts))
}

/**
 * Makes the report that is due each week, of every candidate: stored callbacks are read again with it, and what it would have read differently is
 * kept and told (SPEC WH-10). Whether one is due is seen from the reports that are kept, so that restarts neither skip nor repeat one.
 * Run it once in the whole deployment; twice makes a report twice and does no other harm.
 */
export const run = Effect.fn("CalibrationWatch.run")(function* (options: Options) {
  const calibrations = yield* Calibrations

  const look = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const spanMillis = yield* dueMillis
    const known = yield* calibrations.newest(reportsMax)
    for (const candidate of Candidates.all(options.fields)) {
      const last = known.find((report) => report.candidate === candidate.name)
      if (last !== undefined && nowMillis - last.madeMillis < spanMillis) continue
      const span = { sinceMillis: nowMillis - spanMillis, untilMillis: nowMillis, callbacksMax: options.callbacksMax }
      const report = yield* Calibrating.span(candidate, options.fields, span, nowMillis)
      yield* calibrations.put(report)
      yield* tell(report)
    }
  })

  return yield* look.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("calibration was not possible; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
