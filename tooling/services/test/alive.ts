import { readFileSync } from "node:fs"
import { Effect, Either, Schedule } from "effect"

/** Ended, but not yet waited for by whoever inherited it; only Linux tells it this way. */
const isDefunct = (pid: number): boolean =>
  Either.match(
    Either.try(() => readFileSync(`/proc/${pid}/stat`, "utf8")),
    { onLeft: () => false, onRight: (stat) => /\) Z /.test(stat) }
  )

/** Whether a process of that id runs. */
export const isAlive = (pid: number): boolean =>
  Either.isRight(Either.try(() => process.kill(pid, 0))) && !isDefunct(pid)

/** Waits for the end of a process that is not ours to wait for; a failure after fifty seconds. */
export const untilGone = (pid: number): Effect.Effect<void, string> =>
  Effect.suspend(() => (isAlive(pid) ? Effect.fail(`process ${pid} is still there`) : Effect.void)).pipe(
    Effect.retry(Schedule.intersect(Schedule.spaced("20 millis"), Schedule.recurs(2_500)))
  )
