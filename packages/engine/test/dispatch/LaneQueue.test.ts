import { it } from "@effect/vitest"
import { Holds } from "@sluice/engine/ports/Holds"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import { adjust, enqueue, list, offer, options, paced, place, running, unique, worldOf } from "./lanes.ts"

/** Shows 20 messages and 40 more: what is kept back here is many times as much. */
const narrow = { ...options, peekMax: 20, keptBackMax: 40 }

describe("What a lane sees of its queue", () => {
  it.effect(
    "RL-05, RL-07: however many messages a hold keeps back, those behind them leave, the urgent ones leave soon, and nothing leaves twice",
    () => {
      const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a", { uniqueRecipients: null })])
      const held = { senderId: "a", content: offer }
      const sent = () => new Set(provider.sent.map(({ messageId }) => Number(messageId.slice(-12))))
      return Effect.gen(function* () {
        yield* enqueue([
          ...list(1, 300, held),
          ...list(2_001, 90, { senderId: "a" }),
          ...list(3_001, 100, held),
          ...list(4_001, 3, { senderId: "a" })
        ])
        const hold = yield* place({ scope: "template", key: "account/offer" })
        yield* running(
          ["a"],
          Effect.gen(function* () {
            yield* adjust("20 seconds")
            expect(sent().size).toBe(93)
            // Where the looks have passed long ago, at the end of the queue, and in front of all.
            yield* enqueue([
              ...list(1_801, 2, { senderId: "a" }),
              ...list(5_001, 2, { senderId: "a" }),
              ...list(6_001, 2, { senderId: "a", priority: 1 })
            ])
            yield* adjust("1500 millis")
            expect([6_001, 6_002].filter((n) => !sent().has(n))).toEqual([])
            yield* adjust("15 seconds")
            expect(sent().size).toBe(99)
            yield* (yield* Holds).clear(hold.id, { by: "kim", atMillis: 60_000, note: "mended" })
            yield* adjust("30 seconds")
          }),
          narrow
        )
        expect(sent().size).toBe(499)
        expect(provider.sent).toHaveLength(499)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "RL-02, RL-05: however many wait for the next day's recipients, the texts behind them keep the sender's pace",
    () => {
      const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a", unique(5))])
      return Effect.gen(function* () {
        yield* enqueue([...list(1, 300, { senderId: "a", content: offer }), ...list(2_001, 400, { senderId: "a" })])
        yield* running(["a"], adjust("40 seconds"), narrow)
        expect(provider.sent).toHaveLength(405)
        const [first, last] = [provider.sent[5], provider.sent.at(-1)]
        // A look shows 40 of them, and at 80 a second the sender waits most of the time: a tenth of a second each.
        expect((last?.atMillis ?? 0) - (first?.atMillis ?? 0)).toBeLessThan(15_000)
      }).pipe(Effect.provide(layer))
    }
  )
})
