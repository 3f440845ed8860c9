import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Holds } from "../../src/ports/Holds.ts"
import type { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { hold, message, startMillis } from "../Samples.ts"
import * as Lane from "./Lane.ts"

/** Beginning sends under holds: what binds, what does not, and which one is named. */
export const declare = <E>(layer: Layer.Layer<Holds | Lanes | Outbox, E>): void => {
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
        yield* outbox.enqueue([1, 2, 3].map((n) => message(n)))
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
