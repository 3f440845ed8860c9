import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

const Days = Schema.Struct({ daysMin: Bound.Count, daysMax: Bound.Count }).pipe(
  Schema.filter(Bound.ordered(["daysMin", "daysMax"]))
)

/** Steps from nothing to live, in business days (SPEC ON). */
export const Onboarding = Schema.Struct({
  developerAccount: Days,
  developerAccountRefusedShare: Bound.Share,
  integration: Days,
  productionTest: Days,
  productionTestNumbersMin: Bound.Count,
  productionTestNumbersMax: Bound.Count,
  live: Days
}).pipe(Schema.filter(Bound.ordered(["productionTestNumbersMin", "productionTestNumbersMax"])))
export type Onboarding = typeof Onboarding.Type

/** Prices in USD; null where a plan has no such part (SPEC CO). */
export const Cost = Schema.Struct({
  plans: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({
      perMessageUsd: Schema.NullOr(Bound.Amount),
      perMonthUsd: Schema.NullOr(Bound.Amount),
      messagesIncluded: Schema.NullOr(Bound.Count)
    })
  }),
  /** Daily volume above which paying by message is advised, and what it saves (CO-01). */
  perMessageAdvisedPerDay: Bound.Count,
  perMessageSavesShare: Bound.Share
})
export type Cost = typeof Cost.Type
