import { it } from "@effect/vitest"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import * as Feeder from "@sluice/engine/campaigns/Feeder"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as World from "../world.ts"
import * as world from "./world.ts"

const { all, operator, started, startMillis } = world
const minute = 60_000
const recipientKeys = Layer.provide(RecipientKeys.layer, TestCrypto.layer)

/** As in production, but patient: each look costs the test as much as an hour of waiting does. */
const lane: Lane.Options = {
  ...Lane.defaults,
  runner: "test",
  pollMillis: 1_000,
  idlePollMillis: 5_000,
  holdPollMillis: 20_000
}

describe("a campaign through its lanes", () => {
  it.effect(
    "RL-01, RL-12: every message leaves once, within the limits, and the last one when it was foreseen to",
    () => {
      const provider = World.scripted(World.accepted, 300)
      return Effect.gen(function* () {
        yield* TestClock.setTime(startMillis)
        const campaigning = yield* Campaigning
        const id = yield* started(15, { senderIds: ["slow"] })
        const feeder = yield* Effect.fork(Feeder.run({ ...Feeder.defaults, pollMillis: 5_000 }))
        const sending = yield* Effect.fork(Lane.run("slow", lane))
        yield* TestClock.adjust("4 minutes")
        const ending = yield* Effect.fork(Fiber.interruptAll([feeder, sending]))
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(ending)

        expect((yield* all).map(({ state }) => state)).toEqual(Array.from({ length: 15 }, () => "accepted"))
        expect(new Set(provider.sent.map(({ recipient }) => recipient)).size).toBe(15)
        expect(provider.sent).toHaveLength(15)
        const { campaign, progress } = yield* campaigning.get(operator, id)
        expect(campaign.lifecycle._tag).toBe("Done")
        expect(progress).toMatchObject({ rows: 15, sent: 15, remaining: 0, queued: 0 })
        const finish = Math.max(...provider.sent.map(({ atMillis }) => atMillis))
        expect(Math.abs(finish - (campaign.outlook?.finishMillis ?? 0))).toBeLessThan(minute / 2)
        const busiest = provider.sent.map(
          ({ atMillis: from }) =>
            provider.sent.filter(({ atMillis }) => atMillis >= from && atMillis < from + minute).length
        )
        expect(Math.max(...busiest)).toBeLessThanOrEqual(5)
      }).pipe(Effect.provide(Layer.mergeAll(provider.layer, Layer.provideMerge(recipientKeys, world.layer()))))
    }
  )
})
