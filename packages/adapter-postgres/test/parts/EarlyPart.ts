import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import type { EarlyStatus } from "@sluice/engine/ports/EarlyStatuses"
import { startMillis, status } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"

/** Calls of the parking place of early statuses as data (WH-03): of messages that are named, will be, and never are. */
export type Step =
  | { readonly _tag: "Park"; readonly parked: ReadonlyArray<{ readonly n: number; readonly after: number }> }
  | { readonly _tag: "Consume"; readonly limit: number; readonly since: number; readonly breaks: boolean }
  | { readonly _tag: "Expire"; readonly before: number }

const after = fc.integer({ min: 0, max: 6 })

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Park" as const),
      parked: fc.array(fc.record({ n: fc.integer({ min: 1, max: 9 }), after }), { maxLength: 4 })
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Consume" as const),
      limit: fc.integer({ min: 1, max: 3 }),
      since: after,
      breaks: fc.boolean()
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Expire" as const), before: after }) }
)

/** What a step answers, on the store of the environment. */
export const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const early = yield* EarlyStatuses
    switch (step._tag) {
      case "Park":
        return yield* early.park(
          step.parked.map(({ after, n }): EarlyStatus => ({
            wamid: `wamid.${n}`,
            accountId: n % 2 === 0 ? "acme" : null,
            receivedMillis: startMillis + after,
            status: status(`wamid.${n}`),
            stampMillis: n % 3 === 0 ? nowMillis : null
          }))
        )
      case "Consume": {
        const handed: Array<EarlyStatus> = []
        const request = { limit: step.limit, sinceMillis: startMillis + step.since }
        const outcome = yield* Effect.either(
          early.consumeKnown(request, (statuses) => {
            handed.push(...statuses)
            return step.breaks ? Effect.fail("broken") : Effect.void
          })
        )
        return { handed, outcome }
      }
      case "Expire":
        return yield* early.expire(startMillis + step.before)
    }
  })

/** How many are left. */
export const everything = Effect.gen(function* () {
  return { parked: yield* (yield* EarlyStatuses).count }
})
