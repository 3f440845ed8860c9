import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Uncertain from "@sluice/engine/settle/Uncertain"
import { Clock, Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const settleFor = (duration: import("effect").Duration.DurationInput) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Uncertain.run({ pollMillis: 5_000, roundMax: 100 }))
    yield* TestClock.adjust(duration)
    yield* Fiber.interrupt(fiber)
  })

/** A message whose request left at 0 and was never answered. */
const uncertain = Effect.gen(function* () {
  const lanes = yield* Lanes
  const { id, senderId } = World.message(1)
  yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1)]))
  const take = lanes.take({ senderId, runner: "test", nowMillis: 0, recentSinceMillis: 0 })
  const { fence } = yield* take
  const sends = [{ messageId: id, attempt: 1, endpoint: "http://primary.test" }]
  yield* lanes.begin({ senderId, fence, nowMillis: 0, sends, holdKeys: [], ledger: null })
  // The lane dies; the next one finds its send in flight.
  yield* take
})

const state = Effect.flatMap(
  Effect.flatMap(Outbox, (outbox) => outbox.find(World.message(1).id)),
  (found) => Effect.map(found, (message) => message.state)
)

const world = (then: "resend" | "fail") => {
  const guide = Policy.shipped.guide
  const policy = { ...guide, certainty: { ...guide.certainty, uncertainThen: then } }
  return Layer.merge(World.store, World.directory(World.sender("guide", { policy })))
}

describe("Settling uncertain sends", () => {
  it.effect("RT-04: nothing is decided before the policy's time is up", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* settleFor("80 seconds")
      expect(yield* state).toBe("uncertain")
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: what stays unknown is sent again where the policy says so, and the history tells why", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* settleFor("100 seconds")
      expect(yield* state).toBe("queued")
      const { events } = yield* (yield* Outbox).history(World.message(1).id)
      expect(events.at(-1)).toMatchObject({ kind: "settled", data: { by: "policy", then: "resend" } })
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: it is not sent again and again: after the policy's number of repeats it is a dead letter", () =>
    Effect.gen(function* () {
      yield* uncertain
      const lanes = yield* Lanes
      const { id, senderId } = World.message(1)
      for (const attempt of [2, 3]) {
        yield* settleFor("100 seconds")
        const nowMillis = yield* Clock.currentTimeMillis
        const { fence } = yield* lanes.take({ senderId, runner: "test", nowMillis, recentSinceMillis: 0 })
        const sends = [{ messageId: id, attempt, endpoint: "http://primary.test" }]
        yield* lanes.begin({ senderId, fence, nowMillis, sends, holdKeys: [], ledger: null })
        yield* lanes.take({ senderId, runner: "test", nowMillis, recentSinceMillis: 0 })
      }
      yield* settleFor("100 seconds")
      expect(yield* state).toBe("dead")
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: or it is closed as failed, with what to do", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* settleFor("100 seconds")
      expect(yield* state).toBe("failed")
    }).pipe(Effect.provide(world("fail")))
  )

  it.effect("RT-04: while callbacks wait to be processed, the silence is not believed", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* (yield* CallbackLog).append([
        {
          accountId: "account",
          provider: "cloud-api",
          receivedMillis: 10_000,
          body: new Uint8Array(),
          digest: new Uint8Array([1]),
          verdict: "pending"
        }
      ])
      yield* settleFor("1 hour")
      expect(yield* state).toBe("uncertain")
    }).pipe(Effect.provide(world("resend")))
  )
})
