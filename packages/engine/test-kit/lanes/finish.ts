import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Lanes } from "../../src/ports/Lanes.ts"
import type { Change } from "../../src/ports/Outbox.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, byId, event, givenUp, message, startMillis } from "../Samples.ts"
import * as Lane from "./Lane.ts"

const failure = { cause: "rate limited", code: 130429, httpStatus: 429, detail: "slow down", remedy: "wait" }

const refused = (n: number) =>
  accepted(n, {
    outcome: "refused",
    httpStatus: 429,
    code: 130429,
    detail: "slow \u0000 down",
    change: {
      state: "queued",
      dueMillis: startMillis + 60_000,
      failure,
      events: [event("refused", startMillis + 300, { attempt: 1 }), event("deferred", startMillis + 300)]
    }
  })

/** Messages 1 to 4, with first attempts under way. */
const sending = Effect.gen(function* () {
  const outbox = yield* Outbox
  yield* outbox.enqueue([1, 2, 3, 4].map((n) => message(n)))
  const { fence } = yield* Lane.take()
  yield* Lane.begin(fence, [1, 2, 3, 4])
  return fence
})

const enqueueFifth = Effect.flatMap(Outbox, (outbox) => outbox.enqueue([message(5)]))

/** Answers: recorded once, by whoever brings them. */
export const declare = <E>(layer: Layer.Layer<Lanes | Outbox, E>): void => {
  it.live("RT-01: a try that never left is told apart from one that the platform refused", () =>
    Effect.gen(function* () {
      const fence = yield* sending
      const waits: Change = { state: "queued", dueMillis: startMillis + 900, unsent: 1, heldMillis: 600, events: [] }
      const change: Change = { ...waits, tries: { throttled: 2, resent: 1 } }
      yield* Lane.finish(fence, [accepted(1, { outcome: "refused", httpStatus: null, change }), refused(2)])
      expect(yield* Lane.find(1)).toMatchObject({ state: "queued", unsent: 1, heldMillis: 600, tries: change.tries })
      expect(yield* Lane.find(2)).toMatchObject({ state: "queued", unsent: 0, heldMillis: 0, tries: {} })
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: an answer that its own failure has overtaken is recorded, and does not bring the message back", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const fence = yield* sending
      const failed = (n: number, failedAttempt: number, state: "failed" | "queued") =>
        outbox.modify([byId(n)], () => ({ state, failedAttempt, events: [event("status", startMillis + 200)] }))
      yield* failed(1, 1, "failed")
      yield* failed(2, 1, "queued")
      // The failure of another attempt says nothing of this one.
      yield* failed(3, 0, "queued")
      yield* Lane.finish(fence, [accepted(1), accepted(2), accepted(3)])
      expect(yield* Lane.find(1)).toMatchObject({ state: "failed" })
      expect(yield* Lane.find(2)).toMatchObject({ state: "queued" })
      expect(yield* Lane.find(3)).toMatchObject({ state: "accepted" })
      const outcomes = yield* Effect.forEach([1, 2, 3], (n) =>
        Effect.map(Lane.history(n), ({ attempts }) => attempts[0]?.outcome)
      )
      expect(outcomes).toEqual(["accepted", "accepted", "accepted"])
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "SF-06: an answer is recorded on its attempt, and what the rules make of it on the message and its history",
    () =>
      Effect.gen(function* () {
        const fence = yield* sending
        yield* Lane.finish(fence, [refused(2), accepted(1), givenUp(3)])
        expect(yield* Lane.find(1)).toMatchObject({
          state: "accepted",
          wamid: "wamid.1",
          failure: null,
          updatedMillis: startMillis + 300
        })
        expect(yield* Lane.find(2)).toMatchObject({
          state: "queued",
          dueMillis: startMillis + 60_000,
          failure,
          wamid: null
        })
        expect(yield* Lane.find(3)).toMatchObject({ state: "uncertain", updatedMillis: startMillis + 3_000 })
        expect(yield* Lane.find(4)).toMatchObject({ state: "sending" })
        expect(yield* Lane.kinds(1)).toEqual(["accepted", "attempted", "answered"])
        expect(yield* Lane.kinds(2)).toEqual(["accepted", "attempted", "refused", "deferred"])
        const attempt = (n: number) => Effect.map(Lane.history(n), ({ attempts }) => attempts[0])
        expect(yield* attempt(1)).toMatchObject({
          outcome: "accepted",
          answeredMillis: startMillis + 300,
          httpStatus: 200
        })
        const { detail, ...rest } = { detail: "", ...(yield* attempt(2)) }
        expect(rest).toMatchObject({ outcome: "refused", httpStatus: 429, code: 130429 })
        expect(detail).toMatch(/^slow . down$/s)
        expect(yield* attempt(3)).toMatchObject({ outcome: "uncertain", answeredMillis: null, detail: "no answer" })
        expect(yield* attempt(4)).toMatchObject({ outcome: null })
      }).pipe(Effect.provide(layer))
  )

  it.live("the history tells of every attempt and answer in the order of writing, among what others tell", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const fence = yield* sending
      yield* Lane.finish(fence, [givenUp(2)])
      yield* outbox.modify([byId(2)], () => ({ state: "queued", events: [event("settled", startMillis + 4_000)] }))
      yield* Lane.begin(fence, [2], { attempt: 2, nowMillis: startMillis + 5_000 })
      yield* Lane.finish(fence, [accepted(2, { attempt: 2 })])
      yield* outbox.modify([byId(2)], () => ({ delivery: "sent", events: [event("status", startMillis + 100)] }))
      const endpoint = "https://primary"
      expect((yield* Lane.history(2)).events.slice(1)).toEqual([
        event("attempted", startMillis, { attempt: 1, endpoint }),
        ...givenUp(2).change.events,
        event("settled", startMillis + 4_000),
        event("attempted", startMillis + 5_000, { attempt: 2, endpoint }),
        event("answered", startMillis + 300, { attempt: 2, wamid: "wamid.2", heldByPlatform: true }),
        event("status", startMillis + 100)
      ])
      // What tells more than its attempt does is told whole.
      const told = event("answered", startMillis + 301, { attempt: 3, note: "by hand" })
      yield* Lane.finish(fence, [accepted(3, { change: { state: "accepted", events: [told, told] } })])
      expect((yield* Lane.history(3)).events.slice(2)).toEqual([told, told])
    }).pipe(Effect.provide(layer))
  )

  it.live("a lane may leave ledger and open sends to its next call: its answers are recorded all the same", () =>
    Effect.gen(function* () {
      const lanes = yield* Lanes
      const fence = yield* sending
      yield* Lane.finish(fence, [accepted(1)], "kept")
      yield* lanes.finish({ senderId: "acme-1", fence, finishes: [accepted(2)] })
      expect(yield* Lane.find(2)).toMatchObject({ state: "accepted", wamid: "wamid.2" })
      // What it says of open sends bounds what the next lane looks through, and never hides one.
      yield* enqueueFifth
      yield* Lane.begin(fence, [5], { nowMillis: startMillis + 9, openSinceMillis: startMillis, ledger: "begun" })
      const next = yield* Lane.take("acme-1", startMillis + 10)
      expect(next).toMatchObject({ ledger: "begun", orphaned: 3 })
      for (const n of [3, 4, 5]) expect(yield* Lane.find(n)).toMatchObject({ state: "uncertain" })
    }).pipe(Effect.provide(layer))
  )

  it.live("an answer applies once, in one call or in several", () =>
    Effect.gen(function* () {
      const fence = yield* sending
      yield* Lane.finish(fence, [accepted(1), refused(1)])
      yield* Lane.finish(fence, [refused(1), accepted(1)])
      expect(yield* Lane.find(1)).toMatchObject({ state: "accepted", wamid: "wamid.1", failure: null })
      expect(yield* Lane.kinds(1)).toEqual(["accepted", "attempted", "answered"])
      yield* Effect.all(
        Array.from({ length: 8 }, () => Lane.finish(fence, [accepted(2), accepted(3)])),
        { concurrency: "unbounded" }
      )
      expect(yield* Lane.kinds(2)).toEqual(["accepted", "attempted", "answered"])
      expect(yield* Lane.kinds(3)).toEqual(["accepted", "attempted", "answered"])
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: an answer that comes after it was given up is taken; giving up after an answer changes nothing", () =>
    Effect.gen(function* () {
      const fence = yield* sending
      yield* Lane.finish(fence, [givenUp(1), accepted(2)])
      yield* Lane.finish(fence, [accepted(1), givenUp(2), givenUp(3)])
      yield* Lane.finish(fence, [givenUp(3)])
      expect(yield* Lane.find(1)).toMatchObject({ state: "accepted", wamid: "wamid.1" })
      expect(yield* Lane.kinds(1)).toEqual(["accepted", "attempted", "uncertain", "answered"])
      expect(yield* Lane.find(2)).toMatchObject({ state: "accepted" })
      expect(yield* Lane.kinds(2)).toEqual(["accepted", "attempted", "answered"])
      expect(yield* Lane.kinds(3)).toEqual(["accepted", "attempted", "uncertain"])
    }).pipe(Effect.provide(layer))
  )

  it.live("a lane that lost its place still records its answers, but not its ledger", () =>
    Effect.gen(function* () {
      const fence = yield* sending
      const second = yield* Lane.take()
      expect(second.orphaned).toBe(4)
      yield* Lane.finish(second.fence, [], "second")
      yield* Lane.finish(fence, [accepted(1)], "first")
      expect(yield* Lane.find(1)).toMatchObject({ state: "accepted", wamid: "wamid.1" })
      expect(yield* Lane.kinds(1)).toEqual(["accepted", "attempted", "uncertain", "answered"])
      expect((yield* Lane.take()).ledger).toBe("second")
    }).pipe(Effect.provide(layer))
  )

  it.live("a message that was settled meanwhile keeps what settled it; the answer is still on the attempt", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const fence = yield* sending
      yield* outbox.modify([byId(1)], () => ({
        state: "accepted",
        wamid: "wamid.by-callback",
        delivery: "sent",
        events: [event("settled", startMillis + 200)]
      }))
      yield* Lane.finish(fence, [refused(1)])
      expect(yield* Lane.find(1)).toMatchObject({ state: "accepted", wamid: "wamid.by-callback", failure: null })
      expect(yield* Lane.kinds(1)).toEqual(["accepted", "attempted", "settled"])
      const { attempts } = yield* Lane.history(1)
      expect(attempts).toMatchObject([{ outcome: "refused", answeredMillis: startMillis + 300 }])
    }).pipe(Effect.provide(layer))
  )

  it.live("an answer to an earlier attempt is recorded there, and leaves the message to the last one", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const fence = yield* sending
      yield* Lane.finish(fence, [givenUp(1)])
      yield* outbox.modify([byId(1)], () => ({ state: "queued", events: [event("settled", startMillis + 4_000)] }))
      yield* Lane.begin(fence, [1], { attempt: 2, nowMillis: startMillis + 5_000 })
      yield* Lane.finish(fence, [accepted(1)])
      expect(yield* Lane.find(1)).toMatchObject({ state: "sending", attempts: 2, wamid: null })
      yield* Lane.finish(fence, [accepted(1, { attempt: 2 })])
      expect(yield* Lane.find(1)).toMatchObject({ state: "accepted", wamid: "wamid.1" })
      expect((yield* Lane.history(1)).attempts.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted"])
    }).pipe(Effect.provide(layer))
  )

  it.live("answers for attempts that nobody began, or of another sender, change nothing", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const fence = yield* sending
      yield* outbox.enqueue([message(9, { senderId: "acme-2" })])
      const other = yield* Lane.take("acme-2")
      yield* Lane.begin(other.fence, [9], { senderId: "acme-2" })
      yield* Lane.finish(fence, [accepted(9), accepted(1, { attempt: 2 }), accepted(77)])
      expect(yield* Lane.find(9)).toMatchObject({ state: "sending" })
      expect(yield* Lane.find(1)).toMatchObject({ state: "sending" })
      expect(yield* Lane.kinds(9)).toEqual(["accepted", "attempted"])
    }).pipe(Effect.provide(layer))
  )

  it.live("answers and callbacks about the same messages at the same moment leave one truth", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const fence = yield* sending
      const settle = (numbers: ReadonlyArray<number>) =>
        outbox.modify(numbers.map(byId), (found) =>
          found.state === "sending" || found.state === "uncertain"
            ? { state: "accepted", wamid: "wamid.by-callback", events: [event("settled", startMillis)] }
            : null
        )
      yield* Effect.all(
        [
          Lane.finish(
            fence,
            [1, 2, 3, 4].map((n) => accepted(n))
          ),
          settle([4, 3, 2, 1])
        ],
        {
          concurrency: "unbounded"
        }
      )
      for (const n of [1, 2, 3, 4]) {
        const { wamid } = yield* Lane.find(n)
        const byCallback = wamid === "wamid.by-callback"
        expect(yield* Lane.kinds(n)).toEqual(["accepted", "attempted", byCallback ? "settled" : "answered"])
        expect((yield* Lane.history(n)).attempts).toMatchObject([{ outcome: "accepted" }])
      }
    }).pipe(Effect.provide(layer))
  )
}
