import * as StatusLooks from "@sluice/core/delivery/StatusLooks"
import { Looks } from "@sluice/engine/ports/Looks"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { id, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"
import * as Eight from "./Eight.ts"

/** Calls of the looks as data. */
export interface Step {
  readonly _tag: "Look"
  readonly numbers: ReadonlyArray<number>
  readonly dueAfter: number
  readonly forgets: number
}

export const step: fc.Arbitrary<Step> = fc.record({
  _tag: fc.constant("Look" as const),
  numbers: Eight.numbers,
  dueAfter: fc.integer({ min: 0, max: 30 }),
  forgets: Eight.number
})

/** What a step answers, on the store of the environment. */
export const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const looks = yield* Looks
    const outbox = yield* Outbox
    const dueMillis = startMillis + step.dueAfter
    const known = yield* Effect.filter(step.numbers, (n) => Effect.map(outbox.find(id(n)), Option.isSome))
    const state = StatusLooks.initial(nowMillis)
    yield* looks.plan(known.map((n) => ({ messageId: id(n), dueMillis, state })))
    yield* looks.forget([id(step.forgets)])
    const span = { senderIds: [Eight.senderId], afterMillis: startMillis + 3, untilMillis: nowMillis }
    return [yield* looks.due(nowMillis, 3), yield* looks.unreported(span)]
  })
