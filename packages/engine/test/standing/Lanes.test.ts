import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import { Holds } from "@sluice/engine/ports/Holds"
import { SenderStandings } from "@sluice/engine/ports/SenderStandings"
import { Effect, Either, Layer } from "effect"
import { describe, expect } from "vitest"
import { adjust, enqueue, list, offer, options, paced, place, running, worldOf } from "../dispatch/lanes.ts"
import * as World from "../world.ts"

const { standing } = Policy.shipped.guide

const granted = Effect.flatMap(SenderStandings, (standings) =>
  standings.modify("a", (known) => {
    const state = known ?? SenderStanding.initial
    return [undefined, Either.getOrNull(SenderStanding.stepRaise(standing, state, "Granted", false, 0))]
  })
)

/** Complaints without a send are all of what was sent. */
const putBack = Effect.flatMap(SenderStandings, (standings) =>
  standings.modify("a", (known) => {
    const reported = { _tag: "Reported", day: 0, complaints: 1 } as const
    const state = SenderStanding.evolve(standing, known ?? SenderStanding.initial, reported)
    return [undefined, SenderStanding.evolve(standing, state, { _tag: "Looked", atMillis: 0 })]
  })
)

describe("lanes, and how their senders stand", () => {
  it.effect("ST-03: while bulk traffic is stopped it waits, and what was sent by itself goes on", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a")])
    return Effect.gen(function* () {
      const { id } = yield* place({ scope: "bulk", key: "business", level: "restriction" })
      yield* enqueue([
        ...list(1, 5, { senderId: "a", content: offer, priority: 200 }),
        ...list(11, 3, { senderId: "a" })
      ])
      const during = Effect.gen(function* () {
        yield* adjust("30 seconds")
        expect(provider.sent).toHaveLength(3)
        yield* (yield* Holds).clear(id, { by: "kim", atMillis: 30_000, note: "" })
        yield* adjust("30 seconds")
      })
      yield* running(["a"], during)
      expect(provider.sent).toHaveLength(8)
    }).pipe(Effect.provide(layer))
  })

  it.effect("ST-02: a lane that runs has a raised limit from its grant on, and the old one once it is put back", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("guide", "a")])
    const told = ToldDirectory.layer({ pollMillis: 5_000 }).pipe(Layer.provideMerge(layer))
    const inTwoMinutes = Effect.gen(function* () {
      const before = provider.sent.length
      yield* adjust("2 minutes")
      return provider.sent.length - before
    })
    return Effect.gen(function* () {
      yield* enqueue(list(1, 200, { senderId: "a" }))
      const during = Effect.gen(function* () {
        const initial = yield* inTwoMinutes
        yield* granted
        const raised = yield* inTwoMinutes
        yield* putBack
        // What was sent at the raised limit leaves the window first.
        yield* adjust("1 minute")
        return { initial, raised, back: yield* inTwoMinutes }
      })
      const { back, initial, raised } = yield* running(["a"], during, { ...options, pollMillis: 2_000 })
      expect(initial).toBeLessThanOrEqual(10)
      expect(raised).toBeGreaterThan(30)
      expect(back).toBeLessThanOrEqual(10)
    }).pipe(Effect.provide(told))
  })
})
