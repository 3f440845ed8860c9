import { Effect } from "effect"
import { CallbackLog } from "../../src/ports/CallbackLog.ts"
import type { Processed, StoredCallback } from "../../src/ports/CallbackLog.ts"
import { startMillis } from "../Samples.ts"

/** Every callback of a batch, processed without a finding. */
export const processed = (callbacks: ReadonlyArray<StoredCallback>): ReadonlyArray<Processed> =>
  callbacks.map((one) => ({ id: one.id, verdict: "processed", report: { events: 1 } }))

/** The n of a callback from `Samples`. */
export const numberOf = (one: StoredCallback): number => Math.round((one.receivedMillis - startMillis) / 1_000)

/** Consumes up to `limit` and answers the numbers that were handed over. */
export const consume = (limit: number) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    const seen: Array<number> = []
    yield* log.consume(limit, (callbacks) =>
      Effect.sync(() => {
        seen.push(...callbacks.map(numberOf))
        return processed(callbacks)
      })
    )
    return seen
  })
