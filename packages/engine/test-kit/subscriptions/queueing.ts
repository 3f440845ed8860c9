import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Feed } from "../../src/ports/Feed.ts"
import type { Tidings } from "../../src/ports/Feed.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { startMillis } from "../Samples.ts"
import { bodies, claim, fill, outcome, sample, subscriptionId, tell } from "./Subscriber.ts"

/** What the feed holds is queued for each subscriber: once, in order, and not too much of it. */
export const declare = <E>(layer: Layer.Layer<Subscriptions | Feed, E>): void => {
  it.live(
    "a subscription is told what happens after it was made, in order and once, and its feed opens by itself",
    () =>
      Effect.gen(function* () {
        const subscriptions = yield* Subscriptions
        yield* tell(1)
        yield* subscriptions.add(sample(1))
        yield* tell(2, 102, 3)
        yield* subscriptions.add(sample(2))
        yield* tell(4)
        expect(yield* subscriptions.withWork(startMillis)).toEqual([1, 2].map(subscriptionId))
        expect(yield* fill(1)).toBe(4)
        expect(yield* fill(1)).toBe(0)
        expect(yield* fill(2)).toBe(1)
        const mine = yield* claim(1)
        expect(bodies(mine)).toEqual(["2", "3", "4"])
        expect(new Set(mine.map(({ eventId }) => eventId)).size).toBe(3)
        const [theirs] = yield* claim(2)
        // The same event has one name for everybody.
        expect(theirs).toMatchObject({ eventId: mine[2]?.eventId, accountId: "acme", attempt: 1 })
      }).pipe(Effect.provide(layer))
  )

  it.live("however many fill at once, an event is queued once", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      yield* tell(1, 2, 3, 4, 5, 6, 7, 8)
      yield* Effect.all(
        Array.from({ length: 8 }, () => fill(1, { readMax: 3 })),
        { concurrency: "unbounded" }
      )
      while ((yield* fill(1, { readMax: 3 })) > 0);
      expect(bodies(yield* claim(1))).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"])
    }).pipe(Effect.provide(layer))
  )

  it.live("an event that is told again under its own id is queued once, and is once in the feed under that id", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      const [mine, other] = [1, 2].map((n) => `0197f8a0-0000-8000-8000-00000000000${n}`)
      const one = (id: string | undefined, number: number): Tidings => ({
        type: "message.received",
        accountId: "acme",
        atMillis: startMillis + number,
        data: { number },
        ...(id === undefined ? {} : { id })
      })
      const start = yield* feed.end
      yield* feed.append([one(mine, 1), one(mine, 2), one(undefined, 3), one(other, 4)])
      yield* fill(1)
      yield* feed.append([one(mine, 5)])
      yield* fill(1)
      const claimed = yield* claim(1)
      expect(bodies(claimed)).toEqual(["1", "3", "4"])
      expect([claimed[0]?.eventId, claimed[2]?.eventId]).toEqual([mine, other])
      yield* feed.append([one(mine, 6)])
      yield* fill(1)
      expect(yield* claim(1)).toEqual([])
      const { events } = yield* feed.after({ afterPosition: start, limit: 10, accountId: null })
      expect(events.map(({ id }) => id === mine)).toEqual([true, false, false])
    }).pipe(Effect.provide(layer))
  )

  it.live("no more waits for a subscriber than it may, and the rest comes when there is room", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      yield* tell(1, 2, 3, 4, 5)
      expect(yield* fill(1, { waitingMax: 2 })).toBe(2)
      expect(yield* fill(1, { waitingMax: 2 })).toBe(0)
      expect(yield* subscriptions.waiting(subscriptionId(1))).toBe(2)
      yield* subscriptions.record(
        subscriptionId(1),
        (yield* claim(1)).map((one) => outcome(one))
      )
      expect(yield* subscriptions.waiting(subscriptionId(1))).toBe(0)
      expect(yield* fill(1, { waitingMax: 2 })).toBe(2)
      expect(bodies(yield* claim(1))).toEqual(["3", "4"])
    }).pipe(Effect.provide(layer))
  )
}
