import { it } from "@effect/vitest"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { PlatformWords } from "@sluice/engine/ports/PlatformWords"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { Effect, Fiber, Layer } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import {
  adjust,
  budgetRow,
  day,
  enqueue,
  list,
  offer,
  options,
  paced,
  patient,
  running,
  slotsOf,
  unique,
  worldOf
} from "./lanes.ts"

describe("The ledger of lanes that share", () => {
  it.effect(
    "CLOUD_API 3.4: two lanes reach as many recipients as the portfolio's tier lets them, and no more in the day",
    () => {
      const senders = [paced("cloud-api", "a", unique(20)), paced("cloud-api", "b", unique(20))]
      const { layer, provider } = worldOf(World.accepted, senders)
      return Effect.gen(function* () {
        yield* enqueue([
          ...list(1, 40, { senderId: "a", content: offer }),
          ...list(101, 40, { senderId: "b", content: offer })
        ])
        yield* running(["a", "b"], adjust("2 minutes"))
        expect(provider.sent).toHaveLength(20)
        // Every slot is somebody's, and the row knows no recipient.
        const row = yield* budgetRow
        expect(slotsOf(row)).toBe(20)
        expect(JSON.stringify(row)).not.toContain("+1555")
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("CLOUD_API 3.4: a limit that the platform tells of while a lane runs is the lane's from then on", () => {
    const tiers = { TIER_250: 5, TIER_2K: 12 }
    const pacing = { uniqueRecipients: { windowMillis: day, tiers } }
    const { layer, provider } = worldOf(World.accepted, [
      paced("cloud-api", "a", pacing, { messagingTier: "TIER_250" })
    ])
    const told = ToldDirectory.layer({ pollMillis: 500 }).pipe(Layer.provideMerge(layer))
    const tell = (tier: string, atMillis: number) =>
      Effect.flatMap(PlatformWords, (words) =>
        words.modify([{ accountId: "account", kind: "sender", id: "a" }], () => ({
          messagingTier: { value: tier, atMillis }
        }))
      )
    return Effect.gen(function* () {
      yield* enqueue(list(1, 40, { senderId: "a", content: offer }))
      const during = Effect.gen(function* () {
        yield* adjust("30 seconds")
        expect(provider.sent).toHaveLength(5)
        yield* tell("TIER_2K", 1)
        yield* adjust("2 minutes")
      })
      yield* running(["a"], during)
      expect(provider.sent).toHaveLength(12)
    }).pipe(Effect.provide(told))
  })

  it.effect(
    "CLOUD_API 3.4: a day later the slots are free again, and the rest goes by itself",
    () => {
      const { layer, provider } = worldOf(World.accepted, [
        paced("cloud-api", "a", {
          ...unique(5),
          leasing: { sliceShare: 0.05, leaseMillis: 3_600_000, graceMillis: 60_000 }
        })
      ])
      return Effect.gen(function* () {
        yield* enqueue(list(1, 8, { senderId: "a", content: offer }))
        const slow = { ...patient, pollMillis: 1_800_000, idlePollMillis: 1_800_000, holdPollMillis: 1_800_000 }
        yield* running(
          ["a"],
          Effect.gen(function* () {
            yield* adjust("23 hours")
            expect(provider.sent).toHaveLength(5)
            yield* adjust("2 hours")
          }),
          slow
        )
        expect(provider.sent).toHaveLength(8)
      }).pipe(Effect.provide(layer))
    },
    60_000
  )

  it.effect("CLOUD_API 3.4: who wrote within the day, and texts, are not counted; under the guide nobody is", () => {
    const senders = [paced("cloud-api", "a", unique(2)), paced("guide", "g", { senderWindow: null, ladder: null })]
    const { layer, provider } = worldOf(World.accepted, senders)
    return Effect.gen(function* () {
      yield* Effect.flatMap(ServiceWindows, (windows) =>
        windows.note(list(1, 6).map(({ recipient }) => ({ senderId: "a", recipient, atMillis: 0 })))
      )
      yield* enqueue([
        ...list(1, 10, { senderId: "a", content: offer }),
        ...list(21, 5, { senderId: "a" }),
        ...list(41, 5, { senderId: "g", content: offer })
      ])
      yield* running(["a", "g"], adjust("5 minutes"))
      const to = (from: number, count: number) => {
        const ids = new Set(list(from, count).map(({ id }) => id))
        return provider.sent.filter(({ messageId }) => ids.has(messageId)).length
      }
      expect([to(1, 6), to(7, 4), to(21, 5), to(41, 5)]).toEqual([6, 2, 5, 5])
    }).pipe(Effect.provide(layer))
  })

  it.effect("RT-03: a lane that takes over knows whom the last one has counted, and has its slots at once", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a", unique(5))])
    return Effect.gen(function* () {
      yield* enqueue(list(1, 4, { senderId: "a", content: offer }))
      // It dies: nothing is given back.
      const first = yield* Effect.fork(Lane.run("a", options))
      yield* adjust("10 seconds")
      expect(provider.sent).toHaveLength(4)
      yield* enqueue(list(5, 4, { senderId: "a", content: offer }))
      yield* enqueue(list(1, 1, { id: World.message(90).id, senderId: "a", content: offer }))
      yield* running(["a"], adjust("1 minute"))
      yield* Fiber.interruptFork(first)
      yield* adjust("10 seconds")
      // One slot was left, and one recipient was counted already.
      expect(provider.sent).toHaveLength(6)
      expect(new Set(provider.sent.map(({ recipient }) => recipient)).size).toBe(5)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a lane without work gives back what it does not use, and another has it", () => {
    const pacing = { ...unique(10), leasing: { sliceShare: 1, leaseMillis: 60_000, graceMillis: 60_000 } }
    const { layer, provider } = worldOf(World.accepted, [
      paced("cloud-api", "a", pacing),
      paced("cloud-api", "b", pacing)
    ])
    return Effect.gen(function* () {
      yield* enqueue(list(1, 1, { senderId: "a", content: offer }))
      yield* running(
        ["a", "b"],
        Effect.gen(function* () {
          yield* adjust("5 seconds")
          yield* enqueue(list(11, 20, { senderId: "b", content: offer }))
          yield* adjust("1 minute")
        })
      )
      expect(provider.sent).toHaveLength(10)
    }).pipe(Effect.provide(layer))
  })

  it.effect("CLOUD_API 3.1: usage that an answer reports slows its lane down, and stops it where all is spent", () => {
    const usage = (share: number) => [{ scope: "business" as const, report: { share, regainMillis: 0 } }]
    const { layer, provider } = worldOf(
      (request, index) => ({ ...World.accepted(request), usage: usage(index < 3 ? 0.1 : 1) }),
      [paced("cloud-api", "a", { throughput: { perSecond: 1, upgradedPerSecond: 1, coexistencePerSecond: 1 } })]
    )
    return Effect.gen(function* () {
      yield* enqueue(list(1, 30, { senderId: "a" }))
      yield* running(["a"], adjust("4 minutes"))
      const early = provider.sent.length
      expect(early).toBeGreaterThanOrEqual(4)
      expect(early).toBeLessThanOrEqual(6)
      // It starts over with what the store has kept of the report.
      yield* running(["a"], adjust("30 seconds"))
      expect(provider.sent).toHaveLength(early)
      yield* running(["a"], adjust("5 minutes"))
      expect(provider.sent.length).toBeGreaterThan(early)
    }).pipe(Effect.provide(layer))
  })
})
