import * as Classification from "@sluice/core/failure/Classification"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { Effect, Fiber, TestClock } from "effect"
import type { Duration } from "effect"
import * as World from "../world.ts"

/** As in production, but patient: each look costs the test as much as an hour of waiting does. */
export const options: Lane.Options = {
  runner: "test",
  ...Lane.defaults,
  pollMillis: 500,
  idlePollMillis: 20_000,
  holdPollMillis: 20_000
}

export const refused = (code: number, httpStatus: number): SendOutcome => ({
  _tag: "Refused",
  httpStatus,
  detail: "refused",
  failure: Classification.classify({ provider: "cloud-api", httpStatus, code })
})

export const enqueue = (count: number, changes: Parameters<typeof World.message>[1] = {}) =>
  Effect.flatMap(Outbox, (outbox) =>
    outbox.enqueue(Array.from({ length: count }, (_, n) => World.message(n + 1, changes)))
  )

export const states = Effect.gen(function* () {
  const messages = yield* (yield* Outbox).list({ limit: 1_000 })
  return messages.map(({ state }) => state)
})

/** Runs a lane for a span of virtual time, then ends it as a shutdown does. */
export const runFor = (duration: Duration.DurationInput) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Lane.run("sender", options))
    yield* TestClock.adjust(duration)
    const ending = yield* Effect.fork(Fiber.interrupt(fiber))
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(ending)
  })
