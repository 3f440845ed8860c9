import { it } from "@effect/vitest"
import * as Classification from "@sluice/core/failure/Classification"
import type { Pacing } from "@sluice/core/policy/Pacing"
import * as Policy from "@sluice/core/policy/Policy"
import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as Review from "@sluice/engine/holds/Review"
import type { Sender } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import { PlatformWords } from "@sluice/engine/ports/PlatformWords"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { Clock, Duration, Effect, Fiber, Layer, Schema, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

/** Two processes' worth: each lane has its own fibers and its own memory, and only the store between them. */
const options: Lane.Options = { runner: "test", ...Lane.defaults, pollMillis: 100, idlePollMillis: 1_000 }

/** For hours and days: each look costs the test as much as an hour of waiting does. */
const patient: Lane.Options = { ...options, pollMillis: 60_000, idlePollMillis: 60_000, holdPollMillis: 60_000 }

const refused = (code: number, httpStatus = 400): SendOutcome => ({
  _tag: "Refused",
  httpStatus,
  detail: "refused",
  failure: Classification.classify({ provider: "cloud-api", httpStatus, code })
})

const paced = (policy: "guide" | "cloud-api", id: string, pacing: Partial<Pacing> = {}, more: Partial<Sender> = {}) => {
  const shipped = Policy.shipped[policy]
  return World.sender(policy, {
    id,
    phoneNumberId: id,
    policy: { ...shipped, pacing: { ...shipped.pacing, ...pacing } },
    ...more
  })
}

const worldOf = (
  script: (request: SendRequest, index: number) => SendOutcome,
  senders: ReadonlyArray<Sender>,
  latencyMillis = 100
) => {
  const provider = World.scripted(script, latencyMillis)
  return { provider, layer: Layer.mergeAll(World.store, provider.layer, World.directory(...senders)) }
}

const offer = { type: "template", template: { name: "offer", language: { code: "en" } } } as const
const image = { type: "image", image: { link: "https://media.test/a.jpg" } } as const

const enqueue = (rows: ReadonlyArray<NewMessage>) => Effect.flatMap(Outbox, (outbox) => outbox.enqueue(rows))

const list = (from: number, count: number, changes: Partial<NewMessage> = {}) =>
  Array.from({ length: count }, (_, n) => World.message(from + n, changes))

const place = (changes: Partial<Hold>) =>
  Effect.flatMap(Holds, (holds) =>
    holds.place({
      scope: "sender",
      key: "a",
      level: "fix",
      number: 1,
      sinceMillis: 0,
      untilMillis: null,
      needsReview: true,
      reason: "something has to be mended",
      reviewFromMillis: null,
      ...changes
    })
  )

const active = Effect.gen(function* () {
  const nowMillis = yield* Clock.currentTimeMillis
  return (yield* (yield* Holds).active(nowMillis)).map(({ hold }) => hold)
})

/** Starts the lanes of these senders; ends them as a shutdown does when `during` has. */
const running = <A, E, R>(ids: ReadonlyArray<string>, during: Effect.Effect<A, E, R>, how = options) =>
  Effect.gen(function* () {
    const lanes = yield* Effect.forEach(ids, (id) => Effect.fork(Lane.run(id, how)))
    yield* TestClock.adjust("1 millis")
    const result = yield* during
    const ending = yield* Effect.fork(Fiber.interruptAll(lanes))
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(ending)
    return result
  })

const adjust = (duration: Duration.DurationInput) => TestClock.adjust(duration)

const day = 86_400_000

const unique = (slots: number): Partial<Pacing> => ({
  uniqueRecipients: { windowMillis: day, tiers: { TIER_250: slots } }
})

const budgetRow = Effect.flatMap(LedgerStore, (ledger) => ledger.read("budget uniqueRecipients", "business"))

const slotsOf = (row: unknown): number =>
  Schema.decodeUnknownSync(SharedBudget.State)(row).entries.reduce((sum, { slots }) => sum + slots, 0)

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

describe("Leases of shared budgets under a hold", () => {
  const leasing = { sliceShare: 0.5, leaseMillis: 600_000, graceMillis: 60_000 }
  const read = Effect.map(budgetRow, Schema.decodeUnknownSync(SharedBudget.State))

  it.effect(
    "RL-06: a hold on the business ends the leases of every lane at once, and none is granted until it is over",
    () => {
      const senders = ["a", "b"].map((id) => paced("cloud-api", id, { ...unique(20), leasing }))
      const { layer, provider } = worldOf(World.accepted, senders)
      return Effect.gen(function* () {
        yield* enqueue([1, 101].map((n, i) => World.message(n, { senderId: i === 0 ? "a" : "b", content: offer })))
        yield* running(
          ["a", "b"],
          Effect.gen(function* () {
            yield* adjust("500 millis")
            expect(provider.sent).toHaveLength(2)
            const placed = yield* place({ scope: "business", key: "business", level: "medium", number: 3 })
            yield* adjust("2 seconds")
            const closed = yield* read
            expect(closed.closed).toEqual({ number: 3, untilMillis: null })
            expect(closed.entries.every(({ returning }) => returning)).toBe(true)
            yield* enqueue([
              ...list(2, 30, { senderId: "a", content: offer }),
              ...list(102, 30, { senderId: "b", content: offer })
            ])
            yield* adjust("1 minute")
            expect(provider.sent).toHaveLength(2)
            yield* (yield* Holds).clear(placed.id, { by: "kim", atMillis: 62_501, note: "mended" })
            yield* adjust("2 minutes")
            expect((yield* read).closed).toBeNull()
          })
        )
        // What was in use came along, nothing was granted twice, and nothing of the portfolio's day is lost.
        expect(provider.sent).toHaveLength(20)
        expect(new Set(provider.sent.map(({ recipient }) => recipient)).size).toBe(20)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "RL-06: lanes that a hold on their account stops give back what another account of the business can use",
    () => {
      const pacing = { ...unique(10), leasing: { ...leasing, sliceShare: 1 } }
      const { layer, provider } = worldOf(World.accepted, [
        paced("cloud-api", "a", pacing),
        paced("cloud-api", "b", pacing, { accountId: "second" })
      ])
      return Effect.gen(function* () {
        yield* enqueue(list(1, 2, { senderId: "a", content: offer, dueMillis: 0 }))
        // More work than it may do, so that it would keep its lease.
        yield* enqueue(list(3, 8, { senderId: "a", content: offer, dueMillis: 3_600_000 }))
        yield* running(
          ["a", "b"],
          Effect.gen(function* () {
            yield* adjust("300 millis")
            yield* place({ scope: "account", key: "account", level: "fix" })
            yield* adjust("2 seconds")
            yield* enqueue(list(11, 20, { senderId: "b", accountId: "second", content: offer }))
            yield* adjust("1 minute")
          })
        )
        expect(provider.sent.filter(({ messageId }) => Number(messageId.slice(-12)) >= 11)).toHaveLength(8)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-06: a row that a hold closed and nobody opened is opened by the next lane that finds no hold", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a", { ...unique(5), leasing })])
    const terms = { capacity: 5, windowMillis: day, leasing }
    return Effect.gen(function* () {
      yield* Effect.flatMap(LedgerStore, (ledger) =>
        ledger.modify("budget uniqueRecipients", "business", () => [
          null,
          SharedBudget.revoked(terms, SharedBudget.initial, { number: 9, untilMillis: null }, 0)
        ])
      )
      yield* enqueue(list(1, 3, { senderId: "a", content: offer }))
      yield* running(["a"], adjust("5 seconds"))
      expect(provider.sent).toHaveLength(3)
    }).pipe(Effect.provide(layer))
  })
})

describe("Holds between lanes", () => {
  const kinds: ReadonlyArray<readonly [string, Partial<Hold>, Partial<NewMessage>]> = [
    ["sender", { scope: "sender", key: "a" }, {}],
    ["business", { scope: "business", key: "business" }, {}],
    ["account", { scope: "account", key: "account" }, {}],
    ["app", { scope: "app", key: "account" }, {}],
    ["token", { scope: "token", key: "account" }, {}],
    ["template", { scope: "template", key: "account/offer" }, { content: offer }],
    ["marketing", { scope: "marketing", key: "business" }, { content: offer }],
    ["media", { scope: "media", key: "a" }, { content: image, kind: "media" }],
    ["country", { scope: "country", key: "business/US" }, { recipient: "+12025550143" }],
    ["endpoint", { scope: "endpoint", key: "http://primary.test" }, {}],
    [
      "flow",
      { scope: "flow", key: "account/survey" },
      {
        content: {
          type: "interactive",
          interactive: {
            type: "flow",
            body: { text: "a survey" },
            action: {
              name: "flow",
              parameters: { flow_message_version: "3", flow_name: "survey", flow_cta: "open" }
            }
          }
        }
      }
    ]
  ]

  for (const [scope, hold, of] of kinds) {
    it.effect(
      `RL-07: a hold of scope ${scope} that is placed elsewhere is seen by a lane before its next begin`,
      () => {
        const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a")])
        return Effect.gen(function* () {
          yield* enqueue([World.message(1, { senderId: "a", ...of })])
          const begins = yield* running(
            ["a"],
            Effect.gen(function* () {
              yield* adjust("3 seconds")
              expect(provider.sent).toHaveLength(1)
              const placed = yield* place(hold)
              // Both at one moment, and the lane's next look at the holds is most of a second away.
              yield* enqueue([World.message(2, { senderId: "a", ...of, dueMillis: 3_001 })])
              yield* adjust("990 millis")
              const held = provider.sent.length
              yield* (yield* Holds).clear(placed.id, { by: "kim", atMillis: 4_000, note: "mended" })
              yield* adjust("10 seconds")
              return { held, after: provider.sent.length }
            })
          )
          expect(begins).toEqual({ held: 1, after: 2 })
        }).pipe(Effect.provide(layer))
      }
    )
  }

  it.effect(
    "CLOUD_API 3.3: a hold that one lane's refusal places stops another lane's next message to the same recipient",
    () => {
      const recipient = "+15550200001"
      const senders = [paced("cloud-api", "a"), paced("cloud-api", "b")]
      const { layer, provider } = worldOf(
        (request) => (request.sender.id === "a" ? refused(131049) : World.accepted(request)),
        senders
      )
      return Effect.gen(function* () {
        yield* enqueue([World.message(1, { senderId: "a", recipient, content: offer })])
        yield* running(
          ["a", "b"],
          Effect.gen(function* () {
            yield* adjust("5 seconds")
            const [hold] = yield* active
            expect(hold).toMatchObject({ scope: "recipient-marketing", level: "throttle" })
            expect(JSON.stringify(hold)).not.toContain(recipient.slice(1))
            yield* enqueue([
              World.message(2, { senderId: "b", recipient, content: offer }),
              World.message(3, { senderId: "b", recipient: "+15550200003", content: offer })
            ])
            yield* adjust("5 seconds")
          })
        )
        expect(provider.sent.map(({ messageId }) => messageId)).toEqual([World.message(1).id, World.message(3).id])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "MD-03: five media failures in a row suspend the sender's media for two hours; text goes on, and no media is lost",
    () => {
      const media = { senderId: "a", content: image, kind: "media" } as const
      let failing = true
      const { layer, provider } = worldOf(
        (request) => (request.content.type === "image" && failing ? refused(131053) : World.accepted(request)),
        [paced("cloud-api", "a")]
      )
      const sentSince = (index: number) =>
        provider.sent.slice(index).map(({ messageId }) => Number(messageId.slice(-12)))
      return Effect.gen(function* () {
        yield* enqueue(list(1, 5, media))
        yield* running(["a"], adjust("5 seconds"))
        expect(provider.sent).toHaveLength(5)
        expect(yield* active).toMatchObject([{ scope: "media", key: "a", untilMillis: expect.any(Number) }])
        failing = false
        // Far more media in front than a lane looks at, and a restart between.
        yield* enqueue([...list(11, 120, media), ...list(801, 3, { senderId: "a" })])
        const narrow = { ...patient, peekMax: 50 }
        yield* running(["a"], adjust("1 hour"), narrow)
        expect(sentSince(5)).toEqual([801, 802, 803])
        yield* running(["a"], adjust("1 hour"), narrow)
        // With the five that failed: they have waited as well.
        expect(new Set(sentSince(8)).size).toBe(125)
        expect(yield* active).toEqual([])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-07: a rest that a callback told of binds the lane as its own do", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("guide", "a")])
    return Effect.gen(function* () {
      yield* enqueue(list(1, 1, { senderId: "a" }))
      yield* running(
        ["a"],
        Effect.gen(function* () {
          yield* adjust("30 seconds")
          yield* place({ level: "throttle", number: 30_000, untilMillis: 600_000, needsReview: false })
          yield* enqueue(list(2, 1, { senderId: "a", dueMillis: 30_000 }))
          yield* adjust("9 minutes")
          expect(provider.sent).toHaveLength(1)
          yield* adjust("1 minute")
        })
      )
      expect(provider.sent).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "RL-06: what a sender keeps of its own hold is told again when its lane starts, should the store have lost it",
    () => {
      const { layer, provider } = worldOf(
        (request, index) => (index === 0 ? refused(429, 429) : World.accepted(request)),
        [paced("guide", "a")]
      )
      return Effect.gen(function* () {
        yield* enqueue(list(1, 2, { senderId: "a" }))
        yield* running(["a"], adjust("5 seconds"))
        const kept = yield* Effect.flatMap(LedgerStore, (ledger) => ledger.read("sender", "a"))
        const [own] = yield* active
        expect(own).toMatchObject({ scope: "sender", level: "unexplained" })
        // Another store, with what the sender's row says and nothing else.
        yield* Effect.gen(function* () {
          yield* Effect.flatMap(LedgerStore, (ledger) => ledger.modify("sender", "a", () => [null, kept]))
          yield* enqueue(list(11, 1, { senderId: "a" }))
          const before = provider.sent.length
          yield* running(["a"], adjust("30 minutes"), patient)
          expect(yield* active).toEqual([own])
          expect(provider.sent).toHaveLength(before)
          yield* running(["a"], adjust("31 minutes"), patient)
          expect(provider.sent).toHaveLength(before + 1)
        }).pipe(Effect.provide(Layer.fresh(World.store)))
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-03: what a sender has learned of its limit survives a restart of its lane", () => {
    const { layer } = worldOf(
      (request, index) => (index === 0 ? refused(429, 429) : World.accepted(request)),
      [paced("guide", "a")]
    )
    const factor = Effect.map(
      Effect.flatMap(LedgerStore, (ledger) => ledger.read("sender", "a")),
      Schema.decodeUnknownSync(Schema.Struct({ reputation: Schema.Struct({ factor: Schema.Number }) }))
    )
    return Effect.gen(function* () {
      yield* enqueue(list(1, 4, { senderId: "a" }))
      yield* running(["a"], adjust("5 seconds"))
      expect((yield* factor).reputation.factor).toBeCloseTo(0.9)
      yield* running(["a"], adjust("2 hours"), patient)
      // It has sent since, and kept what it knew before.
      expect((yield* factor).reputation.factor).toBeCloseTo(0.9)
    }).pipe(Effect.provide(layer))
  })
})

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
