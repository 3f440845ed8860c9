import { it } from "@effect/vitest"
import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Callback from "@sluice/core/callback/Callback"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { NewCallback } from "@sluice/engine/ports/CallbackLog"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Provider } from "@sluice/engine/ports/Provider"
import type { StatusQuestion } from "@sluice/engine/ports/Provider"
import * as Missing from "@sluice/engine/settle/Missing"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const { id, senderId } = World.message(1)
const opaque = Opaque.write(id, 1)

const silent = Layer.succeed(Provider, { send: () => Effect.void })

const world = (provider: Layer.Layer<Provider> = silent) =>
  Layer.mergeAll(World.store, World.directory(World.sender("cloud-api")), provider)

const lookFor = (duration: import("effect").Duration.DurationInput) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Missing.run({ pollMillis: 1_000, roundMax: 100 }))
    yield* TestClock.adjust(duration)
    yield* Fiber.interrupt(fiber)
  })

/** The looking has run for a second before; then a message leaves, and is accepted, or not answered. */
const sent = (outcome: "accepted" | "uncertain") =>
  Effect.gen(function* () {
    yield* lookFor("1 second")
    const lanes = yield* Lanes
    yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(1)]))
    const { fence } = yield* lanes.take({ senderId, runner: "test", nowMillis: 1_000, recentSinceMillis: 0 })
    const sends = [{ messageId: id, attempt: 1, endpoint: "http://primary.test" }]
    yield* lanes.begin({ senderId, fence, nowMillis: 1_000, sends, holdKeys: [], ledger: null })
    const answer = { messageId: id, attempt: 1, answeredMillis: 1_200, code: null, detail: null }
    const events = [{ atMillis: 1_200, kind: outcome === "accepted" ? "answered" : "uncertain", data: {} } as const]
    const change = outcome === "accepted" ? { state: outcome, wamid: "wamid.A", events } : { state: outcome, events }
    const finishes = [{ ...answer, outcome, httpStatus: outcome === "accepted" ? 200 : null, change }]
    yield* lanes.finish({ senderId, fence, finishes, ledger: null, openSinceMillis: null })
  })

const message = Effect.flatMap(
  Effect.flatMap(Outbox, (outbox) => outbox.find(id)),
  (found) => found
)

/** Each look in the history: when, what for, and whether it was found. */
const history = Effect.gen(function* () {
  const { events } = yield* (yield* Outbox).history(id)
  return events
    .filter(({ kind }) => kind === "looked")
    .map(({ atMillis, data }) => [atMillis - 1_000, data["status"], data["found"], data["last"]])
})

/** A callback that nobody believed, as a whole. */
const quarantined = (...callbacks: ReadonlyArray<NewCallback>) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    yield* log.append(callbacks)
    yield* log.consume(100, (pending) =>
      Effect.succeed(pending.map((one) => ({ id: one.id, verdict: "quarantined" as const, report: {} })))
    )
  })

const status = (word: string, changes: Readonly<Record<string, unknown>> = {}) =>
  Bodies.statuses({ id: "wamid.A", status: word, biz_opaque_callback_data: opaque, ...changes })

const statusEvents = (body: unknown): ReadonlyArray<StatusChanged> =>
  Callback.decode(body).events.filter((event) => event._tag === "StatusChanged")

describe("Looking for missing statuses", () => {
  it.effect("WH-05: a status that does not come is looked for three times, thirty seconds apart, and no more", () =>
    Effect.gen(function* () {
      yield* sent("accepted")
      yield* lookFor("3 minutes")
      expect(yield* history).toEqual([
        [15_000, "sent", false, false],
        [45_000, "sent", false, false],
        [75_000, "sent", false, true]
      ])
      expect(yield* message).toMatchObject({ state: "accepted", delivery: null })
    }).pipe(Effect.provide(world()))
  )

  it.effect("WH-05: what lies in a quarantined callback, beside what nobody trusts, is found", () =>
    Effect.gen(function* () {
      yield* sent("accepted")
      // Not of this message, received before it was sent, and the one that counts.
      yield* quarantined(
        Bodies.callback(Bodies.statuses({ id: "wamid.B", status: "read" }), { receivedMillis: 5_000 }),
        Bodies.callback(status("read"), { receivedMillis: 500 }),
        Bodies.callback(status("delivered"), { receivedMillis: 5_000 })
      )
      yield* lookFor("3 minutes")
      expect(yield* message).toMatchObject({ state: "accepted", delivery: "delivered" })
      expect(yield* history).toEqual([[15_000, "sent", true, false]])
    }).pipe(Effect.provide(world()))
  )

  it.effect("WH-05: with sent found, delivered is looked for from its first look", () =>
    Effect.gen(function* () {
      yield* sent("accepted")
      yield* quarantined(Bodies.callback(status("sent"), { receivedMillis: 5_000 }))
      yield* lookFor("3 minutes")
      expect((yield* history).map(([, word, found]) => [word, found])).toEqual([
        ["sent", true],
        ["delivered", false],
        ["delivered", false],
        ["delivered", false]
      ])
    }).pipe(Effect.provide(world()))
  )

  it.effect("WH-05: what comes by itself is not looked for any more", () =>
    Effect.gen(function* () {
      yield* sent("accepted")
      yield* lookFor("20 seconds")
      yield* (yield* Outbox).modify([{ _tag: "Id", id }], () => ({ delivery: "delivered", events: [] }))
      yield* lookFor("3 minutes")
      expect(yield* history).toHaveLength(1)
    }).pipe(Effect.provide(world()))
  )

  it.effect("RT-04, WH-05: an uncertain send is looked for as well, and settled by what is found", () =>
    Effect.gen(function* () {
      yield* sent("uncertain")
      yield* lookFor("20 seconds")
      expect(yield* message).toMatchObject({ state: "uncertain" })
      yield* quarantined(Bodies.callback(status("delivered"), { receivedMillis: 25_000 }))
      yield* lookFor("3 minutes")
      expect(yield* message).toMatchObject({ state: "accepted", delivery: "delivered", wamid: "wamid.A" })
      expect(yield* history).toHaveLength(2)
    }).pipe(Effect.provide(world()))
  )

  it.effect("WH-05: while callbacks of that time wait to be processed, nothing is missing yet", () =>
    Effect.gen(function* () {
      yield* sent("accepted")
      yield* (yield* CallbackLog).append([Bodies.callback(status("read"), { receivedMillis: 2_000 })])
      yield* lookFor("3 minutes")
      expect(yield* history).toEqual([])
    }).pipe(Effect.provide(world()))
  )

  it.effect("WH-05: a provider that can be asked is asked, and its answer counts like a callback", () => {
    const questions: Array<StatusQuestion> = []
    const provider = Layer.succeed(Provider, {
      send: () => Effect.void,
      ask: (question) =>
        Effect.sync(() => {
          questions.push(question)
          return questions.length < 2 ? [] : statusEvents(status("failed", { errors: [{ code: 131026 }] }))
        })
    })
    return Effect.gen(function* () {
      yield* sent("accepted")
      yield* lookFor("3 minutes")
      expect(questions).toMatchObject([
        { messageId: id, wamid: "wamid.A", sender: { id: senderId }, account: { id: "account" } },
        { messageId: id }
      ])
      expect(yield* message).toMatchObject({ state: "failed", failure: { code: 131026 } })
    }).pipe(Effect.provide(world(provider)))
  })

  it.effect("WH-05: after a standstill the looks go on where they stopped, and none is made twice", () =>
    Effect.gen(function* () {
      yield* sent("accepted")
      yield* TestClock.adjust("1 hour")
      yield* lookFor("2 minutes")
      yield* lookFor("3 minutes")
      const made = yield* history
      expect(made).toHaveLength(3)
      expect(made.at(-1)).toMatchObject([expect.any(Number), "sent", false, true])
    }).pipe(Effect.provide(world()))
  )
})
