import { Duration, Effect } from "effect"
import { Directory } from "../ports/Directory.ts"
import * as Counting from "./Counting.ts"
import * as Looking from "./Looking.ts"

/** Milliseconds of the engine's clock. */
export interface Options {
  readonly everyMillis: number
}

/** Observations last for days (SPEC ST-02): a minute more or less changes none. */
export const defaults: Options = { everyMillis: 60_000 }

/** One look at every sender. One that cannot be counted is logged, and keeps nobody else from it. */
export const look = Effect.gen(function* () {
  const directory = yield* Directory
  const senders = yield* directory.senders
  yield* Effect.forEach(
    senders,
    (sender) =>
      Effect.catchAllCause(Counting.upToNow(sender), (cause) =>
        Effect.logWarning(`the sends of ${sender.id} could not be counted; it tries again`, cause)
      ),
    { discard: true }
  )
  yield* Looking.at(senders, senders)
}).pipe(Effect.withSpan("StandingWatch.look"))

/**
 * Watches how senders stand (SPEC ST-01 to ST-03): counts what they send, ends observations in time or puts limits back, and stops bulk traffic in a
 * first week that goes wrong. Complaints that are reported are judged at once; this is for what the clock brings.
 *
 * Run it once in the whole deployment; twice does no harm.
 */
export const run = (options: Options) =>
  look.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("senders could not be looked at; it tries again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
