import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { Feed } from "../src/ports/Feed.ts"
import type { KeptSecret, Outcome, Subscription } from "../src/ports/Subscriptions.ts"
import { Subscriptions } from "../src/ports/Subscriptions.ts"
import { startMillis } from "./Samples.ts"

const subscriptionId = (n: number): string => `01900000-0000-7000-9000-${n.toString(16).padStart(12, "0")}`

const secret = (byte: number, untilMillis: number | null = null): KeptSecret => ({
  sealed: { keyId: "k1", nonce: new Uint8Array(12).fill(byte), ciphertext: new Uint8Array(50).fill(255 - byte) },
  madeMillis: startMillis,
  untilMillis
})

const sample = (n: number, change: Partial<Subscription> = {}): Subscription => ({
  id: subscriptionId(n),
  accountId: "acme",
  name: `subscription ${n}`,
  target: { kind: "http", url: `https://hooks.example.com/${n}` },
  types: ["message.*"],
  secrets: [secret(n)],
  standing: { _tag: "Enabled", failingSinceMillis: null },
  createdMillis: startMillis + n,
  createdBy: "key k",
  ...change
})

const plain = ({ secrets, ...rest }: Subscription) => ({
  ...rest,
  secrets: secrets.map(({ sealed, ...of }) => ({
    ...of,
    keyId: sealed.keyId,
    nonce: [...sealed.nonce],
    ciphertext: [...sealed.ciphertext]
  }))
})

const disabled = { _tag: "Disabled", sinceMillis: startMillis, because: "failing" } as const

const tell = (...numbers: ReadonlyArray<number>) =>
  Effect.flatMap(Feed, (feed) =>
    feed.append(
      numbers.map((n) => ({
        type: "message.received",
        accountId: n < 100 ? "acme" : "zenith",
        atMillis: startMillis + n,
        data: { number: n }
      }))
    )
  )

const fill = (n: number, change: { readonly readMax?: number; readonly waitingMax?: number } = {}) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.fill({
      subscriptionId: subscriptionId(n),
      nowMillis: startMillis + 1_000,
      readMax: 100,
      waitingMax: 100,
      bodyOf: ({ accountId }, event) => (accountId === event.accountId ? JSON.stringify(event.data["number"]) : null),
      ...change
    })
  )

const claim = (n: number, atMillis = 1_000, limit = 10) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.claim({
      subscriptionId: subscriptionId(n),
      nowMillis: startMillis + atMillis,
      leaseMillis: 500,
      limit
    })
  )

const bodies = (handovers: ReadonlyArray<{ readonly body: string }>) => handovers.map(({ body }) => body)

const outcome = (
  { attempt, eventId }: { readonly attempt: number; readonly eventId: string },
  change: Partial<Outcome> = {}
): Outcome => ({
  eventId,
  attempt,
  state: "delivered",
  dueMillis: startMillis,
  status: 200,
  detail: null,
  atMillis: startMillis + 1_100,
  ...change
})

const list = (n: number, beforeCursor: string | null = null, limit = 10) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.deliveries({
      subscriptionId: subscriptionId(n),
      states: ["pending", "delivered", "abandoned"],
      beforeCursor,
      limit
    })
  )

/** What every store of subscriptions guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Subscriptions | Feed, E>): void => {
  describe(`Subscriptions, ${name}`, () => {
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
  })
}
