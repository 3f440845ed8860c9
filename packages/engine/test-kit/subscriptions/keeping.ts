import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { Feed } from "../../src/ports/Feed.ts"
import type { Subscription } from "../../src/ports/Subscriptions.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { startMillis } from "../Samples.ts"
import { fill, list, plain, sample, secret, subscriptionId, tell } from "./Subscriber.ts"

/** Subscriptions as they are kept, changed and shown, with what was told to them. */
export const declare = <E>(layer: Layer.Layer<Subscriptions | Feed, E>): void => {
  it.live("subscriptions are kept as they were given, listed by age, and gone when they are removed", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const given = [
        sample(2),
        sample(1, { accountId: null, target: { kind: "kafka", topic: "told" }, secrets: [] }),
        sample(3, {
          accountId: "zenith",
          types: ["*", "template.status"],
          secrets: [secret(9), secret(3, startMillis)]
        })
      ]
      yield* Effect.forEach(given, subscriptions.add)
      const ids = (accountId: string | null) =>
        Effect.map(subscriptions.list(accountId), (all) => all.map((one) => one.id))
      expect(yield* ids(null)).toEqual([1, 2, 3].map(subscriptionId))
      expect(yield* ids("zenith")).toEqual([subscriptionId(3)])
      for (const one of given) {
        expect(Option.map(yield* subscriptions.find(one.id), plain)).toEqual(Option.some(plain(one)))
      }
      expect(yield* subscriptions.remove(subscriptionId(2))).toBe(true)
      expect(yield* subscriptions.remove(subscriptionId(2))).toBe(false)
      for (const unknown of [subscriptionId(2), "no id", ""]) {
        expect(Option.isNone(yield* subscriptions.find(unknown))).toBe(true)
        expect(yield* subscriptions.remove(unknown)).toBe(false)
      }
    }).pipe(Effect.provide(layer))
  )

  it.live("secrets and standing change by a rule on the row as it is, or not at all", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      const since = (failingSinceMillis: number) => ({
        secrets: [secret(5), secret(1, startMillis + 9)],
        standing: { _tag: "Enabled" as const, failingSinceMillis }
      })
      const count = ({ standing }: Subscription): number =>
        standing._tag === "Enabled" ? (standing.failingSinceMillis ?? 0) : 0
      yield* Effect.all(
        Array.from({ length: 10 }, () => subscriptions.modify(subscriptionId(1), (one) => since(count(one) + 1))),
        { concurrency: "unbounded" }
      )
      const untouched = yield* subscriptions.modify(subscriptionId(1), () => null)
      expect(Option.map(untouched, plain)).toEqual(Option.some(plain({ ...sample(1), ...since(10) })))
      expect(Option.isNone(yield* subscriptions.modify(subscriptionId(7), () => since(1)))).toBe(true)
    }).pipe(Effect.provide(layer))
  )

  it.live("deliveries are listed newest first, page by page, and forgotten with their day", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscriptions.add(sample(1))
      yield* tell(1, 2, 3)
      yield* fill(1)
      const all = yield* list(1)
      expect(all).toHaveLength(3)
      expect(all[0]).toMatchObject({
        type: "message.received",
        accountId: "acme",
        state: "pending",
        attempts: 0,
        dueMillis: startMillis + 1_000,
        queuedMillis: startMillis + 1_000
      })
      const [page] = yield* list(1, null, 1)
      expect(page).toEqual(all[0])
      expect(yield* list(1, page?.cursor ?? null)).toEqual(all.slice(1))
      yield* subscriptions.forget(startMillis + 1_000)
      expect(yield* list(1)).toHaveLength(3)
      yield* subscriptions.forget(startMillis + 1_001)
      expect(yield* list(1)).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("the feed stays open as long as there is a subscription", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const subscriptions = yield* Subscriptions
      const start = yield* feed.end
      yield* subscriptions.add(sample(1))
      const close = feed.maintain({ nowMillis: startMillis + 1e9, beforeMillis: startMillis })
      yield* close
      yield* tell(1)
      yield* subscriptions.remove(subscriptionId(1))
      yield* close
      yield* tell(2)
      const { events } = yield* feed.after({ afterPosition: start, limit: 10, accountId: null })
      expect(events.map(({ data }) => data["number"])).toEqual([1])
    }).pipe(Effect.provide(layer))
  )
}
