import { describe, expect, it } from "@effect/vitest"
import * as Course from "@sluice/core/onboarding/Course"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Onboardings } from "../src/ports/Onboardings.ts"

const at = (timeZone: string): Course.State => ({ ...Course.initial, timeZone })

/** What every store of onboardings guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Onboardings, E>): void => {
  describe(`Onboardings, ${name}`, () => {
    it.live("ON-01: each account has its own course, and all of them are listed by id", () =>
      Effect.gen(function* () {
        const onboardings = yield* Onboardings
        yield* onboardings.modify("zenith", () => [undefined, at("Europe/Berlin")])
        yield* onboardings.modify("acme", () => [undefined, at("Asia/Seoul")])
        expect(yield* onboardings.modify("acme", (known) => [known?.timeZone, null])).toBe("Asia/Seoul")
        expect(yield* onboardings.modify("other", (known) => [known, null])).toBeNull()
        expect(yield* onboardings.list).toEqual([
          { accountId: "acme", state: at("Asia/Seoul") },
          { accountId: "zenith", state: at("Europe/Berlin") }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("ON-02: outcomes that come at the same time are all kept", () =>
      Effect.gen(function* () {
        const onboardings = yield* Onboardings
        const numbers = Array.from({ length: 10 }, (_, n) => `+1555010000${n}`)
        yield* Effect.forEach(
          numbers,
          (number) =>
            onboardings.modify("acme", (known) => [undefined, Course.tested(known ?? Course.initial, number, "id")]),
          { concurrency: "unbounded" }
        )
        const [kept] = yield* onboardings.list
        expect(Object.keys(kept?.state.tests ?? {}).toSorted()).toEqual(numbers)
      }).pipe(Effect.provide(layer))
    )
  })
}
