import { it } from "@effect/vitest"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { StandingDesk } from "@sluice/engine/standing/StandingDesk"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as world from "./world.ts"

const { operator, sends, today } = world

const layer = Layer.merge(world.layer, Channels.layer([{ kind: "log", name: "all", least: "info" }]))

const options = { ...AlertWatch.defaults, holder: "worker" }

const report = (complaints: number) =>
  Effect.flatMap(StandingDesk, (desk) => desk.report(operator, "sender", [{ day: today, complaints }]))

const ours = new Set(["complaints-at-half", "complaints-at-threshold", "raise-put-back"])

/** What stands of these alerts after a look, by rule. */
const standing = Effect.gen(function* () {
  yield* AlertWatch.look(options)
  const book = yield* AlertBook
  const alerts = yield* book.list({ accountId: null, limit: 100, standing: true })
  return alerts.flatMap(({ ruleId }) => (ours.has(ruleId) ? [ruleId] : [])).toSorted()
})

describe("alerts about standing", () => {
  it.scoped("ST-03: half of the threshold alerts, the threshold alerts, and both recover as the share falls", () =>
    Effect.gen(function* () {
      yield* sends(400)
      yield* report(0)
      expect(yield* standing).toEqual([])
      yield* report(1)
      expect(yield* standing).toEqual(["complaints-at-half"])
      yield* report(2)
      expect(yield* standing).toContain("complaints-at-threshold")
      yield* report(0)
      yield* standing
      yield* TestClock.adjust("6 minutes")
      expect(yield* standing).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("ST-02: a limit that was put back is told at the next look", () =>
    Effect.gen(function* () {
      const desk = yield* StandingDesk
      yield* sends(100)
      yield* desk.stepRaise(operator, "sender", "Granted")
      expect(yield* standing).toEqual([])
      yield* report(1)
      expect(yield* standing).toContain("raise-put-back")
    }).pipe(Effect.provide(layer))
  )
})
