import { Holds } from "@sluice/engine/ports/Holds"
import type { PlacedHold } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { hold } from "@sluice/engine/test-kit/Samples"
import { Effect, Option, Struct } from "effect"
import * as fc from "fast-check"
import * as Eight from "./Eight.ts"

/** Calls of the holds as data. */
export type Step =
  | {
      readonly _tag: "Hold"
      readonly scope: (typeof scopes)[number]
      readonly number: number
      readonly lasts: number
      readonly clears: boolean
    }
  | { readonly _tag: "Rule"; readonly key: string; readonly places: boolean; readonly reviewed: boolean }

/** One that reaches a whole lane, one that reaches some of its messages, and one of a single recipient. */
const scopes = ["sender", "sender", "media", "pair"] as const

export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    _tag: fc.constant("Hold" as const),
    scope: fc.constantFrom(...scopes),
    number: Eight.number,
    lasts: fc.integer({ min: 1, max: 9 }),
    clears: fc.boolean()
  }),
  fc.record({
    _tag: fc.constant("Rule" as const),
    key: fc.constantFrom("acme", "Acme"),
    places: fc.boolean(),
    reviewed: fc.boolean()
  })
)

/** Ids are each store's own. */
const unnumbered = (placed: PlacedHold) => Struct.omit(placed, "id")

/** What a step answers, on the store of the environment; numbers of what was seen as whether they grew. */
export const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const holds = yield* Holds
    const before = yield* holds.seen(nowMillis)
    const answer = yield* act(step, nowMillis)
    const after = yield* holds.seen(nowMillis)
    return {
      answer,
      grew: after.version > before.version,
      holds: after.holds.map(unnumbered),
      recipients: after.recipients
    }
  })

const act = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const holds = yield* Holds
    switch (step._tag) {
      case "Hold": {
        const placed = hold({ scope: step.scope, number: step.number, untilMillis: nowMillis + step.lasts })
        yield* holds.place(placed)
        const active = yield* holds.active(nowMillis)
        const [first] = active
        const cleared =
          step.clears && first !== undefined
            ? yield* holds.clear(first.id, { by: "kim", atMillis: nowMillis, note: "" })
            : null
        const found = first === undefined ? Option.none() : yield* holds.find(first.id)
        return [active.map(unnumbered), cleared, Option.map(found, unnumbered)]
      }
      case "Rule":
        return yield* holds.rule("business", step.key, (state) => {
          const next = typeof state === "number" ? state + 1 : 1
          const placed = hold({ scope: "business", key: step.key, number: next, untilMillis: nowMillis + next })
          return {
            answer: state,
            next,
            holds: step.places ? [placed] : [],
            ...(step.reviewed ? { review: { by: "mei", atMillis: nowMillis, note: "seen" } } : {})
          }
        })
    }
  })

/** The ladders that the rules kept. */
export const everything = Effect.gen(function* () {
  const ledgers = yield* LedgerStore
  return { ladders: yield* Effect.forEach(["acme", "Acme"], (key) => ledgers.read("business", key)) }
})
