import { it } from "@effect/vitest"
import type { FieldList } from "@sluice/core/callback/candidate/FieldList"
import * as Candidates from "@sluice/core/callback/candidate/Candidates"
import * as Calibrating from "@sluice/engine/calibration/Calibrating"
import * as CalibrationWatch from "@sluice/engine/calibration/CalibrationWatch"
import * as GreyRelease from "@sluice/engine/calibration/GreyRelease"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Calibrations } from "@sluice/engine/ports/Calibrations"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const fields: FieldList = { version: "v99.0", readOn: "2027-01-01", fields: ["messages", "teleports"] }
const dayMillis = 86_400_000
const options: CalibrationWatch.Options = { everyMillis: 3_600_000, fields, callbacksMax: 1_000 }

const world = Layer.merge(World.store, World.directory(World.sender("cloud-api")))

const teleport = {
  object: "whatsapp_business_account",
  entry: [{ id: "1", changes: [{ field: "teleports", value: {} }] }]
}

/** Stores these, received at those times. */
const store = (...received: ReadonlyArray<readonly [body: unknown, receivedMillis: number]>) =>
  Effect.flatMap(CallbackLog, (log) =>
    log.append(received.map(([body, receivedMillis]) => Bodies.callback(body, { receivedMillis })))
  )

const newest = Effect.flatMap(Calibrations, (calibrations) => calibrations.newest(10))

describe("calibration", () => {
  it.effect(
    "WH-10: a report is made at once and then each week, of the week before it; restarts neither skip nor repeat one",
    () =>
      Effect.gen(function* () {
        yield* store([teleport, 0], [Bodies.statuses({ id: "wamid.1", status: "sent" }), 0])
        yield* TestClock.adjust("1 hour")
        const first = yield* Effect.fork(CalibrationWatch.run(options))
        yield* TestClock.adjust("3 days")
        expect(yield* newest).toMatchObject([
          { candidate: "listed-fields", fieldList: "v99.0", whole: true, tally: { callbacks: 2, differing: 1 } }
        ])
        yield* Fiber.interrupt(first)
        const second = yield* Effect.fork(CalibrationWatch.run(options))
        yield* TestClock.adjust("3 days")
        expect(yield* newest).toHaveLength(1)
        yield* TestClock.adjust("2 days")
        expect(yield* newest).toMatchObject([
          { madeMillis: 7 * dayMillis + 3_600_000, sinceMillis: 3_600_000, tally: { callbacks: 0, differing: 0 } },
          { madeMillis: 3_600_000 }
        ])
        yield* Fiber.interrupt(second)
      }).pipe(Effect.provide(world))
  )

  it.effect("WH-10: a store that is away makes it late, not lost", () =>
    Effect.gen(function* () {
      const archive = yield* CallbackArchive
      let asked = 0
      const read: typeof archive.read = (request) =>
        asked++ < 2 ? new StoreUnavailable({ operation: "CallbackArchive.read", cause: "away" }) : archive.read(request)
      const fiber = yield* Effect.fork(
        Effect.provideService(CalibrationWatch.run(options), CallbackArchive, { ...archive, read })
      )
      yield* TestClock.adjust("1 hour")
      expect(yield* newest).toEqual([])
      yield* TestClock.adjust("1 hour")
      expect(yield* newest).toHaveLength(1)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(world))
  )

  it.effect("WH-10: a span is read page by page to its end, or to so many of its newest", () =>
    Effect.gen(function* () {
      yield* store(...Array.from({ length: 250 }, (_, n) => [teleport, n] as const))
      const [candidate] = Candidates.all(fields)
      expect(candidate).toBeDefined()
      if (candidate === undefined) return
      const whole = { sinceMillis: 10, untilMillis: 240, callbacksMax: 1_000 }
      expect(yield* Calibrating.span(candidate, fields, whole, 9)).toMatchObject({
        madeMillis: 9,
        whole: true,
        tally: { callbacks: 230, differing: 230 }
      })
      expect(yield* Calibrating.span(candidate, fields, { ...whole, callbacksMax: 120 }, 9)).toMatchObject({
        whole: false,
        tally: { callbacks: 120 }
      })
    }).pipe(Effect.provide(world))
  )

  it("WH-10: a grey release is of a candidate that there is", () => {
    expect(GreyRelease.names).toContain("listed-fields")
    expect(GreyRelease.of("listed-fields", 0.5)).toMatchObject({ share: 0.5, candidate: { name: "listed-fields" } })
    expect(GreyRelease.of("current", 0.5)).toBeNull()
  })
})
