import { describe, expect, it } from "@effect/vitest"
import type { State } from "@sluice/core/standing/Told"
import type { Layer } from "effect"
import { Effect, Exit } from "effect"
import type { Subject } from "../src/ports/PlatformWords.ts"
import { PlatformWords } from "../src/ports/PlatformWords.ts"

const sender: Subject = { accountId: "acme", kind: "sender", id: "acme-1" }
const waba: Subject = { accountId: "acme", kind: "waba", id: "acme-1" }

const flagged: State = { quality: { value: "RED", atMillis: 1_000 }, wabaId: { value: "100", atMillis: 2 } }
const restricted: State = { "restriction X": { value: null, atMillis: 5 }, numbersMax: { value: 25, atMillis: 6 } }

/** What every store of the platform's words guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<PlatformWords, E>): void => {
  describe(`PlatformWords, ${name}`, () => {
    it.live(
      "CLOUD_API 3.6: what was told of each number and account is listed as it was put, by account, kind and id",
      () =>
        Effect.gen(function* () {
          const words = yield* PlatformWords
          const other = { ...sender, accountId: "Zenith" }
          yield* words.modify([waba, sender, other], (_, index) => (index === 0 ? restricted : flagged))
          expect(yield* words.list).toEqual([
            { subject: other, state: flagged },
            { subject: sender, state: flagged },
            { subject: waba, state: restricted }
          ])
        }).pipe(Effect.provide(layer))
    )

    it.live("the rule sees what is known, also what it has just decided itself; null leaves it alone", () =>
      Effect.gen(function* () {
        const words = yield* PlatformWords
        const seen: Array<State | null> = []
        const next: ReadonlyArray<State | null> = [flagged, null, restricted]
        yield* words.modify([sender, sender, sender], (known, index) => {
          seen.push(known)
          return next[index] ?? null
        })
        yield* words.modify([sender, waba], (known) => {
          seen.push(known)
          return null
        })
        expect(seen).toEqual([null, flagged, flagged, restricted, null])
        expect(yield* words.list).toEqual([{ subject: sender, state: restricted }])
      }).pipe(Effect.provide(layer))
    )

    it.live("the revision grows with every change, and with nothing else", () =>
      Effect.gen(function* () {
        const words = yield* PlatformWords
        const seen = [yield* words.revision]
        for (const state of [flagged, null, restricted]) {
          yield* words.modify([sender], () => state)
          seen.push(yield* words.revision)
        }
        yield* words.modify([], () => flagged)
        yield* words.modify([waba, sender], () => flagged)
        seen.push(yield* words.revision)
        expect(seen).toEqual([0, 1, 1, 2, 4])
      }).pipe(Effect.provide(layer))
    )

    it.live("changes of many at the same time are all applied, one after the other", () =>
      Effect.gen(function* () {
        const words = yield* PlatformWords
        const count = (known: State | null): number => Number(known?.["count"]?.value ?? 0)
        const once = words.modify([sender, waba], (known) => ({ count: { value: count(known) + 1, atMillis: 0 } }))
        yield* Effect.all(
          Array.from({ length: 20 }, () => once),
          { concurrency: "unbounded" }
        )
        expect((yield* words.list).map(({ state }) => count(state))).toEqual([20, 20])
        expect(yield* words.revision).toBe(40)
      }).pipe(Effect.provide(layer))
    )

    it.live("a rule that breaks changes nothing", () =>
      Effect.gen(function* () {
        const words = yield* PlatformWords
        const broken = yield* Effect.exit(
          words.modify([sender, waba], (_, index) => {
            if (index === 1) throw new Error("broken")
            return flagged
          })
        )
        expect(Exit.isFailure(broken)).toBe(true)
        expect(yield* words.list).toEqual([])
      }).pipe(Effect.provide(layer))
    )
  })
}
