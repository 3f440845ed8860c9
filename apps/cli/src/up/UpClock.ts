import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as TimeScale from "@sluice/core/clock/TimeScale"
import { Clock, Effect, Option, Schema } from "effect"
import * as ExitCode from "../ExitCode.ts"
import * as OwnFiles from "../stack/OwnFiles.ts"

/** In the directory of `sluice up`, beside the data that live by it. */
const fileName = "clock.json"

const File = Schema.parseJson(TimeScale.TimeScale)

const told = (message: string) => new ExitCode.CommandFailed({ message })

/** The clock that the directory has; none where it runs with the wall's. */
const kept = Effect.fn("UpClock.kept")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  if (!(yield* fs.exists(path))) return Option.none<TimeScale.TimeScale>()
  return yield* Effect.asSome(Effect.flatMap(fs.readFileString(path), Schema.decode(File)))
})

/**
 * The clock of everything that `sluice up` starts in `directory`; null is the wall's.
 *
 * Data must never see time go backwards, so a faster clock is kept with them: it goes on where it would be had it never stopped, and
 * another speed is refused. Asked for in a directory that ran with the wall's clock, it leaves that from now on.
 *
 * @param speed what the command line asks for; what the directory has where it is none.
 */
export const of = Effect.fn("UpClock.of")(function* (directory: string, speed: Option.Option<number>) {
  const { join } = yield* Path.Path
  const path = join(directory, fileName)
  const before = yield* Effect.mapError(kept(path), () =>
    told(`${path} does not say which clock the data beside it live by: remove that directory, or use another one`)
  )
  if (Option.isSome(before)) {
    if (Option.exists(speed, (asked) => asked !== before.value.speed))
      return yield* told(
        `--speed ${Option.getOrElse(speed, () => 1)}: the data here live at speed ${before.value.speed}; leave --speed out, use another directory, or remove ${directory} to begin anew`
      )
    return before.value
  }
  if (Option.isNone(speed)) return null
  const clock: TimeScale.TimeScale = { originMillis: yield* Clock.currentTimeMillis, speed: speed.value }
  yield* OwnFiles.writeJson(path, clock)
  return clock
})
