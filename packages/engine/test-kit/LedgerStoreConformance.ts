import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { LedgerStore } from "../src/ports/LedgerStore.ts"

const plusOne = (state: unknown): readonly [number, number] => {
  const next = (typeof state === "number" ? state : 0) + 1
  return [next, next]
}

/** What every limit ledger guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<LedgerStore, E>): void => {
  describe(`LedgerStore, ${name}`, () => {
    it.live("what was never written is null, for readers and for rules", () =>
      Effect.gen(function* () {
        const ledger = yield* LedgerStore
        expect(yield* ledger.read("business", "acme")).toBeNull()
        expect(yield* ledger.modify("business", "acme", (state) => [state, "written"])).toBeNull()
        expect(yield* ledger.read("business", "acme")).toBe("written")
      }).pipe(Effect.provide(layer))
    )

    it.live("a rule gets what the last one left, as JSON, and its answer comes back", () =>
      Effect.gen(function* () {
        const ledger = yield* LedgerStore
        const state = { number: 3, sinceMillis: 1.5, reviewed: null, mediums: [1, 2], text: "\\u0000 \ud83d\ude42" }
        expect(yield* ledger.modify("account", "acme", () => ["answer", state])).toBe("answer")
        expect(yield* ledger.modify("account", "acme", (before) => [before, null])).toEqual(state)
        expect(yield* ledger.read("account", "acme")).toBeNull()
      }).pipe(Effect.provide(layer))
    )

    it.live("scopes and keys are told apart", () =>
      Effect.gen(function* () {
        const ledger = yield* LedgerStore
        yield* ledger.modify("a", "bc", () => [null, 1])
        yield* ledger.modify("ab", "c", () => [null, 2])
        expect(yield* ledger.read("a", "bc")).toBe(1)
        expect(yield* ledger.read("ab", "c")).toBe(2)
        expect(yield* ledger.read("a", "c")).toBeNull()
      }).pipe(Effect.provide(layer))
    )

    it.live("concurrent changes of one key are applied one after the other, and none is lost, also on a new key", () =>
      Effect.gen(function* () {
        const ledger = yield* LedgerStore
        const answers = yield* Effect.all(
          Array.from({ length: 50 }, () => ledger.modify("app", "acme", plusOne)),
          { concurrency: "unbounded" }
        )
        expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
        expect(yield* ledger.read("app", "acme")).toBe(50)
      }).pipe(Effect.provide(layer))
    )
  })
}
