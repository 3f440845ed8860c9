import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"

export const passed: TechnicalChecks.Outcome = { _tag: "Passed", atMillis: 1 }

/** Every check of the integration has passed. */
export const allPassed: TechnicalChecks.State = TechnicalChecks.Check.literals.reduce(
  (state, check) => TechnicalChecks.ran(state, check, passed),
  TechnicalChecks.initial
)

/** Test messages were delivered to this many numbers, from +85251234500 on. */
export const testMessages = (count: number): TechnicalChecks.State =>
  Array.from({ length: count }).reduce<TechnicalChecks.State>(
    (state, _, index) => TechnicalChecks.messageTested(state, `+852${51_234_500 + index}`, passed),
    allPassed
  )
