import type { OptOut } from "@sluice/engine/ports/OptOuts"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { Templates } from "@sluice/engine/ports/Templates"
import { id, message, startMillis, template } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"

/**
 * Calls of the ports that say who may be written to, as data: three people, two templates, and messages to them, few enough that everything
 * meets everything.
 */
export type Step =
  | { readonly _tag: "Enqueue"; readonly n: number; readonly to: number; readonly name: string | null }
  | {
      readonly _tag: "Put"
      readonly to: ReadonlyArray<number>
      readonly scope: OptOut["scope"]
      readonly source: OptOut["source"]
    }
  | {
      readonly _tag: "Lift"
      readonly to: ReadonlyArray<number>
      readonly scope: OptOut["scope"] | null
      readonly sources: ReadonlyArray<OptOut["source"]> | null
    }
  | { readonly _tag: "Hear"; readonly heard: ReadonlyArray<readonly [to: number, after: number]> }
  | { readonly _tag: "Forget"; readonly before: number }
  | {
      readonly _tag: "Register"
      readonly names: ReadonlyArray<string>
      readonly category: "MARKETING" | "UTILITY"
      readonly leaves: boolean
    }

const tag = <const T extends string>(name: T) => fc.constant(name)
const to = fc.integer({ min: 0, max: 2 })
const tos = fc.array(to, { maxLength: 4 })
const name = fc.constantFrom("a", "b")
const scope = fc.constantFrom("all" as const, "marketing" as const)
const source = fc.constantFrom("api" as const, "keyword" as const, "platform" as const)
const after = fc.integer({ min: -5, max: 20 })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ _tag: tag("Enqueue"), n: fc.integer({ min: 1, max: 8 }), to, name: fc.option(name) }),
  fc.record({ _tag: tag("Put"), to: tos, scope, source }),
  fc.record({ _tag: tag("Lift"), to: tos, scope: fc.option(scope), sources: fc.option(fc.uniqueArray(source)) }),
  fc.record({ _tag: tag("Hear"), heard: fc.array(fc.tuple(to, after), { maxLength: 4 }) }),
  fc.record({ _tag: tag("Forget"), before: after }),
  fc.record({
    _tag: tag("Register"),
    names: fc.array(name, { maxLength: 3 }),
    category: fc.constantFrom("MARKETING" as const, "UTILITY" as const),
    leaves: fc.boolean()
  })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 3, maxLength: 25 })

const person = (n: number) => ({ accountId: "acme", recipient: `+88690000000${n}` })
const conversation = (n: number) => ({ senderId: "acme-1", recipient: person(n).recipient })

/** What a step answers, on the store of the environment. */
const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const optOuts = yield* OptOuts
    const windows = yield* ServiceWindows
    const templates = yield* Templates
    switch (step._tag) {
      case "Enqueue": {
        const content =
          step.name === null
            ? {}
            : { content: { type: "template" as const, template: { name: step.name, language: { code: "en_US" } } } }
        const outbox = yield* Outbox
        return yield* outbox.enqueue([message(step.n, { recipient: person(step.to).recipient, ...content })])
      }
      case "Put":
        return yield* optOuts.put(
          step.to.map((n) => ({ ...person(n), scope: step.scope, source: step.source, sinceMillis: nowMillis }))
        )
      case "Lift":
        return yield* optOuts.lift(
          step.to.map((n) => ({
            ...person(n),
            ...(step.scope === null ? {} : { scope: step.scope }),
            ...(step.sources === null ? {} : { sources: step.sources })
          }))
        )
      case "Hear":
        return yield* windows.note(
          step.heard.map(([n, later]) => ({ ...conversation(n), atMillis: startMillis + later }))
        )
      case "Forget":
        return yield* windows.expire(startMillis + step.before)
      case "Register": {
        const keys = step.names.map((one) => ({ accountId: "acme", name: one, language: "en_US" }))
        const seen: Array<number | null> = []
        yield* templates.modify(keys, (known, index) => {
          const revisions = known?.approval.revisions ?? null
          seen.push(revisions)
          const key = keys[index]
          return step.leaves || key === undefined
            ? null
            : template(key.name, { category: step.category }, { revisions: (revisions ?? -1) + 1 })
        })
        return seen
      }
    }
  })

/** Everything that can be read of a store. */
const everything = Effect.gen(function* () {
  const optOuts = yield* OptOuts
  const windows = yield* ServiceWindows
  const templates = yield* Templates
  const ids = Array.from({ length: 8 }, (_, index) => id(index + 1))
  const named = yield* templates.named("acme", ["a", "b"])
  return {
    optOuts: yield* optOuts.list({ accountId: "acme", limit: 100 }),
    unwanted: [...(yield* optOuts.unwanted(ids))].toSorted(),
    windows: yield* windows.lastHeard([0, 1, 2].map(conversation)),
    templates: yield* templates.list({ accountId: "acme", limit: 100 }),
    isEmpty: named.isEmpty,
    found: named.templates.map(({ draft }) => draft.name).toSorted()
  }
})

/** All answers, what is there after each, and at the end; a millisecond passes with each step. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, index) =>
    Effect.zip(
      Effect.map(perform(one, startMillis + index), (answer) => Option.fromNullable(answer)),
      everything
    )
  )
