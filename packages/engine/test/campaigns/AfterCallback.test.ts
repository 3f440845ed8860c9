import { it } from "@effect/vitest"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as StatusRule from "@sluice/engine/callbacks/StatusRule"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { status } from "@sluice/engine/test-kit/Samples"
import { Clock, Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import * as world from "./world.ts"

const { all, feeder, layer, operator, send, started, startMillis } = world
const at = TestClock.setTime(startMillis)

/** 131049 by callback, as the platform tells it of marketing: tried again after a day. */
const failsByCallback = (id: string) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const nowMillis = yield* Clock.currentTimeMillis
    const failed = status(`wamid.${id}`, {
      status: "failed",
      statusText: "failed",
      opaque: Opaque.write(id, 1),
      errors: [{ code: 131049, title: null, message: null, details: null, href: null }]
    })
    const around = {
      provider: "cloud-api",
      sender: World.sender("guide", { id: "slow" }),
      nowMillis,
      randomUnit: 1
    } as const
    yield* outbox.modify([{ _tag: "Id", id }], (message) => StatusRule.apply(message, [failed], around)?.change ?? null)
  })

const shown = (id: string) =>
  Effect.gen(function* () {
    const { campaign, progress } = yield* (yield* Campaigning).get(operator, id)
    return { life: campaign.lifecycle._tag, queued: progress.queued, sent: progress.sent }
  })

describe("a campaign's message that fails by callback after it was accepted", () => {
  it.effect("is cancelled with its campaign", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(5, { senderIds: ["slow"] })
      yield* look
      const [one] = yield* send("slow", 1)
      // Forgets what was accepted.
      yield* look
      yield* failsByCallback(one?.id ?? "")
      yield* campaigning.cancel(operator, id)
      yield* look
      yield* TestClock.adjust("8 days")
      yield* look
      expect(yield* send("slow", 9)).toEqual([])
      expect((yield* all).map(({ state }) => state)).toEqual(["cancelled"])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is cancelled as well when its campaign was cancelled before", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(1, { senderIds: ["slow"] })
      yield* look
      const [one] = yield* send("slow", 1)
      yield* campaigning.cancel(operator, id)
      yield* look
      yield* failsByCallback(one?.id ?? "")
      yield* look
      expect((yield* all).map(({ state }) => state)).toEqual(["cancelled"])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is queued in its progress, and the campaign is done only when it has ended", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const id = yield* started(2, { senderIds: ["slow"] })
      yield* look
      const [one] = yield* send("slow", 1)
      yield* look
      yield* failsByCallback(one?.id ?? "")
      yield* send("slow", 1)
      yield* look
      yield* look
      expect(yield* shown(id)).toEqual({ life: "Running", queued: 1, sent: 1 })
      yield* TestClock.adjust("8 days")
      expect(yield* send("slow", 1)).toHaveLength(1)
      yield* look
      expect(yield* shown(id)).toEqual({ life: "Done", queued: 0, sent: 2 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is queued in the progress of a campaign that was done, which stays so, and leaves when it is due", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const id = yield* started(1, { senderIds: ["slow"] })
      yield* look
      const [one] = yield* send("slow", 1)
      yield* look
      expect(yield* shown(id)).toEqual({ life: "Done", queued: 0, sent: 1 })
      yield* failsByCallback(one?.id ?? "")
      yield* look
      expect(yield* shown(id)).toEqual({ life: "Done", queued: 1, sent: 0 })
      yield* TestClock.adjust("8 days")
      expect(yield* send("slow", 1)).toHaveLength(1)
      yield* look
      expect(yield* shown(id)).toEqual({ life: "Done", queued: 0, sent: 1 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("SF-07: retried after months, what becomes of it is counted all the same", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const outbox = yield* Outbox
      const campaigning = yield* Campaigning
      const id = yield* started(1, { senderIds: ["slow"] })
      yield* look
      const [one] = yield* send("slow", 1)
      const becomes = (state: "dead" | "queued") =>
        outbox.modify([{ _tag: "Id", id: one?.id ?? "" }], () => ({ state, events: [] }))
      yield* becomes("dead")
      yield* TestClock.adjust("60 days")
      yield* look
      expect((yield* campaigning.get(operator, id)).progress).toMatchObject({ failed: 1, queued: 0, sent: 0 })
      yield* becomes("queued")
      expect((yield* campaigning.get(operator, id)).progress).toMatchObject({ failed: 0, queued: 1, sent: 0 })
      yield* becomes("dead")
      yield* TestClock.adjust("7 days")
      yield* look
      expect((yield* campaigning.get(operator, id)).progress).toMatchObject({ failed: 1, queued: 0, sent: 0 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("retried by an operator without ever having left, it stays in the queue of a campaign that is done", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const outbox = yield* Outbox
      const id = yield* started(1, { senderIds: ["slow"] })
      yield* look
      const becomes = (state: "failed" | "queued") =>
        Effect.flatMap(all, (found) =>
          outbox.modify(
            found.map((message) => ({ _tag: "Id", id: message.id })),
            () => ({ state, events: [] })
          )
        )
      yield* becomes("failed")
      yield* look
      yield* becomes("queued")
      yield* look
      expect(yield* shown(id)).toEqual({ life: "Done", queued: 1, sent: 0 })
      expect(yield* send("slow", 1)).toHaveLength(1)
    }).pipe(Effect.provide(layer()))
  )
})
