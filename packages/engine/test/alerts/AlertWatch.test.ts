import { it } from "@effect/vitest"
import { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { Feed } from "@sluice/engine/ports/Feed"
import { Vitals } from "@sluice/engine/ports/Vitals"
import { Clock, Effect, Fiber, TestClock } from "effect"
import { describe, expect } from "vitest"
import {
  good,
  letters,
  minute,
  operator,
  options,
  outage,
  pass,
  receiver,
  sends,
  taken,
  throttled,
  world
} from "./alerting.ts"

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
