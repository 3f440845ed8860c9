import { it } from "@effect/vitest"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as world from "./world.ts"

const { all, feeder, layer, operator, queued, send, started, startMillis } = world

const at = TestClock.setTime(startMillis)

describe("TakingBack", () => {
  it.effect("a pause takes back what has not begun before it is answered; it goes on where it was", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(40, { senderIds: ["slow"] })
      yield* look
      yield* send("slow", 3)
      const inFlight = yield* send("slow", 1, "none")
      const { campaign: paused, progress } = yield* campaigning.pause(operator, id)
      expect(paused.lifecycle._tag).toBe("Paused")
      expect(progress).toMatchObject({ remaining: 36 })
      expect(yield* queued).toEqual([])
      yield* look
      expect(yield* send("slow", 10)).toEqual([])
      yield* campaigning.resume(operator, id)
      yield* look
      const again = yield* queued
      expect(again).toHaveLength(9)
      expect(again.map(({ recipient }) => recipient)).not.toContain(inFlight[0]?.recipient)
      expect(new Set((yield* all).map(({ recipient }) => recipient)).size).toBe(13)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a cancelled campaign sends nothing more, and what was sent stays", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(40, { senderIds: ["slow"] })
      yield* look
      yield* send("slow", 3)
      const { campaign: cancelled, progress } = yield* campaigning.cancel(operator, id)
      expect(cancelled.lifecycle._tag).toBe("Cancelled")
      expect(progress).toMatchObject({ rows: 40, remaining: 0, queued: 0, sent: 3, cancelled: 37, finishMillis: null })
      yield* look
      expect(yield* queued).toEqual([])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("what is put back to be tried again after a cancellation is cancelled too", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const outbox = yield* Outbox
      const id = yield* started(5, { senderIds: ["slow"] })
      yield* look
      const [flying] = yield* send("slow", 1, "none")
      yield* campaigning.cancel(operator, id)
      yield* outbox.modify([{ _tag: "Id", id: flying?.id ?? "" }], () => ({ state: "queued", events: [] }))
      yield* look
      expect((yield* all).map(({ state }) => state)).toEqual(["cancelled"])
    }).pipe(Effect.provide(layer()))
  )
})
