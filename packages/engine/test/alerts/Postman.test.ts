import { it } from "@effect/vitest"
import * as Letter from "@sluice/core/alert/Letter"
import { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Postman from "@sluice/engine/alerts/Postman"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { Clock, Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import { alerting, letters, minute, options, receiver, sends, taken, untaken, world } from "./alerting.ts"

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
