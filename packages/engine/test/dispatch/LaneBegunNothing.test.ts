import { it } from "@effect/vitest"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as ProviderPort from "@sluice/engine/ports/Provider"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import { enqueue, options } from "./lane.ts"

const third = World.message(3).id

/** A store whose records wait for the latch, and in which the third message is cancelled at the moment at which it would begin. */
const storeWith = (latch: Effect.Latch) =>
  Layer.provideMerge(
    Layer.effect(
      Lanes,
      Effect.map(Effect.zip(Lanes, Outbox), ([lanes, outbox]) => {
        const cancel = outbox.modify([{ _tag: "Id", id: third }], () => ({ state: "cancelled", events: [] }))
        return Lanes.of({
          ...lanes,
          finish: (request) => Effect.andThen(latch.await, lanes.finish(request)),
          begin: (request) =>
            Effect.andThen(
              Effect.when(cancel, () => request.sends.some(({ messageId }) => messageId === third)),
              lanes.begin(request)
            )
        })
      })
    ),
    World.store
  )

/** The first is answered after 100 ms, the others after 160; the third is queued as the second is answered. */
const provider = Layer.effect(
  ProviderPort.Provider,
  Effect.map(Outbox, ({ enqueue: queue }) => {
    const late = Effect.andThen(Effect.sleep(160), Effect.orDie(queue([World.message(3)])))
    return {
      send: ProviderPort.each((request: ProviderPort.SendRequest) =>
        Effect.as(request.messageId === World.message(1).id ? Effect.sleep(100) : late, World.accepted(request))
      )
    }
  })
)

describe("a begin that begins nothing", () => {
  it.effect("RT-03: leaves no answer unrecorded that came while others were being recorded", () => {
    const latch = Effect.runSync(Effect.makeLatch(false))
    const store = storeWith(latch)
    const around = Layer.mergeAll(
      World.sending(Layer.provide(provider, store)),
      World.directory(World.sender("cloud-api"))
    )
    return Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* enqueue(2)
      const fiber = yield* Effect.fork(Lane.run("sender", options))
      yield* TestClock.adjust("155 millis")
      yield* TestClock.adjust("45 millis")
      yield* latch.open
      yield* TestClock.adjust("1 minute")
      const ending = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(ending)
      const ids = [1, 2, 3].map((number) => World.message(number).id)
      const found = yield* outbox.findAll(ids.map((id) => ({ _tag: "Id" as const, id })))
      expect(found.map((message) => message?.state)).toEqual(["accepted", "accepted", "cancelled"])
    }).pipe(Effect.provide(Layer.provideMerge(around, store)))
  })
})
