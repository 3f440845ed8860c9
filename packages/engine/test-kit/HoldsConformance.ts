import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Holds } from "../src/ports/Holds.ts"
import { hold, startMillis } from "./Samples.ts"

/** What every store of holds guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Holds, E>): void => {
  describe(`Holds, ${name}`, () => {
    it.live("RL-07: a hold that was placed is active for everybody, whole and in order of placing", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const values = [
          hold(),
          hold({
            scope: "token",
            key: "acme",
            level: "fix",
            number: startMillis,
            untilMillis: null,
            needsReview: true
          }),
          hold({
            scope: "business",
            key: "acme",
            level: "medium",
            number: 7,
            reviewFromMillis: null,
            needsReview: true
          })
        ]
        const placed = yield* Effect.forEach(values, holds.place)
        expect(placed.map((one) => one.hold)).toEqual(values)
        expect(placed.every((one) => one.clearedMillis === null && one.clearedBy === null)).toBe(true)
        expect(yield* holds.active(startMillis)).toEqual(placed)
        expect(placed.map((one) => one.id)).toEqual([...new Set(placed.map((one) => one.id))].sort((a, b) => a - b))
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-06: a hold is over at its end and not before; one that needs a review or has no end is not", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const timed = yield* holds.place(hold({ untilMillis: startMillis + 10 }))
        const reviewed = yield* holds.place(hold({ level: "medium", untilMillis: startMillis + 10, needsReview: true }))
        const endless = yield* holds.place(hold({ level: "fix", untilMillis: null }))
        const ids = (nowMillis: number) => Effect.map(holds.active(nowMillis), (active) => active.map(({ id }) => id))
        expect(yield* ids(startMillis + 9)).toEqual([timed.id, reviewed.id, endless.id])
        expect(yield* ids(startMillis + 10)).toEqual([reviewed.id, endless.id])
        expect(yield* ids(startMillis + 1e9)).toEqual([reviewed.id, endless.id])
      }).pipe(Effect.provide(layer))
    )

    it.live("only the holds of the keys that are asked for come, scope and key together", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const sender = yield* holds.place(hold({ scope: "sender", key: "a" }))
        const business = yield* holds.place(hold({ scope: "business", key: "a" }))
        yield* holds.place(hold({ scope: "business", key: "b" }))
        expect(yield* holds.active(startMillis, [{ scope: "sender", key: "a" }])).toEqual([sender])
        const both = [
          { scope: "business", key: "a" },
          { scope: "sender", key: "a" },
          { scope: "account", key: "a" }
        ] as const
        expect(yield* holds.active(startMillis, both)).toEqual([sender, business])
        expect(yield* holds.active(startMillis, [])).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-06: a hold is cleared once, and only while it is active", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const first = yield* holds.place(hold({ untilMillis: startMillis + 10 }))
        const second = yield* holds.place(hold({ number: 2, untilMillis: startMillis + 10 }))
        expect(yield* holds.clear(first.id, "kim", startMillis + 1)).toBe(true)
        expect(yield* holds.clear(first.id, "lee", startMillis + 2)).toBe(false)
        expect(yield* holds.active(startMillis + 2)).toEqual([second])
        expect(yield* holds.clear(second.id, "kim", startMillis + 10)).toBe(false)
        expect(yield* holds.clear(second.id + 1_000, "kim", startMillis)).toBe(false)
      }).pipe(Effect.provide(layer))
    )

    it.live("of concurrent clears of one hold, one counts", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { id } = yield* holds.place(hold())
        const clears = yield* Effect.all(
          Array.from({ length: 8 }, (_, n) => holds.clear(id, `operator ${n}`, startMillis)),
          { concurrency: "unbounded" }
        )
        expect(clears.filter((cleared) => cleared)).toHaveLength(1)
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "a hold placed again is the same hold with what is new about it; another number or level is another hold",
      () =>
        Effect.gen(function* () {
          const holds = yield* Holds
          const first = yield* holds.place(hold({ untilMillis: startMillis + 10, needsReview: true }))
          const longer = hold({ untilMillis: startMillis + 99, needsReview: false, reason: "still too fast" })
          expect(yield* holds.place(longer)).toEqual({ ...first, hold: longer })
          expect(yield* holds.active(startMillis)).toEqual([{ ...first, hold: longer }])
          yield* holds.place({ ...longer, number: 2 })
          yield* holds.place({ ...longer, level: "unexplained" })
          expect(yield* holds.active(startMillis)).toHaveLength(3)
        }).pipe(Effect.provide(layer))
    )

    it.live("a hold that was cleared stays cleared, also when it is placed again late", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { id } = yield* holds.place(hold())
        yield* holds.clear(id, "kim", startMillis + 1)
        const again = yield* holds.place(hold({ untilMillis: startMillis + 900_000 }))
        expect(again).toEqual({ id, hold: hold(), clearedMillis: startMillis + 1, clearedBy: "kim" })
        expect(yield* holds.active(startMillis + 2)).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("the same hold placed by many at once is one hold", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const placed = yield* Effect.all(
          Array.from({ length: 8 }, () => holds.place(hold())),
          { concurrency: "unbounded" }
        )
        expect(new Set(placed.map(({ id }) => id)).size).toBe(1)
        expect(yield* holds.active(startMillis)).toHaveLength(1)
      }).pipe(Effect.provide(layer))
    )
  })
}
