import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { Feed } from "../../src/ports/Feed.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { startMillis } from "../Samples.ts"
import { bodies, claim, disabled, fill, list, outcome, sample, subscriptionId, tell } from "./Subscriber.ts"

/** What is queued is claimed, handed over and recorded. */
export const declare = <E>(layer: Layer.Layer<Subscriptions | Feed, E>): void => {
  it.live(
    "what was claimed is nobody else's until its lease ends; what was not recorded by then comes again under the same id",
    () =>
      Effect.gen(function* () {
        const subscriptions = yield* Subscriptions
        yield* subscriptions.add(sample(1))
        yield* tell(1, 2, 3)
        yield* fill(1)
        const [first, second] = yield* claim(1, 1_000, 2)
        expect(bodies(yield* claim(1, 1_499))).toEqual(["3"])
        if (first === undefined || second === undefined) return expect.fail("two were due")
        yield* subscriptions.record(subscriptionId(1), [outcome(first)])
        expect(yield* subscriptions.withWork(startMillis + 1_499)).toEqual([])
        expect(yield* subscriptions.withWork(startMillis + 1_500)).toEqual([subscriptionId(1)])
        expect(yield* claim(1, 1_500)).toEqual([{ ...second, attempt: 2 }])
      }).pipe(Effect.provide(layer))
  )

  it.live("two who claim at once never have the same event", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      yield* tell(...Array.from({ length: 20 }, (_, n) => n + 1))
      yield* fill(1)
      const all = yield* Effect.all(
        Array.from({ length: 6 }, () => claim(1, 1_000, 4)),
        { concurrency: "unbounded" }
      )
      const names = all.flat().map(({ eventId }) => eventId)
      expect(new Set(names).size).toBe(names.length)
      expect(new Set([...names, ...(yield* claim(1, 1_000, 20)).map(({ eventId }) => eventId)]).size).toBe(20)
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "a failed try is due again when it says, an abandoned one never; a late answer counts only if it is the last try's, or good",
    () =>
      Effect.gen(function* () {
        const subscriptions = yield* Subscriptions
        yield* subscriptions.add(sample(1))
        yield* tell(1, 2, 3)
        yield* fill(1)
        const [one, two, three] = yield* claim(1)
        if (one === undefined || two === undefined || three === undefined) return expect.fail("three were due")
        const failed = { state: "pending", status: 500, detail: "it answered 500" } as const
        yield* subscriptions.record(subscriptionId(1), [
          outcome(one, { ...failed, dueMillis: startMillis + 6_000 }),
          outcome(two, { ...failed, state: "abandoned" })
        ])
        // The third was not recorded: it is tried a second time, and only then does the first try tell.
        const [again] = yield* claim(1, 1_600)
        expect(again).toEqual({ ...three, attempt: 2 })
        yield* subscriptions.record(subscriptionId(1), [outcome(three, { ...failed, state: "abandoned" })])
        expect(yield* claim(1, 5_999)).toEqual([{ ...three, attempt: 3 }])
        yield* subscriptions.record(subscriptionId(1), [outcome(three)])
        expect(yield* claim(1, 6_000)).toEqual([{ ...one, attempt: 2 }])
        const found = yield* list(1)
        expect(
          found.map(({ attempts, detail, dueMillis, state, status }) => ({
            attempts,
            detail,
            dueMillis,
            state,
            status
          }))
        ).toEqual([
          { attempts: 3, detail: null, dueMillis: null, state: "delivered", status: 200 },
          { attempts: 1, detail: "it answered 500", dueMillis: null, state: "abandoned", status: 500 },
          { attempts: 2, detail: "it answered 500", dueMillis: startMillis + 6_500, state: "pending", status: 500 }
        ])
      }).pipe(Effect.provide(layer))
  )

  it.live("one that is disabled is told nothing, keeps its place, and goes on where it was", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      yield* tell(1)
      yield* fill(1)
      const [first] = yield* claim(1)
      if (first === undefined) return expect.fail("one was due")
      const later = outcome(first, { state: "pending", dueMillis: startMillis + 99_000 })
      yield* subscriptions.record(subscriptionId(1), [later])
      yield* subscriptions.modify(subscriptionId(1), ({ secrets }) => ({ secrets, standing: disabled }))
      yield* tell(2)
      expect(yield* subscriptions.withWork(startMillis + 200_000)).toEqual([])
      expect(yield* fill(1)).toBe(0)
      expect(yield* claim(1, 200_000)).toEqual([])
      yield* subscriptions.modify(subscriptionId(1), () => sample(1))
      yield* subscriptions.hasten(subscriptionId(1), startMillis + 2_000)
      expect(yield* fill(1)).toBe(1)
      expect(bodies(yield* claim(1, 2_000))).toEqual(["2", "1"])
    }).pipe(Effect.provide(layer))
  )
}
