import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Holds } from "../../src/ports/Holds.ts"
import { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, becomes, byId, event, hold, id, message, startMillis } from "../Samples.ts"
import * as Lane from "./Lane.ts"

const numbers = [1, 2, 3, 4, 5, 6, 7, 8]

/** Beginning sends: the fence, the holds, and what is recorded before a request leaves. */
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

  it.live("TM-17: a lane that lost its place begins nothing and writes nothing, not even its ledger", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      expect(yield* Lane.begin(1, [1])).toEqual({ _tag: "Lost" })
      const first = yield* Lane.take()
      yield* Lane.begin(first.fence, [2], { ledger: "first" })
      const second = yield* Lane.take()
      const before = yield* Lane.find(1)
      for (const fence of [first.fence, second.fence + 1]) {
        expect(yield* Lane.begin(fence, [1], { ledger: "of a lane without a place" })).toEqual({ _tag: "Lost" })
      }
      expect(yield* Lane.find(1)).toEqual(before)
      expect(yield* Lane.kinds(1)).toEqual(["accepted"])
      expect(yield* Lane.begin(second.fence, [1])).toEqual(Lane.begun(1))
      expect((yield* Lane.history(1)).attempts.map(({ fence }) => fence)).toEqual([second.fence])
    }).pipe(Effect.provide(layer))
  )

  it.live("RL-07: under a hold of any of its keys nothing is begun and nothing is written", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const holds = yield* Holds
      yield* outbox.enqueue([message(1)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [], { ledger: "before" })
      const keys = [
        { scope: "sender", key: "acme-1" },
        { scope: "business", key: "acme" },
        { scope: "account", key: "acme" },
        { scope: "app", key: "acme" },
        { scope: "token", key: "acme" }
      ] as const
      const before = yield* Lane.find(1)
      for (const one of keys) {
        const placed = yield* holds.place(hold(one))
        expect(yield* Lane.begin(fence, [1], { holdKeys: keys, ledger: "held" })).toEqual({
          _tag: "Held",
          hold: placed.hold
        })
        yield* holds.clear(placed.id, { by: "kim", atMillis: startMillis, note: "" })
      }
      expect(yield* Lane.find(1)).toEqual(before)
      expect(yield* Lane.history(1)).toMatchObject({ attempts: [], events: [{ kind: "accepted" }] })
      expect((yield* Lane.take()).ledger).toBe("before")
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "RL-07: holds of other keys, cleared ones and those that are over do not bind; one that awaits review does",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const holds = yield* Holds
        yield* outbox.enqueue(numbers.map((n) => message(n)))
        const { fence } = yield* Lane.take()
        yield* holds.place(hold({ key: "acme-2" }))
        yield* holds.place(hold({ scope: "business", key: "acme-1" }))
        expect(yield* Lane.begin(fence, [1])).toEqual(Lane.begun(1))
        const timed = yield* holds.place(hold({ untilMillis: startMillis + 10 }))
        expect(yield* Lane.begin(fence, [2], { nowMillis: startMillis + 9 })).toEqual({
          _tag: "Held",
          hold: timed.hold
        })
        expect(yield* Lane.begin(fence, [2], { nowMillis: startMillis + 10 })).toEqual(Lane.begun(2))
        const reviewed = yield* holds.place(hold({ level: "medium", untilMillis: startMillis + 10, needsReview: true }))
        expect(yield* Lane.begin(fence, [3], { nowMillis: startMillis + 99 })).toEqual({
          _tag: "Held",
          hold: reviewed.hold
        })
        yield* holds.clear(reviewed.id, { by: "kim", atMillis: startMillis + 99, note: "" })
        expect(yield* Lane.begin(fence, [3], { nowMillis: startMillis + 99 })).toEqual(Lane.begun(3))
      }).pipe(Effect.provide(layer))
  )

  it.live("RL-07: of several holds the one that ends last is named", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const holds = yield* Holds
      yield* outbox.enqueue([message(1)])
      const { fence } = yield* Lane.take()
      const ends = [startMillis + 50, startMillis + 90, startMillis + 70]
      for (const [number, untilMillis] of ends.entries()) yield* holds.place(hold({ number, untilMillis }))
      expect(yield* Lane.begin(fence, [1])).toMatchObject({ _tag: "Held", hold: { untilMillis: startMillis + 90 } })
      yield* holds.place(hold({ number: 9, level: "fix", untilMillis: null }))
      yield* holds.place(hold({ number: 10, level: "fix", untilMillis: null }))
      expect(yield* Lane.begin(fence, [1])).toMatchObject({ _tag: "Held", hold: { number: 9, untilMillis: null } })
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

  it.live("a send that an older lane began is not begun again under the next fence", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1)])
      const first = yield* Lane.take()
      yield* Lane.begin(first.fence, [1])
      const second = yield* Lane.take()
      expect(yield* Lane.begin(second.fence, [1])).toEqual(Lane.begun())
      expect(yield* Lane.begin(second.fence, [1], { attempt: 2 })).toEqual(Lane.begun())
    }).pipe(Effect.provide(layer))
  )

  it.live("a cancellation at the same moment wins or loses, never both: what was begun is not cancelled", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const { fence } = yield* Lane.take()
      for (let round = 0; round < 10; round++) {
        const ids = numbers.map((n) => round * 100 + n)
        yield* outbox.enqueue(ids.map((n) => message(n)))
        const [begun] = yield* Effect.all(
          [
            Lane.begin(fence, ids),
            outbox.modify(ids.toReversed().map(byId), (found) =>
              found.state === "queued" ? becomes("cancelled") : null
            )
          ],
          { concurrency: "unbounded" }
        )
        for (const n of ids) {
          const left = begun._tag === "Begun" && begun.messageIds.has(id(n))
          expect((yield* Lane.find(n)).state).toBe(left ? "sending" : "cancelled")
          expect(yield* Lane.kinds(n)).toEqual(["accepted", left ? "attempted" : "cancelled"])
        }
      }
    }).pipe(Effect.provide(layer))
  )

  it.live("a take at the same moment comes before or after: what was begun is its orphan, the rest it can begin", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      let { fence } = yield* Lane.take()
      for (let round = 0; round < 20; round++) {
        const n = round * 100
        yield* outbox.enqueue([message(n), message(n + 1)])
        const [begun, taken] = yield* Effect.all([Lane.begin(fence, [n, n + 1]), Lane.take()], {
          concurrency: "unbounded"
        })
        expect(taken.orphaned).toBe(begun._tag === "Begun" ? 2 : 0)
        const states = [(yield* Lane.find(n)).state, (yield* Lane.find(n + 1)).state]
        expect(new Set(states)).toEqual(new Set([begun._tag === "Begun" ? "uncertain" : "queued"]))
        fence = taken.fence
      }
    }).pipe(Effect.provide(layer))
  )

  it.live("of two lanes that believe in the same place, one begins each message", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue(numbers.map((n) => message(n)))
      const first = yield* Lane.take()
      const second = yield* Lane.take()
      const answers = yield* Effect.forEach(
        numbers.flatMap(
          (n) =>
            [
              [first.fence, n],
              [second.fence, n]
            ] as const
        ),
        ([fence, n]) => Lane.begin(fence, [n]),
        { concurrency: "unbounded" }
      )
      expect(answers.filter(({ _tag }) => _tag === "Lost")).toHaveLength(numbers.length)
      for (const n of numbers) expect((yield* Lane.history(n)).attempts).toMatchObject([{ fence: second.fence }])
    }).pipe(Effect.provide(layer))
  )

  it.live("RL-07: a hold on single messages that the lane has not seen stops its next begin, whoever placed it", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const { fence } = yield* Lane.take()
      const before = yield* holds.seen(startMillis)
      expect(yield* Lane.begin(fence, [1], { holdsVersion: before.version })).toEqual(Lane.begun(1))
      yield* holds.place(hold({ scope: "template", key: "acme/offer", level: "fix" }))
      expect(yield* Lane.begin(fence, [2], { holdsVersion: before.version, ledger: "unseen" })).toEqual({
        _tag: "Unseen"
      })
      // Nothing is written of it.
      expect(yield* Lane.find(2)).toMatchObject({ state: "queued", attempts: 0 })
      const next = yield* Lane.take()
      expect(next.ledger).not.toBe("unseen")
      const after = yield* holds.seen(startMillis)
      expect(after.version).toBeGreaterThan(before.version)
      expect(after.holds.map((placed) => placed.hold.key)).toEqual(["acme/offer"])
      expect(yield* Lane.begin(next.fence, [2], { holdsVersion: after.version })).toEqual(Lane.begun(2))
    }).pipe(Effect.provide(layer))
  )

  it.live("RL-06: the hold that a send probes does not bind it; every other hold does", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const { fence } = yield* Lane.take()
      const severe = hold({ scope: "account", key: "acme", level: "severe", number: 3, needsReview: true })
      yield* holds.place(severe)
      const holdKeys = [
        { scope: "account", key: "acme" },
        { scope: "business", key: "acme" }
      ] as const
      expect(yield* Lane.begin(fence, [1], { holdKeys })).toEqual({ _tag: "Held", hold: severe })
      expect(yield* Lane.begin(fence, [1], { holdKeys, probe: { ...severe, number: 2 } })).toEqual({
        _tag: "Held",
        hold: severe
      })
      expect(yield* Lane.begin(fence, [1], { holdKeys, probe: severe })).toEqual(Lane.begun(1))
      const medium = hold({ scope: "business", key: "acme", level: "medium", needsReview: true })
      yield* holds.place(medium)
      expect(yield* Lane.begin(fence, [2], { holdKeys, probe: severe })).toEqual({ _tag: "Held", hold: medium })
    }).pipe(Effect.provide(layer))
  )
}
