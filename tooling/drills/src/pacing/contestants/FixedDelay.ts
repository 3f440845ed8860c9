import { Effect } from "effect"
import type { Contestant } from "../Contestant.ts"
import * as Retry from "./Retry.ts"

/**
 * A loop that sends one message after the other and sleeps in between, as most scripts begin. What is refused is tried again until it is
 * through. One loop for each sender.
 */
export interface Settings {
  /** The sleep after each answer. */
  readonly delayMillis: number
  readonly retry: Retry.Retry
}

export const make = ({ delayMillis, retry }: Settings): Contestant => ({
  name: `loop, ${delayMillis / 1_000} s apart, ${retry}`,
  run: (platform, queues) =>
    Effect.forEach(
      queues,
      Effect.fn("FixedDelay.loop")(function* ({ messages, sender }) {
        for (const message of messages) {
          let answer = yield* platform.send(sender, message)
          for (let refusals = 1; answer._tag === "Refused"; refusals++) {
            yield* Effect.sleep(Retry.waitMillis(retry, delayMillis, refusals, answer))
            answer = yield* platform.send(sender, message)
          }
          yield* Effect.sleep(delayMillis)
        }
      }),
      { concurrency: "unbounded", discard: true }
    )
})
