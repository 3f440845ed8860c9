import { it } from "@effect/vitest"
import * as Review from "@sluice/engine/holds/Review"
import { Directory } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { StandingDesk } from "@sluice/engine/standing/StandingDesk"
import * as StandingWatch from "@sluice/engine/standing/StandingWatch"
import * as Wording from "@sluice/engine/standing/Wording"
import { Clock, Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as world from "./world.ts"

const { dayMillis, operator, sends, startMillis, today } = world

const tier = Effect.flatMap(Directory, (directory) => Effect.map(directory.sender("sender"), (sender) => sender.tier))

const report = (complaints: number, day = today, senderId = "sender") =>
  Effect.flatMap(StandingDesk, (desk) => desk.report(operator, senderId, [{ day, complaints }]))

const bulkHolds = Effect.gen(function* () {
  const holds = yield* Holds
  const active = yield* holds.active(yield* Clock.currentTimeMillis)
  return active.filter(({ hold }) => hold.scope === "bulk")
})

/** The business has been live for long: no first week is watched. */
const settled = Effect.flatMap(StandingDesk, (desk) =>
  desk.describe(operator, "sender", { liveMillis: startMillis - 60 * dayMillis })
)

describe("the desk for standing", () => {
  it.scoped("ST-01: what was sent and not refused is counted once, whoever looks and how often", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* sends(10, 3)
      yield* StandingWatch.look
      yield* StandingWatch.look
      yield* sends(2)
      yield* report(1)
      expect((yield* desk.show(operator, "sender")).complaints).toEqual({ sent: 9, complaints: 1, share: 1 / 9 })
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-01: sends are counted on their own days, also where nobody looked for a while", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* sends(4)
      yield* TestClock.adjust("3 days")
      yield* sends(5)
      yield* StandingWatch.look
      const { state } = yield* desk.show(operator, "sender")
      expect(state.complaints.days.map(({ day, sent }) => [day, sent])).toEqual([
        [today, 4],
        [today + 3, 5]
      ])
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-01: every condition that fails is named, and once none does the request is ready", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      for (let day = 0; day < 35; day++) {
        yield* sends(4)
        yield* TestClock.adjust(dayMillis - 11_000)
      }
      yield* StandingWatch.look
      const before = yield* desk.show(operator, "sender")
      expect(before.advice).toMatchObject({
        _tag: "MustWait",
        failing: [{ _tag: "NotRegisteredLongEnough" }, { _tag: "ForecastMissing" }]
      })
      yield* desk.describe(operator, "sender", {
        registeredMillis: startMillis,
        forecastMonthly: [30_000, 33_000, 36_000]
      })
      const { advice, sender } = yield* desk.show(operator, "sender")
      if (advice?._tag !== "MayAsk") return yield* Effect.dieMessage(`it is ${advice?._tag}`)
      expect(advice.request).toMatchObject({ fromUnits: 5, toUnits: 30, dailyMessages: 4, complaintShare: 0 })
      expect(Wording.request(advice.request, sender.number)).toContain("from 5 to 30 messages a minute")
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-02: a raise that was granted holds in every process, and complaints put it back at once", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* settled
      yield* sends(100)
      yield* desk.stepRaise(operator, "sender", "Asked")
      expect(yield* tier).toBe("initial")
      yield* desk.stepRaise(operator, "sender", "Granted")
      yield* TestClock.adjust("1 second")
      expect(yield* tier).toBe("raised")
      const after = yield* report(1)
      expect(after).toMatchObject({ raise: "put-back", sender: { tier: "initial" } })
      yield* TestClock.adjust("1 second")
      expect(yield* tier).toBe("initial")
      expect(yield* bulkHolds).toEqual([])
    }).pipe(Effect.provide(world.world(500)))
  )

  it.scoped("ST-02: seven quiet days after a raise it is for good, and nobody has to say so", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* sends(100)
      yield* desk.stepRaise(operator, "sender", "Granted")
      yield* TestClock.adjust("8 days")
      yield* StandingWatch.look
      expect((yield* desk.show(operator, "sender")).raise).toBe("raised")
      const refused = yield* Effect.flip(desk.stepRaise(operator, "sender", "Asked"))
      expect(refused).toMatchObject({ _tag: "IllegalRaise", from: "raised" })
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-03: at the threshold the business's bulk traffic is held, counted over all of its senders", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* sends(100)
      yield* sends(300, 0, "sibling")
      yield* StandingWatch.look
      expect((yield* report(1)).firstWeek).toMatchObject({ state: { _tag: "Alerted" }, share: 0.0025 })
      expect(yield* bulkHolds).toEqual([])
      expect((yield* report(2)).firstWeek).toMatchObject({ state: { _tag: "Stopped" }, share: 0.005 })
      const [placed, ...others] = yield* bulkHolds
      expect(others).toEqual([])
      expect(placed?.hold).toMatchObject({
        key: "business",
        level: "restriction",
        needsReview: true,
        untilMillis: null
      })
      yield* desk.report(operator, "sibling", [{ day: today, complaints: 5 }])
      yield* StandingWatch.look
      expect(yield* bulkHolds).toEqual([placed])
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-03: an operator lifts the stop once complaints are below the threshold, and not before", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* sends(100)
      yield* report(1)
      const [placed] = yield* bulkHolds
      const lift = Review.review(placed?.hold === undefined ? 0 : placed.id, { by: "ann", note: "agreed again" })
      expect(yield* Effect.flip(lift)).toMatchObject({ _tag: "StillTooMany", share: 0.01 })
      expect(yield* bulkHolds).toHaveLength(1)
      yield* sends(200)
      yield* StandingWatch.look
      expect(yield* lift).toMatchObject({ _tag: "Reviewed" })
      expect(yield* bulkHolds).toEqual([])
      expect((yield* desk.show(operator, "sender")).firstWeek?.state).toMatchObject({ _tag: "Alerted", stops: 1 })
      // A new rise is a new stop.
      yield* report(3)
      expect((yield* bulkHolds).map(({ hold }) => hold.number)).toEqual([2])
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-03: a business that was live before its first message here has no first week", () =>
    Effect.gen(function* () {
      yield* settled
      yield* sends(100)
      expect((yield* report(50)).firstWeek).toMatchObject({ share: null })
      expect(yield* bulkHolds).toEqual([])
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped("ST-01: a day to come, and one that nobody looks at any more, are refused as a whole", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      for (const day of [today + 1, today - 60]) {
        const days = [
          { day: today, complaints: 1 },
          { day, complaints: 1 }
        ]
        expect(yield* Effect.flip(desk.report(operator, "sender", days))).toMatchObject({
          _tag: "ReportImplausible",
          day
        })
      }
      expect((yield* desk.show(operator, "sender")).complaints.complaints).toBe(0)
      expect((yield* report(1, today - 59)).complaints.complaints).toBe(0)
    }).pipe(Effect.provide(world.layer))
  )

  it.scoped(
    "a sender of another account is told like none, and a policy without a window has no raise to ask for",
    () =>
      Effect.gen(function* () {
        const desk = yield* StandingDesk
        expect(yield* Effect.flip(desk.show(operator, "foreign"))).toMatchObject({ _tag: "SenderUnknown" })
        expect((yield* desk.list(operator)).map(({ sender }) => sender.id)).toEqual(["sender", "sibling"])
        expect((yield* desk.show({ ...operator, accountId: "another" }, "foreign")).advice).toBeNull()
      }).pipe(Effect.provide(world.layer))
  )
})
