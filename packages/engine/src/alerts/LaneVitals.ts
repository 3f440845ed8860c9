import { Clock, Duration, Effect } from "effect"
import { Vitals } from "../ports/Vitals.ts"
import * as Gauges from "./Gauges.ts"

/**
 * Reports how fast the process that sends acts upon errors (SPEC SF-02), for the one that watches.
 *
 * @param source name of this process; no other that runs has it.
 */
export const run = Effect.fn("LaneVitals.run")(function* (source: string, everyMillis: number) {
  const vitals = yield* Vitals
  const round = Effect.gen(function* () {
    const reading = Gauges.reading("failure.reactionMillisP99")
    yield* vitals.report({
      source,
      atMillis: yield* Clock.currentTimeMillis,
      vitals: reading === null ? [] : [{ measure: "failure.reactionMillisP99", place: {}, reading }]
    })
  })
  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("this process could not report on itself; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(everyMillis))),
    Effect.forever
  )
})
