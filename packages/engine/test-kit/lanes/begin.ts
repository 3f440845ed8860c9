import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { Holds } from "../../src/ports/Holds.ts"
import type { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, becomes, byId, event, message, startMillis } from "../Samples.ts"
import * as Lane from "./Lane.ts"

/** Beginning sends: what is recorded before a request leaves, and what a repeat finds. */
export const declare = <E>(layer: Layer.Layer<Holds | Lanes | Outbox, E>): void => {
  it.live("RT-04: what may leave is recorded before it does: state, attempt and history", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2), message(3)])
      const { fence } = yield* Lane.take()
      expect(yield* Lane.begin(fence, [3, 1], { nowMillis: startMillis + 5 })).toEqual(Lane.begun(1, 3))
      for (const n of [1, 3]) {
        const expected = {
          state: "sending",
          attempts: 1,
          firstAttemptMillis: startMillis + 5,
          updatedMillis: startMillis + 5
        }
        expect(yield* Lane.find(n)).toMatchObject(expected)
        const { attempts, events } = yield* Lane.history(n)
        expect(attempts).toEqual([
          {
            number: 1,
            fence,
            endpoint: "https://primary",
            startedMillis: startMillis + 5,
            answeredMillis: null,
            outcome: null,
            httpStatus: null,
            code: null,
            detail: null
          }
        ])
        expect(events[1]).toEqual(event("attempted", startMillis + 5, { attempt: 1, endpoint: "https://primary" }))
      }
      expect((yield* Lane.peek()).due).toEqual([2])
      expect(yield* Lane.kinds(2)).toEqual(["accepted"])
    }).pipe(Effect.provide(layer))
  )

  it.live("a second attempt is numbered after the first, and the first moment stays", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1])
      const change = { state: "queued" as const, events: [event("deferred", startMillis + 300)] }
      yield* Lane.finish(fence, [accepted(1, { outcome: "refused", change })])
      expect(yield* Lane.begin(fence, [1], { attempt: 2, nowMillis: startMillis + 400 })).toEqual(Lane.begun(1))
      expect(yield* Lane.find(1)).toMatchObject({ state: "sending", attempts: 2, firstAttemptMillis: startMillis })
      expect((yield* Lane.history(1)).attempts.map((attempt) => [attempt.number, attempt.outcome])).toEqual([
        [1, "refused"],
        [2, null]
      ])
    }).pipe(Effect.provide(layer))
  )

  it.live("what is no longer queued, of another sender, or of another attempt is not begun", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2), message(3, { senderId: "acme-2" }), message(4)])
      const { fence } = yield* Lane.take()
      yield* outbox.modify([byId(1)], () => becomes("cancelled"))
      expect(yield* Lane.begin(fence, [1, 3, 4, 99])).toEqual(Lane.begun(4))
      expect(yield* Lane.begin(fence, [2], { attempt: 2 })).toEqual(Lane.begun())
      expect(yield* Lane.find(1)).toMatchObject({ state: "cancelled", attempts: 0 })
      expect(yield* Lane.find(2)).toMatchObject({ state: "queued", attempts: 0 })
      expect(yield* Lane.find(3)).toMatchObject({ state: "queued", attempts: 0 })
    }).pipe(Effect.provide(layer))
  )

  it.live("a repeat of a call whose answer was lost answers the same and records nothing more", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const { fence } = yield* Lane.take()
      const call = Lane.begin(fence, [1, 2])
      expect(yield* call).toEqual(Lane.begun(1, 2))
      expect(yield* call).toEqual(Lane.begun(1, 2))
      expect(yield* Lane.kinds(1)).toEqual(["accepted", "attempted"])
      expect((yield* Lane.history(1)).attempts).toHaveLength(1)
      yield* Lane.finish(fence, [accepted(1)])
      expect(yield* call).toEqual(Lane.begun(2))
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-02: a message that starts over keeps its attempts and history, and nothing else of what was", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1])
      yield* Lane.finish(fence, [accepted(1)])
      yield* outbox.modify([byId(1)], () => ({ state: "failed", delivery: "failed", events: [] }))
      const startsOver = { startsOver: true, state: "queued", events: [event("replayed", startMillis + 300)] } as const
      yield* outbox.modify([byId(1)], () => startsOver)
      expect(yield* Lane.find(1)).toMatchObject({
        state: "queued",
        delivery: null,
        wamid: null,
        failure: null,
        attempts: 1,
        attemptsBeforePlan: 1,
        firstAttemptMillis: null
      })
      expect(yield* Lane.begin(fence, [1], { attempt: 2, nowMillis: startMillis + 400 })).toEqual(Lane.begun(1))
      expect(yield* Lane.find(1)).toMatchObject({ attempts: 2, firstAttemptMillis: startMillis + 400 })
      expect((yield* Lane.history(1)).attempts).toHaveLength(2)
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-01: what a message waits beyond its due time is held time, from its first attempt on", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1)])
      const { fence } = yield* Lane.take()
      // Before the first attempt no plan runs.
      yield* Lane.begin(fence, [1], { nowMillis: startMillis + 5_000 })
      expect(yield* Lane.find(1)).toMatchObject({ heldMillis: 0, firstAttemptMillis: startMillis + 5_000 })
      const again = (dueAfter: number) =>
        outbox.modify([byId(1)], () => ({ state: "queued", dueMillis: startMillis + dueAfter, events: [] }))
      yield* again(10_000)
      yield* Lane.begin(fence, [1], { attempt: 2, nowMillis: startMillis + 12_000 })
      expect(yield* Lane.find(1)).toMatchObject({ heldMillis: 2_000 })
      // Due before the first attempt was made: what came before that does not count.
      yield* again(0)
      yield* Lane.begin(fence, [1], { attempt: 3, nowMillis: startMillis + 13_000 })
      expect(yield* Lane.find(1)).toMatchObject({ heldMillis: 10_000 })
      yield* outbox.modify([byId(1)], () => ({
        state: "failed",
        unsent: 1,
        tries: { transient: 7 },
        failedAttempt: 3,
        events: []
      }))
      expect(yield* Lane.find(1)).toMatchObject({ unsent: 1, tries: { transient: 7 } })
      yield* outbox.modify([byId(1)], () => ({ startsOver: true, state: "queued", events: [] }))
      // The plan starts over; which attempts have failed stays true.
      expect(yield* Lane.find(1)).toMatchObject({ heldMillis: 0, unsent: 0, tries: {}, failedAttempt: 3 })
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: an accepted answer that comes after the policy has queued the message again still settles it", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1, 2])
      yield* Lane.take()
      yield* outbox.modify([byId(1), byId(2)], () => ({
        state: "queued",
        events: [event("settled", startMillis + 90)]
      }))
      const refused = accepted(2, { outcome: "refused", change: { state: "failed", events: [] } })
      yield* Lane.finish(fence, [accepted(1), refused])
      expect(yield* Lane.find(1)).toMatchObject({ state: "accepted" })
      expect(yield* Lane.find(2)).toMatchObject({ state: "queued" })
    }).pipe(Effect.provide(layer))
  )
}
