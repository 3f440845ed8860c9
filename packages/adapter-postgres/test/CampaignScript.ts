import { Campaigns } from "@sluice/engine/ports/Campaigns"
import type { HandedOver } from "@sluice/engine/ports/Campaigns"
import type { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Drive from "@sluice/engine/test-kit/campaigns/Drive"
import { byId, campaign, campaignRow, event, id, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"

/** Calls of the campaigns' port as data: one campaign of twelve rows at most, whose messages are begun, settled and cancelled beside it. */
export type Step =
  | { readonly _tag: "Add"; readonly count: number; readonly refused: boolean }
  | { readonly _tag: "Live"; readonly state: "Draft" | "Running" | "Cancelled" | "Done" }
  | {
      readonly _tag: "Feed"
      readonly limit: number
      readonly queued: number
      readonly skipped: number
      readonly fails: boolean
    }
  | { readonly _tag: "Withdraw"; readonly limit: number }
  | { readonly _tag: "Begin"; readonly numbers: ReadonlyArray<number> }
  | { readonly _tag: "Settle"; readonly number: number; readonly state: "accepted" | "queued" | "failed" | "cancelled" }
  | { readonly _tag: "Sweep" }
  | { readonly _tag: "Recount"; readonly after: number; readonly again: number | null }

const tag = <const T extends string>(name: T) => fc.constant(name)
const number = fc.integer({ min: 1, max: 12 })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ _tag: tag("Add"), count: fc.integer({ min: 0, max: 4 }), refused: fc.boolean() }),
  fc.record({
    _tag: tag("Live"),
    state: fc.constantFrom("Draft" as const, "Running" as const, "Cancelled" as const, "Done" as const)
  }),
  fc.record({
    _tag: tag("Feed"),
    limit: fc.integer({ min: 1, max: 5 }),
    queued: fc.integer({ min: 0, max: 4 }),
    skipped: fc.integer({ min: 0, max: 1 }),
    fails: fc.boolean()
  }),
  fc.record({ _tag: tag("Withdraw"), limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ _tag: tag("Begin"), numbers: fc.uniqueArray(number, { maxLength: 4 }) }),
  fc.record({
    _tag: tag("Settle"),
    number,
    state: fc.constantFrom("accepted" as const, "queued" as const, "failed" as const, "cancelled" as const)
  }),
  fc.record({ _tag: tag("Sweep") }),
  fc.record({
    _tag: tag("Recount"),
    after: fc.integer({ min: 0, max: 30 }),
    again: fc.option(fc.integer({ min: 0, max: 30 }))
  })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 4, maxLength: 30 })

const { campaignId } = Drive

/** What a step answers, on the store of the environment. */
const perform = (step: Step, nowMillis: number, added: { count: number }) =>
  Effect.gen(function* () {
    const campaigns = yield* Campaigns
    switch (step._tag) {
      case "Add": {
        const rows = Array.from({ length: Math.min(step.count, 12 - added.count) }, (_, index) =>
          campaignRow(added.count + index + 1)
        )
        if (!step.refused) added.count += rows.length
        return yield* campaigns.add(campaignId, rows, ({ list }) =>
          step.refused ? null : { list: { ...list, received: list.received + rows.length } }
        )
      }
      case "Live": {
        const lifecycle =
          step.state === "Draft"
            ? ({ _tag: "Draft" } as const)
            : step.state === "Running"
              ? ({ _tag: "Running", startMillis } as const)
              : ({ _tag: step.state, sinceMillis: nowMillis } as const)
        return yield* campaigns.modify(campaignId, () => ({ lifecycle }))
      }
      case "Feed": {
        const fed = campaigns.feed(campaignId, step.limit, nowMillis, (found, rows) =>
          Effect.gen(function* () {
            const queued = yield* Drive.queue(step.queued)(found, rows)
            const skipped = rows.slice(queued.length, queued.length + step.skipped)
            if (step.fails) return yield* Effect.fail("failed" as const)
            return [...queued, ...skipped.map((): HandedOver => ({ _tag: "Skipped", reason: "repeated" }))]
          })
        )
        return yield* Effect.merge(fed)
      }
      case "Withdraw":
        return yield* campaigns.withdraw(campaignId, step.limit)
      case "Begin": {
        const { begun } = yield* Drive.begin("acme-1", step.numbers)
        return begun._tag === "Begun" ? [...begun.messageIds].toSorted() : begun._tag
      }
      case "Settle": {
        const outbox = yield* Outbox
        return yield* outbox.modify([byId(step.number)], ({ attempts }) =>
          // Queued again is only what was begun before.
          step.state === "queued" && attempts === 0
            ? null
            : { state: step.state, events: [event("settled", nowMillis)] }
        )
      }
      case "Sweep":
        return yield* campaigns.sweep
      case "Recount": {
        const request = { nowMillis: startMillis + step.after, limit: 9 }
        return yield* campaigns.recount(request, () => (step.again === null ? null : startMillis + step.again))
      }
    }
  })

/** Everything that can be read of a store. */
const everything = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const outbox = yield* Outbox
  return {
    campaign: Option.getOrNull(yield* campaigns.find(campaignId)),
    active: (yield* campaigns.active).map((one) => one.id),
    open: [...(yield* campaigns.open(campaignId))].toSorted(),
    openCount: yield* campaigns.openCount(campaignId),
    counts: yield* campaigns.counts(campaignId),
    outbox: (yield* outbox.list({ limit: 100 })).map((message) => [message.id, message.state, message.attempts]),
    history: yield* Effect.forEach([1, 2, 3], (n) => outbox.history(id(n)))
  }
})

/** All answers, and what is there after each; a millisecond passes with each step. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const campaigns = yield* Campaigns
    yield* campaigns.create(campaign(1))
    const added = { count: 0 }
    return yield* Effect.forEach(steps, (one, index) =>
      Effect.zip(perform(one, startMillis + index, added), everything)
    )
  }) satisfies Effect.Effect<unknown, unknown, Campaigns | Lanes | Outbox>
