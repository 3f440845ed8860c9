import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { Holds, listPlace } from "../src/ports/Holds.ts"
import type { PlacedHold } from "../src/ports/Holds.ts"
import { LedgerStore } from "../src/ports/LedgerStore.ts"
import { hold, startMillis } from "./Samples.ts"

/** What every store of holds guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Holds | LedgerStore, E>): void => {
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

    it.live(
      "RL-07: the list comes in parts that miss nothing and repeat nothing, holds of single recipients last",
      () =>
        Effect.gen(function* () {
          const holds = yield* Holds
          const scopes = ["recipient", "sender", "recipient-marketing", "business", "recipient", "token"] as const
          const placed = yield* Effect.forEach(scopes, (scope, n) => holds.place(hold({ scope, key: `key ${n}` })))
          yield* holds.place(hold({ scope: "sender", key: "over", untilMillis: startMillis }))
          const cleared = yield* holds.place(hold({ scope: "recipient", key: "cleared" }))
          yield* holds.clear(cleared.id, { by: "kim", atMillis: startMillis, note: "" })
          const wanted = [1, 3, 5, 0, 2, 4].map((n) => placed[n])
          expect(yield* holds.page(startMillis, { after: null, limit: 10 })).toEqual(wanted)
          for (const limit of [1, 2, 4]) {
            const listed: Array<PlacedHold> = []
            for (;;) {
              const last = listed.at(-1)
              const after = last === undefined ? null : listPlace(last)
              const part: ReadonlyArray<PlacedHold> = yield* holds.page(startMillis, { after, limit })
              expect(part.length).toBeLessThanOrEqual(limit)
              if (part.length === 0) break
              listed.push(...part)
            }
            expect(listed).toEqual(wanted)
          }
        }).pipe(Effect.provide(layer))
    )

    it.live("RL-06: a hold is cleared once, and only while it is active", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const first = yield* holds.place(hold({ untilMillis: startMillis + 10 }))
        const second = yield* holds.place(hold({ number: 2, untilMillis: startMillis + 10 }))
        expect(yield* holds.clear(first.id, { by: "kim", atMillis: startMillis + 1, note: "" })).toBe(true)
        expect(yield* holds.clear(first.id, { by: "lee", atMillis: startMillis + 2, note: "" })).toBe(false)
        expect(yield* holds.active(startMillis + 2)).toEqual([second])
        expect(yield* holds.clear(second.id, { by: "kim", atMillis: startMillis + 10, note: "" })).toBe(false)
        expect(yield* holds.clear(second.id + 1_000, { by: "kim", atMillis: startMillis, note: "" })).toBe(false)
      }).pipe(Effect.provide(layer))
    )

    it.live("of concurrent clears of one hold, one counts", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { id } = yield* holds.place(hold())
        const clears = yield* Effect.all(
          Array.from({ length: 8 }, (_, n) =>
            holds.clear(id, { by: `operator ${n}`, atMillis: startMillis, note: "" })
          ),
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
        yield* holds.clear(id, { by: "kim", atMillis: startMillis + 1, note: "" })
        const again = yield* holds.place(hold({ untilMillis: startMillis + 900_000 }))
        const review = { by: "kim", atMillis: startMillis + 1, note: "" }
        expect(again).toEqual({ id, hold: hold(), review, clearedMillis: startMillis + 1, clearedBy: "kim" })
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

    it.live("RL-06: a rule on the ledger's row and the holds that follow from it are one step, and none is lost", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const ledger = yield* LedgerStore
        const raise = holds.rule("business", "acme", (state) => {
          const number = (typeof state === "number" ? state : 0) + 1
          const medium = hold({ scope: "business", key: "acme", level: "medium", number, needsReview: true })
          return { answer: number, next: number, holds: [medium] }
        })
        const answers = yield* Effect.all(
          Array.from({ length: 10 }, () => raise),
          { concurrency: "unbounded" }
        )
        expect(answers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        expect(yield* ledger.read("business", "acme")).toBe(10)
        const numbers = (yield* holds.active(startMillis)).map((placed) => placed.hold.number)
        expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        expect(yield* holds.rule("business", "acme", (state) => ({ answer: state, next: state, holds: [] }))).toBe(10)
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-07: who reviewed a hold, when and with which note stays with it; the first review counts", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const review = (by: string, after: number) => ({ by, atMillis: startMillis + after, note: `found by ${by}` })
        const medium = hold({ scope: "business", key: "acme", level: "medium", needsReview: true })
        const { id } = yield* holds.place(medium)
        expect((yield* Effect.flatten(holds.find(id))).review).toBeNull()
        const reviewed = (by: string, after: number) =>
          holds.rule("business", "acme", () => ({
            answer: null,
            next: null,
            holds: [{ ...medium, needsReview: false }],
            review: review(by, after)
          }))
        yield* reviewed("kim", 1)
        yield* reviewed("lee", 2)
        // Placed again by whoever knows of no review, it keeps it.
        yield* holds.place({ ...medium, needsReview: false })
        expect(yield* Effect.flatten(holds.find(id))).toEqual({
          id,
          hold: { ...medium, needsReview: false },
          review: review("kim", 1),
          clearedMillis: null,
          clearedBy: null
        })
        const other = yield* holds.place(hold({ level: "fix", untilMillis: null, needsReview: true }))
        yield* holds.clear(other.id, review("ada", 3))
        expect(yield* Effect.flatten(holds.find(other.id))).toMatchObject({
          review: review("ada", 3),
          clearedBy: "ada",
          clearedMillis: startMillis + 3
        })
        expect(Option.isNone(yield* holds.find(other.id + 1_000))).toBe(true)
      }).pipe(Effect.provide(layer))
    )

    it.live("RL-07: the number under which holds are seen grows with each on single messages, and with no other", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const version = Effect.map(holds.seen(startMillis), (seen) => seen.version)
        const first = yield* version
        yield* holds.place(hold())
        expect(yield* version).toBe(first)
        const paused = hold({ scope: "template", key: "acme/offer", level: "throttle" })
        yield* holds.place(paused)
        const second = yield* version
        expect(second).toBeGreaterThan(first)
        yield* holds.place({ ...paused, untilMillis: startMillis + 900_000 })
        expect(yield* version).toBeGreaterThan(second)
        const counted = yield* Effect.all(
          Array.from({ length: 6 }, (_, n) => holds.place(hold({ scope: "media", key: `sender ${n}` }))),
          { concurrency: "unbounded" }
        )
        expect(counted).toHaveLength(6)
        expect(yield* version).toBe(second + 7)
        const over = yield* holds.place({ ...paused, number: 2 })
        yield* holds.clear(over.id, { by: "ada", atMillis: startMillis + 1, note: "" })
        const settled = yield* version
        // One that was cleared stays so, and there is nothing to see.
        yield* holds.place({ ...paused, number: 2 })
        yield* holds.rule("business", "acme", () => ({ answer: null, next: 1, holds: [{ ...paused, number: 2 }] }))
        expect(yield* version).toBe(settled)
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "holds of single recipients are asked for by their keys, however many there are; whether any stands is told",
      () =>
        Effect.gen(function* () {
          const holds = yield* Holds
          expect(yield* holds.seen(startMillis)).toMatchObject({ holds: [], recipients: false })
          const capped = yield* holds.place(hold({ scope: "recipient-marketing", key: "acme/1f" }))
          const wide = yield* holds.place(hold())
          expect(yield* holds.seen(startMillis)).toMatchObject({ holds: [wide], recipients: true })
          expect(yield* holds.active(startMillis, [{ scope: "recipient-marketing", key: "acme/1f" }])).toEqual([capped])
          expect(yield* holds.seen(startMillis + 300_000)).toMatchObject({ holds: [], recipients: false })
        }).pipe(Effect.provide(layer))
    )
  })
}
