import { it } from "@effect/vitest"
import * as Letter from "@sluice/core/alert/Letter"
import * as Policy from "@sluice/core/policy/Policy"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as Postman from "@sluice/engine/alerts/Postman"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { LetterPost } from "@sluice/engine/ports/AlertChannels"
import { Feed } from "@sluice/engine/ports/Feed"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Vitals } from "@sluice/engine/ports/Vitals"
import { Clock, Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const { alerting } = Policy.shipped.guide
const operator = { keyId: "k", name: "ann", role: "operator", accountId: null } as const

const channels = Channels.layer([
  { kind: "log", name: "all", least: "info" },
  { kind: "log", name: "night", least: "critical" }
])
const world = Layer.provideMerge(
  AlertDesk.layer,
  Layer.mergeAll(World.store, World.directory(World.sender("guide")), channels)
)

/** A receiver that answers by `replies`, the last one again and again; what it was handed, and when. */
const receiver = (...replies: readonly [Reply, ...ReadonlyArray<Reply>]) => {
  const handed: Array<{ readonly letter: Letter.Letter; readonly atMillis: number }> = []
  const layer = Layer.succeed(LetterPost, {
    names: ["all", "night"],
    deliver: (letter) =>
      Effect.map(Clock.currentTimeMillis, (atMillis) => {
        handed.push({ letter, atMillis })
        return replies[Math.min(handed.length, replies.length) - 1] ?? replies[0]
      })
  })
  const said = () =>
    handed.map(({ letter: { channel, lines } }) => [channel, ...lines.map(({ kind, ruleId }) => `${ruleId} ${kind}`)])
  return { handed, layer, said }
}

const taken: Reply = { _tag: "Taken", status: 200 }
const untaken: Reply = { _tag: "Untaken", status: 500, detail: "it answered 500", askedMillis: null }

const options = { ...AlertWatch.defaults, holder: "worker 1" }

/** Time passes, with a look and the letters that are due every ten seconds. */
const pass = Effect.fnUntraced(function* (millis: number, post: Layer.Layer<LetterPost>) {
  for (let passed = 0; passed < millis; passed += alerting.lookMillis) {
    yield* AlertWatch.look(options)
    yield* letters(post)
    yield* TestClock.adjust(alerting.lookMillis)
  }
})

const letters = (post: Layer.Layer<LetterPost>) =>
  Effect.provide(
    Effect.forEach(["all", "night"], (channel) => Postman.round(channel, Postman.defaults), { discard: true }),
    post
  )
const minute = 60_000

let sent = 0

/** So many sends left just now and came to this. */
const sends = (
  count: number,
  how: { readonly outcome: "accepted" | "refused"; readonly httpStatus: number; readonly code: number | null }
) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const lanes = yield* Lanes
    const nowMillis = yield* Clock.currentTimeMillis
    const { fence } = yield* lanes.take({ senderId: "sender", runner: "r", nowMillis, recentSinceMillis: nowMillis })
    const messages = Array.from({ length: count }, () => World.message(++sent))
    yield* outbox.enqueue(messages)
    const at = { senderId: "sender", fence, nowMillis, ledger: {} }
    yield* lanes.begin({
      ...at,
      sends: messages.map(({ id }) => ({ messageId: id, attempt: 1, endpoint: "http://primary.test" })),
      holdKeys: []
    })
    yield* lanes.finish({
      ...at,
      finishes: messages.map(({ id }) => ({
        messageId: id,
        attempt: 1,
        answeredMillis: nowMillis,
        ...how,
        detail: null,
        change: { state: how.outcome === "accepted" ? ("accepted" as const) : ("failed" as const), events: [] }
      }))
    })
  })

const outage = { outcome: "refused", httpStatus: 503, code: null } as const
const throttled = { outcome: "refused", httpStatus: 429, code: 130_429 } as const
const good = { outcome: "accepted", httpStatus: 200, code: null } as const

describe("the watch of alerts", () => {
  it.scoped(
    "SF-03: a burst of 429 is not an outage, however long it lasts; an outage is told once, and its end once",
    () =>
      Effect.gen(function* () {
        const { layer, said } = receiver(taken)
        for (let n = 0; n < 5; n++) {
          yield* sends(30, throttled)
          yield* pass(minute, layer)
        }
        expect(
          said()
            .flat()
            .filter((word) => word.includes("outage"))
        ).toEqual([])
        yield* pass(10 * minute, layer)
        for (let n = 0; n < 5; n++) {
          yield* sends(30, outage)
          yield* pass(minute, layer)
        }
        for (let n = 0; n < 15; n++) {
          yield* sends(30, good)
          yield* pass(minute, layer)
        }
        expect(said().filter(([channel]) => channel === "night")).toEqual([
          ["night", "provider-outage fired"],
          ["night", "provider-outage recovered"]
        ])
      }).pipe(Effect.provide(world))
  )

  it.scoped("SF-03: a shorter fault than its span is nobody's concern, again and again", () =>
    Effect.gen(function* () {
      const { layer, said } = receiver(taken)
      for (let n = 0; n < 6; n++) {
        yield* sends(20, outage)
        yield* pass(30_000, layer)
        yield* sends(100, good)
        yield* pass(6 * minute, layer)
      }
      expect(
        said()
          .flat()
          .filter((word) => word.includes("outage"))
      ).toEqual([])
    }).pipe(Effect.provide(world))
  )

  it.scoped("one process looks at a time; when it is gone another takes over, and nothing is told anew", () =>
    Effect.gen(function* () {
      const { layer, said } = receiver(taken)
      const book = yield* AlertBook
      yield* sends(1, { outcome: "refused", httpStatus: 400, code: 999_999 })
      const first = yield* Effect.forkScoped(AlertWatch.run(options))
      yield* TestClock.adjust("10 seconds")
      yield* Effect.forkScoped(AlertWatch.run({ ...options, holder: "worker 2" }))
      yield* TestClock.adjust("2 minutes")
      yield* letters(layer)
      yield* Fiber.interrupt(first)
      // It gave its place up, and the other has seen it.
      yield* TestClock.adjust("10 seconds")
      const nowMillis = yield* Clock.currentTimeMillis
      expect(yield* book.lead({ holder: "somebody", nowMillis, untilMillis: nowMillis })).toBe(false)
      yield* TestClock.adjust("5 minutes")
      yield* letters(layer)
      expect(yield* AlertWatch.look({ ...options, holder: "worker 3" })).toBe(false)
      expect(said()).toEqual([["all", "unknown-code fired"]])
    }).pipe(Effect.provide(world))
  )

  it.scoped("what a process that is gone reported is not believed for longer than a minute", () =>
    Effect.gen(function* () {
      const vitals = yield* Vitals
      const desk = yield* AlertDesk
      const { layer } = receiver(taken)
      yield* vitals.report({
        source: "server",
        atMillis: 0,
        vitals: [{ measure: "callback.answerMillisP99", place: {}, reading: { _tag: "Value", value: 5_000 } }]
      })
      yield* pass(5 * minute, layer)
      expect(yield* desk.list(operator, { limit: 10 })).toEqual([])
    }).pipe(Effect.provide(world))
  )

  it.scoped("a store that is away for a look delays alerts, and ends nothing", () =>
    Effect.gen(function* () {
      const { layer, said } = receiver(taken)
      const book = yield* AlertBook
      let away = true
      const flaky = AlertBook.of({
        ...book,
        lead: (request) => (away ? Effect.dieMessage("away") : book.lead(request))
      })
      yield* sends(1, { outcome: "refused", httpStatus: 400, code: 999_999 })
      yield* Effect.forkScoped(Effect.provideService(AlertWatch.run(options), AlertBook, flaky))
      yield* TestClock.adjust("1 minute")
      yield* letters(layer)
      expect(said()).toEqual([])
      away = false
      yield* TestClock.adjust("1 minute")
      yield* letters(layer)
      expect(said()).toEqual([["all", "unknown-code fired"]])
    }).pipe(Effect.provide(world))
  )

  it.scoped("listeners are told when alerts fire and recover, those of one account of its own alone", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      yield* feed.listen(3_600_000)
      const end = yield* feed.end
      yield* sends(1, { outcome: "refused", httpStatus: 400, code: 999_999 })
      yield* AlertWatch.look(options)
      const told = (accountId: string | null) =>
        Effect.map(feed.after({ afterPosition: end, limit: 500, accountId }), ({ events }) =>
          events.filter(({ type }) => type.startsWith("alert."))
        )
      expect(yield* told("account")).toMatchObject([
        { type: "alert.fired", accountId: "account", data: { ruleId: "unknown-code", alertId: 1 } }
      ])
      expect(yield* told("somebody else")).toEqual([])
    }).pipe(Effect.provide(world))
  )
})

describe("letters of alerts", () => {
  const fire = Effect.andThen(
    sends(1, { outcome: "refused", httpStatus: 400, code: 999_999 }),
    Effect.flatMap(AlertWatch.look(options), () => Effect.void)
  )

  it.scoped("a letter that is not taken is tried again on its schedule, as the same letter, until it is", () =>
    Effect.gen(function* () {
      const { handed, layer } = receiver(untaken, untaken, taken)
      yield* fire
      yield* Effect.forkScoped(Effect.provide(Postman.run(Postman.defaults), layer))
      yield* TestClock.adjust("90 seconds")
      expect(handed.map(({ letter }) => [letter.id, letter.attempts])).toEqual([
        [2, 1],
        [2, 2],
        [2, 3]
      ])
      const [first, second, third] = handed.map(({ atMillis }) => atMillis)
      expect(first).toBe(Letter.gatherMillis.warning)
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(5_000)
      expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(30_000)
      const desk = yield* AlertDesk
      expect((yield* desk.channels)[0]).toMatchObject({ name: "all", report: { waiting: 0, detail: null } })
    }).pipe(Effect.provide(world))
  )

  it.scoped("a letter that nobody takes is given up after its last try, and the channel says why", () =>
    Effect.gen(function* () {
      const { handed, layer } = receiver(untaken)
      yield* fire
      yield* TestClock.adjust(Letter.gatherMillis.warning)
      for (const wait of [...Letter.schedule.waitsMillis, 24 * 60 * minute]) {
        yield* TestClock.adjust(Math.ceil(wait * (1 + Letter.schedule.jitterShare)))
        yield* letters(layer)
      }
      expect(handed).toHaveLength(Letter.schedule.waitsMillis.length)
      const desk = yield* AlertDesk
      expect((yield* desk.channels)[0]?.report).toMatchObject({ waiting: 0, detail: "it answered 500" })
    }).pipe(Effect.provide(world))
  )

  it.scoped("a receiver that dies over a letter gets it again under its own name", () =>
    Effect.gen(function* () {
      const { handed, layer } = receiver(taken)
      const book = yield* AlertBook
      yield* fire
      yield* TestClock.adjust(Letter.gatherMillis.warning)
      const nowMillis = yield* Clock.currentTimeMillis
      const { leaseMillis } = Postman.defaults
      expect(yield* book.claim({ channel: "all", nowMillis, leaseMillis, limit: 9 })).toHaveLength(1)
      // Whoever claimed it is gone.
      yield* Effect.forkScoped(Effect.provide(Postman.run(Postman.defaults), layer))
      yield* TestClock.adjust(leaseMillis - 1)
      expect(handed).toEqual([])
      yield* TestClock.adjust("2 seconds")
      expect(handed.map(({ letter }) => [letter.id, letter.attempts])).toEqual([[2, 2]])
    }).pipe(Effect.provide(world))
  )

  it.scoped("a test letter goes to its channel alone, at once; one to a channel that there is not is refused", () =>
    Effect.gen(function* () {
      const { layer, said } = receiver(taken)
      const desk = yield* AlertDesk
      yield* Effect.forkScoped(Effect.provide(Postman.run(Postman.defaults), layer))
      yield* desk.test("night")
      yield* TestClock.adjust("1 second")
      expect(said()).toEqual([["night", "test test"]])
      expect(yield* Effect.flip(desk.test("fax"))).toMatchObject({ _tag: "ChannelUnknown", known: ["all", "night"] })
    }).pipe(Effect.provide(world))
  )

  it.scoped("GD-03: the span of a look and a critical letter's gathering are far within the minute", () =>
    Effect.sync(() => expect(alerting.lookMillis + Letter.gatherMillis.critical + 6_000).toBeLessThan(60_000))
  )
})
