import { ManagedRuntime } from "effect"
import type { Effect, Layer } from "effect"
import { afterAll, describe, it } from "vitest"

/** Declares a test over what the tests of a suite share. */
interface Declare<R> {
  <A, E>(name: string, body: () => Effect.Effect<A, E, R>): void
  /** One test a case; `%s` in the name is the case, or the first of it. */
  readonly each: <T>(cases: ReadonlyArray<T>) => <A, E>(name: string, body: (one: T) => Effect.Effect<A, E, R>) => void
}

/** Declares tests that share one layer, on the wall clock. */
export interface Tests<R> {
  readonly effect: Declare<R>
}

/**
 * Tests that share one layer: built with the first of them, released after the last.
 *
 * In place of `layer` from `@effect/vitest`. That one writes the layer's `effect` and `scoped` onto the one `it` that all
 * test files of a process import: whatever file comes next in the process loses its test clock.
 */
export const suite = <R, E>(name: string, layer: Layer.Layer<R, E>, declare: (it: Tests<R>) => void): void => {
  describe(name, () => {
    const runtime = ManagedRuntime.make(layer)
    afterAll(() => runtime.dispose())
    const effect = Object.assign(
      <A, E>(title: string, body: () => Effect.Effect<A, E, R>): void => it(title, () => runtime.runPromise(body())),
      {
        each:
          <T>(cases: ReadonlyArray<T>) =>
          <A, E>(title: string, body: (one: T) => Effect.Effect<A, E, R>): void =>
            it.for(cases)(title, async (one) => {
              await runtime.runPromise(body(one))
            })
      }
    )
    declare({ effect })
  })
}
