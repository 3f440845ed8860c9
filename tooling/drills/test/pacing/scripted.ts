import { Clock, Effect, Fiber } from "effect"
import * as VirtualTime from "../../src/pacing/VirtualTime.ts"
import type { Contestant } from "../../src/pacing/Contestant.ts"
import * as Platform from "../../src/pacing/Platform.ts"

/** A try, in milliseconds from the start. */
export interface Try {
  readonly message: number
  readonly atMillis: number
}

/** How long every answer takes. */
export const answerMillis = 100

/** The tries of one sender with so many messages, on a platform that says to each what `refuses` tells: for how long to wait, or null. */
export const tries = async (
  contestant: Contestant,
  messages: number,
  spanMillis: number,
  refuses: (attempt: Try, number: number) => number | null = () => null
): Promise<ReadonlyArray<Try>> => {
  const time = VirtualTime.make(0)
  const made: Array<Try> = []
  const platform: Platform.Platform = {
    send: (_, message) =>
      Effect.gen(function* () {
        const attempt = { message, atMillis: yield* Clock.currentTimeMillis }
        const retryAfterMillis = refuses(attempt, made.push(attempt))
        yield* Effect.sleep(answerMillis)
        return retryAfterMillis === null ? Platform.Accepted() : Platform.Refused({ retryAfterMillis })
      }),
    isDone: () => false,
    log: () => ({ departures: [], acceptedMillis: [], refusals: [], holds: [] })
  }
  const queue = { sender: "sender-1", messages: Array.from({ length: messages }, (_, message) => message) }
  const fiber = contestant.run(platform, [queue], "seed").pipe(Effect.withClock(time.clock), Effect.runFork)
  await time.pass(() => false, spanMillis)
  const ended = Effect.runPromise(Fiber.interrupt(fiber))
  await time.pass(() => false, spanMillis)
  await ended
  return made
}

/** When the tries were made. */
export const times = (made: ReadonlyArray<Try>): ReadonlyArray<number> => made.map(({ atMillis }) => atMillis)
