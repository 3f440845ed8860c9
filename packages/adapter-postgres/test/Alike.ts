import { expect } from "@effect/vitest"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Effect } from "effect"
import type { Layer } from "effect"
import * as fc from "fast-check"

/** Every port of a store. */
type Store = Layer.Layer.Success<typeof MemoryStore.layer>

/** Calls as data, and what they answer when they are played on the store of the environment. */
interface Script<Step> {
  readonly script: fc.Arbitrary<ReadonlyArray<Step>>
  readonly play: (steps: ReadonlyArray<Step>) => Effect.Effect<unknown, unknown, Store>
}

/** Plays scripts on the memory store and on this one, each time on new, empty ones: both answer the same. */
export const to =
  <R, E>(layer: Layer.Layer<Store | R, E>) =>
  <Step>({ play, script }: Script<Step>, numRuns: number): Effect.Effect<void> =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(script, (steps) =>
          Effect.gen(function* () {
            const memory = yield* Effect.provide(play(steps), MemoryStore.layer)
            const other = yield* Effect.provide(play(steps), layer)
            expect(other).toEqual(memory)
          }).pipe(Effect.runPromise)
        ),
        { numRuns }
      )
    )
