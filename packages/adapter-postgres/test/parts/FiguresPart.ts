import { SendRecords } from "@sluice/engine/ports/SendRecords"
import { SendStats } from "@sluice/engine/ports/SendStats"
import { Traffic } from "@sluice/engine/ports/Traffic"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as Eight from "./Eight.ts"

/** Questions about what was sent, as data: any span, in steps of any length. */
export interface Step {
  readonly _tag: "Ask"
  readonly from: number
  readonly length: number
  readonly stepMillis: number
}

export const step: fc.Arbitrary<Step> = fc.record({
  _tag: fc.constant("Ask" as const),
  from: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 1, max: 40 }),
  stepMillis: fc.integer({ min: 1, max: 9 })
})

/** What a step answers, on the store of the environment: records, figures and traffic of the same span. */
export const perform = ({ from, length, stepMillis }: Step) =>
  Effect.gen(function* () {
    const records = yield* SendRecords
    const stats = yield* SendStats
    const traffic = yield* Traffic
    const senderIds = ["acme-2", Eight.senderId, "acme-2", "acme-3"]
    const fromMillis = startMillis + from
    const span = { senderIds, fromMillis, untilMillis: fromMillis + length }
    return {
      summary: yield* records.summary(span),
      recent: yield* stats.recent({
        senderIds,
        sinceMillis: fromMillis,
        unitsSinceMillis: fromMillis + stepMillis,
        newestMax: 100
      }),
      deadLetters: yield* stats.deadLetters(fromMillis),
      unheardMillis: yield* stats.unheardMillis(senderIds, fromMillis),
      sends: yield* traffic.sends({ ...span, stepMillis }),
      endings: yield* traffic.endings(span)
    }
  })
