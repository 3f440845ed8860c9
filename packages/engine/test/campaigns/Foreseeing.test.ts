import { it } from "@effect/vitest"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import * as Foreseeing from "@sluice/engine/campaigns/Foreseeing"
import { Directory } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { hold } from "@sluice/engine/test-kit/Samples"
import { Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import * as world from "./world.ts"

const { draft, layer, operator, startMillis } = world

const at = TestClock.setTime(startMillis)
const minute = 60_000

describe("Foreseeing", () => {
  it.effect("RL-12: what it will come to is foreseen before it starts, and kept beside what happens", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const id = yield* draft(60, { senderIds: ["slow"] })
      const foreseen = yield* campaigning.forecast(operator, id)
      expect(foreseen).toMatchObject({ messages: 60, senders: 1, startMillis, holds: 0, planned: 60 })
      // Five a minute, and a rest of a minute before each ten are over.
      expect((foreseen.finishMillis ?? 0) - startMillis).toBeGreaterThan(11 * minute)
      expect((foreseen.finishMillis ?? 0) - startMillis).toBeLessThan(16 * minute)
      const { campaign } = yield* campaigning.start(operator, id)
      expect(campaign.outlook).toEqual(foreseen)
      yield* TestClock.adjust("5 minutes")
      expect(yield* campaigning.forecast(operator, id)).toEqual(foreseen)
    }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "RL-12: a start that was decided a moment ago is one now: nothing waits ahead of it that is not there",
    () =>
      Effect.gen(function* () {
        yield* at
        const { campaign } = yield* Effect.flatMap(Campaigning, ({ get }) =>
          Effect.flatMap(draft(60, { senderIds: ["slow"] }), (id) => get(operator, id))
        )
        const { senders } = yield* Directory
        const outlook = yield* Foreseeing.make
        yield* TestClock.adjust("2 millis")
        const slow = (yield* senders).filter(({ id }) => id === "slow")
        expect(yield* outlook(campaign, slow, startMillis)).toMatchObject({ messages: 60, ahead: 0, planned: 60 })
      }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "CLOUD_API 3.4: templates for more people than the portfolio's day has slots finish on a later day; texts do not",
    () =>
      Effect.gen(function* () {
        yield* at
        const { campaign } = yield* Effect.flatMap(Campaigning, ({ get }) =>
          Effect.flatMap(draft(600, { senderIds: ["slow"] }), (id) => get(operator, id))
        )
        const outlook = yield* Foreseeing.make
        const ofTier = (messagingTier: string) => [World.sender("cloud-api", { messagingTier })]
        expect(campaign.list.templates).toBe(600)
        const texts = { ...campaign, list: { ...campaign.list, templates: 0 } }
        const day = 24 * 60 * minute
        const small = yield* outlook(campaign, ofTier("TIER_250"), startMillis)
        expect(Math.floor(((small.finishMillis ?? 0) - startMillis) / day)).toBe(2)
        expect(small.binding?.limit).toBe("uniqueRecipients")
        const large = yield* outlook(campaign, ofTier("TIER_2K"), startMillis)
        expect((large.finishMillis ?? 0) - startMillis).toBeLessThan(minute)
        expect(yield* outlook(texts, ofTier("TIER_250"), startMillis)).toEqual(large)
      }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-12: what waits at its senders when it starts leaves first, so it finishes later by as much", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const id = yield* draft(60, { senderIds: ["slow"] })
      const alone = yield* campaigning.forecast(operator, id)
      yield* Effect.flatMap(Outbox, ({ enqueue }) =>
        enqueue(Array.from({ length: 30 }, (_, n) => World.message(n, { senderId: "slow" })))
      )
      const behind = yield* campaigning.forecast(operator, id)
      expect(behind).toMatchObject({ messages: 60, ahead: 30 })
      const both = yield* campaigning.forecast(operator, yield* draft(90, { senderIds: ["slow"] }))
      expect(both.ahead).toBe(30)
      expect(behind.finishMillis ?? 0).toBeGreaterThan((alone.finishMillis ?? 0) + 5 * minute)
      expect(behind.finishMillis ?? 0).toBeLessThan(both.finishMillis ?? 0)
    }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "RL-12, RL-07: behind a hold that somebody must review it has no finish; behind another it waits for its end",
    () =>
      Effect.gen(function* () {
        yield* at
        const campaigning = yield* Campaigning
        const holds = yield* Holds
        const id = yield* draft(10, { senderIds: ["slow"] })
        const free = yield* campaigning.forecast(operator, id)
        const untilMillis = startMillis + 20 * minute
        yield* holds.place(hold({ scope: "account", key: "account", level: "fix", sinceMillis: 0, untilMillis }))
        const held = yield* campaigning.forecast(operator, id)
        expect(held.finishMillis ?? 0).toBeGreaterThanOrEqual(untilMillis)
        expect(free.finishMillis ?? 0).toBeLessThan(untilMillis)
        yield* holds.place(
          hold({
            scope: "business",
            key: "business",
            level: "medium",
            sinceMillis: 0,
            untilMillis: null,
            needsReview: true
          })
        )
        expect((yield* campaigning.forecast(operator, id)).finishMillis).toBeNull()
      }).pipe(Effect.provide(layer()))
  )
})
