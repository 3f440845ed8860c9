import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { type NewMessage, Outbox } from "@sluice/engine/ports/Outbox"
import * as Uncertain from "@sluice/engine/settle/Uncertain"
import { Chunk, Clock, Effect, Fiber, Layer, TestClock } from "effect"
import * as Samples from "@sluice/engine/test-kit/Samples"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const settleFor = (duration: import("effect").Duration.DurationInput, pollMillis = 5_000) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Uncertain.run({ pollMillis, roundMax: 100 }))
    yield* TestClock.adjust(duration)
    yield* Fiber.interrupt(fiber)
  })

/** A message whose request left at 0 and was never answered. */
const uncertain = Effect.gen(function* () {
  const lanes = yield* Lanes
  const { id, senderId } = World.message(1)
  yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1)]))
  const take = lanes.take({ senderId, runner: "test", nowMillis: 0, recentSinceMillis: 0 })
  const { fence } = yield* take
  const sends = [{ messageId: id, attempt: 1, endpoint: "http://primary.test" }]
  yield* lanes.begin({ senderId, fence, nowMillis: 0, sends, holdKeys: [], ledger: null })
  // The lane dies; the next one finds its send in flight.
  yield* take
})

/** Their requests leave now, and are given up without an answer. */
const begunAndLost = (messages: ReadonlyArray<NewMessage>) =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const nowMillis = yield* Clock.currentTimeMillis
    const senderId = "sender"
    yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue(messages))
    const { fence } = yield* lanes.take({ senderId, runner: "test", nowMillis, recentSinceMillis: nowMillis })
    const lane = { senderId, fence, ledger: null, holdKeys: [] }
    for (const batch of Chunk.chunksOf(Chunk.fromIterable(messages), 1_000)) {
      const sends = Chunk.toArray(batch).map(({ id }) => ({
        messageId: id,
        attempt: 1,
        endpoint: "http://primary.test"
      }))
      yield* lanes.begin({ ...lane, nowMillis, sends })
      const finishes = sends.map((send) => ({
        ...Samples.givenUp(1),
        messageId: send.messageId,
        answeredMillis: nowMillis
      }))
      yield* lanes.finish({ ...lane, finishes, openSinceMillis: null })
    }
  })

/** The first `count` messages, all begun in the same millisecond. */
const manyUncertain = (count: number) => begunAndLost(Array.from({ length: count }, (_, n) => World.message(n)))

/** The outbox, and the ids of each page of uncertain sends that it gave. */
const watchedOutbox = Effect.map(Outbox, (outbox) => {
  const pages: Array<ReadonlyArray<string>> = []
  const uncertainSince: typeof outbox.uncertainSince = (asked) =>
    Effect.tap(outbox.uncertainSince(asked), (page) =>
      Effect.sync(() => pages.push(page.map(({ message }) => message.id)))
    )
  return { pages, watched: Outbox.of({ ...outbox, uncertainSince }) }
})

/** One look, which takes no time of the test's clock. */
const lookOnce = (roundMax: number) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Uncertain.run({ pollMillis: 5_000, roundMax }))
    yield* TestClock.adjust(0)
    yield* Fiber.interrupt(fiber)
  })

const pageMax = 2_000

const state = Effect.flatMap(
  Effect.flatMap(Outbox, (outbox) => outbox.find(World.message(1).id)),
  (found) => Effect.map(found, (message) => message.state)
)

const policyOf = (changes: Partial<Policy.Policy["certainty"]>): Policy.Policy => {
  const guide = Policy.shipped.guide
  return { ...guide, certainty: { ...guide.certainty, ...changes } }
}

const world = (then: "resend" | "fail") =>
  Layer.merge(World.store, World.directory(World.sender("guide", { policy: policyOf({ uncertainThen: then }) })))

let serial = 0

const minute = 60_000

/** A callback about something else that arrived and was processed: the channel is open. */
const heard = (receivedMillis: number, accountId = "account") =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    const digest = new Uint8Array([serial >> 8, serial++ & 255])
    yield* log.append([
      {
        accountId,
        provider: "cloud-api",
        receivedMillis,
        contentType: null,
        body: new Uint8Array(),
        digest,
        verdict: "pending"
      }
    ])
    yield* log.consume(10, (callbacks) =>
      Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
    )
  })

/** Callbacks about other messages, ten seconds apart, as a gateway with traffic has them. */
const traffic = (fromMillis: number, untilMillis: number) =>
  Effect.forEach(
    Array.from({ length: Math.floor((untilMillis - fromMillis) / 10_000) + 1 }, (_, n) => fromMillis + n * 10_000),
    (atMillis) => heard(atMillis),
    { discard: true }
  )

const trafficFromNow = Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => traffic(nowMillis, nowMillis + 70_000))

const lastEvent = Effect.gen(function* () {
  const { events } = yield* (yield* Outbox).history(World.message(1).id)
  return events.at(-1)
})

describe("Settling uncertain sends", () => {
  it.effect("RT-04: nothing is decided before the policy's time is up", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* traffic(0, 70_000)
      yield* settleFor("80 seconds")
      expect(yield* state).toBe("uncertain")
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: what stays unknown is sent again where the policy says so, and the history tells why", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* traffic(0, 70_000)
      yield* settleFor("100 seconds")
      expect(yield* state).toBe("queued")
      const data = { by: "policy", then: "resend", channel: "open" }
      expect(yield* lastEvent).toMatchObject({ kind: "settled", data })
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: it is not sent again and again: after the policy's number of repeats it is a dead letter", () =>
    Effect.gen(function* () {
      yield* uncertain
      const lanes = yield* Lanes
      const { id, senderId } = World.message(1)
      for (const attempt of [2, 3]) {
        yield* trafficFromNow
        yield* settleFor("100 seconds")
        const nowMillis = yield* Clock.currentTimeMillis
        const { fence } = yield* lanes.take({ senderId, runner: "test", nowMillis, recentSinceMillis: 0 })
        const sends = [{ messageId: id, attempt, endpoint: "http://primary.test" }]
        yield* lanes.begin({ senderId, fence, nowMillis, sends, holdKeys: [], ledger: null })
        yield* lanes.take({ senderId, runner: "test", nowMillis, recentSinceMillis: 0 })
      }
      yield* trafficFromNow
      yield* settleFor("100 seconds")
      expect(yield* state).toBe("dead")
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: or it is closed as failed, with what to do", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* traffic(0, 70_000)
      yield* settleFor("100 seconds")
      expect(yield* state).toBe("failed")
    }).pipe(Effect.provide(world("fail")))
  )

  it.effect("RT-04: while callbacks wait to be processed, the silence is not believed", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* heard(9_000)
      yield* (yield* CallbackLog).append([
        {
          accountId: "account",
          provider: "cloud-api",
          receivedMillis: 10_000,
          contentType: null,
          body: new Uint8Array(),
          digest: new Uint8Array([1, 2, serial++ & 255]),
          verdict: "pending"
        }
      ])
      yield* settleFor("12 hours", 600_000)
      expect(yield* state).toBe("uncertain")
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect(
    "RT-04: silence of a channel that is down is no answer: nothing is repeated until the longer time is up",
    () =>
      Effect.gen(function* () {
        yield* uncertain
        // Before the send, too soon after it for a status of its own, and of somebody else.
        yield* heard(0)
        yield* heard(14_999)
        yield* heard(50_000, "another account")
        yield* settleFor("5 hours", 600_000)
        expect(yield* state).toBe("uncertain")
        yield* settleFor("2 hours", 600_000)
        expect(yield* state).toBe("queued")
        expect(yield* lastEvent).toMatchObject({ kind: "settled", data: { by: "policy", channel: "silent" } })
      }).pipe(Effect.provide(world("resend")))
  )

  it.effect(
    "RT-04: what arrives after an outage of ours does not speak for a status that the platform still keeps",
    () =>
      Effect.gen(function* () {
        yield* uncertain
        // The door shuts with the send, and opens five minutes later: from then on others are heard all the time.
        yield* traffic(5 * minute, 10 * minute)
        yield* settleFor("10 minutes")
        expect(yield* state).toBe("uncertain")
        // As long again as the outage, and the platform would have come with what it could not deliver.
        yield* traffic(10 * minute, 10.5 * minute)
        yield* settleFor("40 seconds")
        expect(yield* state).toBe("queued")
        expect(yield* lastEvent).toMatchObject({ kind: "settled", data: { by: "policy", channel: "open" } })
      }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: one callback right after a long silence is not enough, and the longest time ends the wait", () =>
    Effect.gen(function* () {
      yield* uncertain
      yield* heard(4 * 60 * minute)
      yield* settleFor("6 hours", 600_000)
      expect(yield* state).toBe("uncertain")
      yield* settleFor("20 minutes", 600_000)
      expect(yield* state).toBe("queued")
      expect(yield* lastEvent).toMatchObject({ data: { by: "policy", channel: "silent" } })
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: sends of an outage never stand before those that came after it", () =>
    Effect.gen(function* () {
      // Three that the outage may have held up, and one whose status was due when the door was open again.
      const lanes = yield* Lanes
      const senderId = "sender"
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([2, 3, 4, 1].map((n) => World.message(n))))
      const take = lanes.take({ senderId, runner: "test", nowMillis: 0, recentSinceMillis: 0 })
      const { fence } = yield* take
      const begin = (numbers: ReadonlyArray<number>, nowMillis: number) => {
        const sends = numbers.map((n) => ({
          messageId: World.message(n).id,
          attempt: 1,
          endpoint: "http://primary.test"
        }))
        return lanes.begin({ senderId, fence, nowMillis, sends, holdKeys: [], ledger: null })
      }
      yield* begin([2, 3, 4], 0)
      yield* begin([1], 60 * minute)
      yield* take
      yield* traffic(60 * minute, 62 * minute)
      const fiber = yield* Effect.fork(Uncertain.run({ pollMillis: 5_000, roundMax: 1 }))
      yield* TestClock.adjust("62 minutes")
      yield* Fiber.interrupt(fiber)
      expect(yield* state).toBe("queued")
      const depths = yield* (yield* Outbox).depths(["uncertain"])
      expect(depths.map(({ count }) => count)).toEqual([3])
    }).pipe(Effect.provide(world("resend")))
  )

  it.effect(
    "RT-04: of 20,000 that may not be decided the store gives no more than a page at a time, and all are looked at",
    () =>
      Effect.gen(function* () {
        yield* manyUncertain(20_000)
        yield* TestClock.adjust("2 hours")
        const { pages, watched } = yield* watchedOutbox
        // Nobody is heard: each look goes through all of them.
        yield* lookOnce(pageMax).pipe(Effect.provideService(Outbox, watched))
        expect(Math.max(...pages.map((page) => page.length))).toBe(pageMax)
        expect(pages.flat()).toEqual(Array.from({ length: 20_000 }, (_, n) => World.message(n).id))
        const depths = yield* watched.depths()
        expect(depths).toMatchObject([{ state: "uncertain", count: 20_000 }])
      }).pipe(Effect.provide(world("resend"))),
    60_000
  )

  it.effect(
    "RT-04: while nobody is heard, the store gives a page a round on average, however many wait; when the longest time is up, they are decided",
    () => {
      const uncertainMillisMax = 2 * 60 * minute + 150_000
      const policy = policyOf({ uncertainMillisMax, uncertainThen: "fail" })
      return Effect.gen(function* () {
        yield* manyUncertain(200)
        yield* TestClock.adjust("2 hours")
        const { pages, watched } = yield* watchedOutbox
        const fiber = yield* Effect.fork(
          Uncertain.run({ pollMillis: 1_000, roundMax: 10 }).pipe(Effect.provideService(Outbox, watched))
        )
        yield* TestClock.adjust("120 seconds")
        // One look at all, and in the rounds since as many pages as rounds.
        expect(pages.length).toBeLessThan(120 + 25)
        yield* TestClock.adjust("90 seconds")
        yield* Fiber.interrupt(fiber)
        expect(yield* watched.depths(["uncertain"])).toEqual([])
      }).pipe(Effect.provide(Layer.merge(World.store, World.directory(World.sender("guide", { policy })))))
    }
  )

  it.effect(
    "RT-04: those that may be decided are found behind any number that may not: the oldest first, as many as a round decides",
    () =>
      Effect.gen(function* () {
        // Ten pages that an outage of five hours may have held up, and then 25 whose status was due when the door was open again.
        yield* manyUncertain(100)
        yield* TestClock.adjust("5 hours")
        const newer = Array.from({ length: 25 }, (_, n) => World.message(100 + n))
        yield* begunAndLost(newer)
        yield* trafficFromNow
        yield* TestClock.adjust("100 seconds")
        const { pages, watched } = yield* watchedOutbox
        const look = lookOnce(10).pipe(Effect.provideService(Outbox, watched))
        const queued = Effect.map(watched.list({ states: ["queued"], limit: 200 }), (found) =>
          found.map(({ id }) => id).toSorted()
        )
        const decided = (count: number) => newer.slice(0, count).map(({ id }) => id)
        yield* look
        expect(yield* queued).toEqual(decided(10))
        expect(pages).toHaveLength(11)
        yield* look
        expect(yield* queued).toEqual(decided(20))
        yield* look
        expect(yield* queued).toEqual(decided(25))
        expect(Math.max(...pages.map((page) => page.length))).toBe(10)
      }).pipe(Effect.provide(world("resend")))
  )

  it.effect("RT-04: senders whose messages wait long never stand before those whose time is up", () =>
    Effect.gen(function* () {
      const slow = World.message(2, { senderId: "slow" })
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([slow]))
      const lanes = yield* Lanes
      const take = lanes.take({ senderId: "slow", runner: "test", nowMillis: 0, recentSinceMillis: 0 })
      const { fence } = yield* take
      const sends = [{ messageId: slow.id, attempt: 1, endpoint: "http://primary.test" }]
      yield* lanes.begin({ senderId: "slow", fence, nowMillis: 0, sends, holdKeys: [], ledger: null })
      yield* take
      yield* TestClock.adjust("1 second")
      yield* uncertain
      yield* traffic(0, 70_000)
      // One message a round: the older one, which has a day to wait, must not take its place.
      const fiber = yield* Effect.fork(Uncertain.run({ pollMillis: 5_000, roundMax: 1 }))
      yield* TestClock.adjust("100 seconds")
      yield* Fiber.interrupt(fiber)
      expect(yield* state).toBe("queued")
    }).pipe(
      Effect.provide(
        Layer.merge(
          World.store,
          World.directory(
            World.sender("guide"),
            World.sender("guide", { id: "slow", policy: policyOf({ uncertainMillis: 86_400_000 }) })
          )
        )
      )
    )
  )
})
