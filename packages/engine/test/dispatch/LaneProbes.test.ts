import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import * as Review from "@sluice/engine/holds/Review"
import { Holds } from "@sluice/engine/ports/Holds"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import { active, adjust, enqueue, image, list, paced, patient, refused, running, worldOf } from "./lanes.ts"

describe("Probes of a severe hold", () => {
  const guide = Policy.shipped.guide.pacing.ladder

  /** A severe of the account since the beginning of time, as a business hands it up. */
  const severe = Effect.gen(function* () {
    if (guide === null) return yield* Effect.dieMessage("the guide has a ladder")
    const holds = yield* Holds
    yield* holds.rule("account", "account", () => {
      const state = AccountLadder.escalated(guide, AccountLadder.initial, {
        number: 1,
        atMillis: 0,
        reason: "mediums in a day"
      })
      const hold = AccountLadder.hold(guide, state, "account")
      return { answer: null, next: state, holds: hold === null ? [] : [hold] }
    })
  })

  const hours = (count: number): number => count * 3_600_000
  /** An hour between two looks: days pass. */
  const rare = { ...patient, pollMillis: 3_600_000, idlePollMillis: 3_600_000, holdPollMillis: 3_600_000 }

  it.effect(
    "RL-06: after a day one text of the whole account may leave every half day; a refusal prolongs the hold",
    () => {
      const senders = [paced("guide", "a"), paced("guide", "b")]
      const { layer, provider } = worldOf(() => refused(131000, 500), senders)
      return Effect.gen(function* () {
        yield* severe
        yield* enqueue([
          ...list(1, 3, { senderId: "a" }),
          ...list(11, 3, { senderId: "b" }),
          ...list(21, 3, { senderId: "a", content: image, kind: "media", units: 1.8, priority: 1 })
        ])
        yield* adjust("23 hours")
        yield* running(["a", "b"], adjust("26 hours"), rare)
        const times = provider.sent.map(({ atMillis }) => Math.floor(atMillis / hours(1)))
        expect(times).toEqual([24, 36, 48])
        expect(provider.sent.every(({ messageId }) => Number(messageId.slice(-12)) < 21)).toBe(true)
        expect(yield* active).toMatchObject([{ level: "severe", needsReview: true }])
      }).pipe(Effect.provide(layer))
    },
    60_000
  )

  it.effect("RL-06: the text that probes is found, however much media is in front of it", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("guide", "a")])
    return Effect.gen(function* () {
      yield* severe
      yield* enqueue([
        ...list(21, 60, { senderId: "a", content: image, kind: "media", priority: 1 }),
        ...list(1, 1, { senderId: "a" })
      ])
      yield* adjust("24 hours")
      const narrow = { ...patient, peekMax: 5, keptBackMax: 10 }
      yield* running(["a"], adjust("20 minutes"), narrow)
      expect(provider.sent[0]?.messageId).toBe(World.message(1).id)
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "RL-06: a probe gets its slot of what the account's lanes share, although the hold has taken the leases",
    () => {
      const calls = { windowMillis: 3_600_000, callsMax: 100, grainMillis: 60_000 }
      const sharedCalls = { ...Policy.shipped.guide.pacing.sharedCalls, account: calls }
      const { layer, provider } = worldOf(World.accepted, [paced("guide", "a", { sharedCalls })])
      return Effect.gen(function* () {
        yield* severe
        yield* enqueue(list(1, 1, { senderId: "a" }))
        yield* adjust("23 hours")
        yield* running(["a"], adjust("2 hours"), rare)
        expect(provider.sent).toHaveLength(1)
        expect(yield* active).toEqual([])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-06: a probe that is accepted ends the hold for every lane, and all goes on by itself", () => {
    const senders = [paced("guide", "a"), paced("guide", "b")]
    const { layer, provider } = worldOf(World.accepted, senders)
    return Effect.gen(function* () {
      yield* severe
      yield* enqueue([...list(1, 2, { senderId: "a" }), ...list(11, 2, { senderId: "b" })])
      yield* adjust("22 hours")
      yield* running(["a", "b"], adjust("2 hours"), rare)
      expect(provider.sent.length).toBeLessThanOrEqual(1)
      yield* running(["a", "b"], adjust("10 minutes"), patient)
      expect(provider.sent).toHaveLength(4)
      expect(yield* active).toEqual([])
    }).pipe(Effect.provide(layer))
  })

  it.effect("RL-06: after 72 h nothing probes any more; a review ends it", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("guide", "a")])
    return Effect.gen(function* () {
      yield* severe
      yield* adjust("73 hours")
      yield* enqueue(list(1, 1, { senderId: "a" }))
      yield* running(
        ["a"],
        Effect.gen(function* () {
          yield* adjust("2 hours")
          expect(provider.sent).toHaveLength(0)
          const [placed] = yield* (yield* Holds).active(hours(75))
          yield* Review.review(placed?.id ?? 0, { by: "kim", note: "" })
          yield* adjust("10 minutes")
        }),
        patient
      )
      expect(provider.sent).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  })
})
