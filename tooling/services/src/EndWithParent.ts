import { Config, Effect } from "effect"

/**
 * Ends this process when the one that started it is gone.
 *
 * A parent that is killed runs no finalizers, but the kernel closes its pipes. So our main programs watch their standard
 * input, when they are told by `SLUICE_END_WITH_PARENT=1` that it is a pipe held for this (`Processes.start` does both).
 * At its end they end as at SIGTERM, with every handler, and after `graceMillis` in any case.
 *
 * Gotcha: with the variable set and standard input closed from the start (`</dev/null`), the process ends at once.
 */
export const variable = "SLUICE_END_WITH_PARENT"

/** What a clean shutdown may take before it is cut short. */
const graceMillis = 10_000

/** Exit code of a process that SIGTERM ended, as shells report it. */
const exitCode = 143

const end = () => {
  setTimeout(() => process.exit(exitCode), graceMillis).unref()
  process.kill(process.pid, "SIGTERM")
}

/** To be run once, first thing in a main program. Without the variable it does nothing. */
export const install: Effect.Effect<void> = Effect.gen(function* () {
  if (!(yield* Config.boolean(variable).pipe(Config.withDefault(false)))) return
  process.stdin.once("end", end).once("error", end).resume()
  // Watching must not keep alive a program that has nothing left to do.
  process.stdin.unref()
}).pipe(Effect.orDie, Effect.withSpan("EndWithParent.install"))
