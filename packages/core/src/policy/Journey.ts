import { Schema } from "effect"

const Days = Schema.Struct({ daysMin: Schema.Int, daysMax: Schema.Int })

/** Steps from nothing to live, in business days (SPEC ON). */
export const Onboarding = Schema.Struct({
  developerAccount: Days,
  developerAccountRefusedShare: Schema.Number,
  integration: Days,
  productionTest: Days,
  productionTestNumbersMin: Schema.Int,
  productionTestNumbersMax: Schema.Int,
  live: Days
})
export type Onboarding = typeof Onboarding.Type

/** Prices in USD; null where a plan has no such part (SPEC CO). */
export const Cost = Schema.Struct({
  plans: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({
      perMessageUsd: Schema.NullOr(Schema.Number),
      perMonthUsd: Schema.NullOr(Schema.Number),
      messagesIncluded: Schema.NullOr(Schema.Int)
    })
  }),
  /** Daily volume above which paying by message is advised, and what it saves (CO-01). */
  perMessageAdvisedPerDay: Schema.Int,
  perMessageSavesShare: Schema.Number
})
export type Cost = typeof Cost.Type
