import { Schema } from "effect"
import type * as Journey from "../policy/Journey.ts"
import type { Receiving } from "../policy/Receiving.ts"

/**
 * The technical checks on the way to going live: they are run, not ticked (SPEC ON-02). What runs them is elsewhere; here is what there is
 * to run, what a run can find, and what is still open.
 */
export const Check = Schema.Literal(
  "webhook-https",
  "webhook-handshake",
  "webhook-signature",
  "webhook-answer",
  "token",
  "template-approval",
  "number-format"
)
export type Check = typeof Check.Type

/** What a run found. `finding` is for people: what was wrong and what to do, without secrets. */
export const Outcome = Schema.Union(
  Schema.TaggedStruct("Passed", { atMillis: Schema.Number }),
  Schema.TaggedStruct("Failed", { atMillis: Schema.Number, finding: Schema.String })
)
export type Outcome = typeof Outcome.Type

/** What each check looks at, in the order in which it makes sense to run them. */
export const checks: ReadonlyArray<{ readonly check: Check; readonly looksAt: string }> = [
  {
    check: "webhook-https",
    looksAt: "The callback address is HTTPS, with a certificate that the platform accepts (WH-01)."
  },
  { check: "webhook-handshake", looksAt: "The address answers the platform's verification question (WH-01)." },
  {
    check: "webhook-signature",
    looksAt: "It takes a callback with a good signature and refuses one with a bad (WH-02)."
  },
  { check: "webhook-answer", looksAt: "It answers before the platform repeats (WH-01)." },
  { check: "token", looksAt: "The token has its form, its scopes, its time and access to the sender (SF-04)." },
  { check: "template-approval", looksAt: "Every template that is to be sent is approved (TP-06)." },
  { check: "number-format", looksAt: "The sender's number and the test numbers are sendable as written (PH-01)." }
]

/** What the checks have found so far; as it is stored. */
export const State = Schema.Struct({
  /** The newest outcome of each check; a check that never ran is absent. */
  outcomes: Schema.partial(Schema.Record({ key: Check, value: Outcome })),
  /** The newest outcome of the test message to each test number, by the number in E.164. */
  testMessages: Schema.Record({ key: Schema.String, value: Outcome })
})
export type State = typeof State.Type

/** No check has run: all of them are open (SPEC ON-02). */
export const initial: State = { outcomes: {}, testMessages: {} }

const newer = (known: Outcome | undefined, outcome: Outcome): boolean =>
  known === undefined || outcome.atMillis >= known.atMillis

/** A check was run. An outcome that is older than the one known changes nothing. */
export const ran = (state: State, check: Check, outcome: Outcome): State =>
  newer(state.outcomes[check], outcome) ? { ...state, outcomes: { ...state.outcomes, [check]: outcome } } : state

/** A test message to `number` was delivered, or was not. */
export const messageTested = (state: State, number: string, outcome: Outcome): State =>
  newer(state.testMessages[number], outcome)
    ? { ...state, testMessages: { ...state.testMessages, [number]: outcome } }
    : state

/** The outcome of `webhook-answer`: the platform repeats from `answerMillisMax` on. */
export const answerTime = (policy: Receiving, tookMillis: number, atMillis: number): Outcome =>
  tookMillis < policy.answerMillisMax
    ? { _tag: "Passed", atMillis }
    : {
        _tag: "Failed",
        atMillis,
        finding: `The answer took ${tookMillis} ms; from ${policy.answerMillisMax} ms on the platform repeats the callback.`
      }

/** What keeps a step from being done. Test numbers that passed count; of those that failed each is named. */
export type Open =
  | { readonly _tag: "NotRun"; readonly check: Check }
  | { readonly _tag: "Failed"; readonly check: Check; readonly finding: string }
  | { readonly _tag: "TestMessageFailed"; readonly number: string; readonly finding: string }
  | { readonly _tag: "TestNumbers"; readonly passed: number; readonly numbersMin: number; readonly numbersMax: number }

/** Checks that the technical integration still needs. */
export const openForIntegration = (state: State): ReadonlyArray<Open> =>
  checks.flatMap(({ check }): ReadonlyArray<Open> => {
    const outcome = state.outcomes[check]
    if (outcome === undefined) return [{ _tag: "NotRun", check }]
    return outcome._tag === "Failed" ? [{ _tag: "Failed", check, finding: outcome.finding }] : []
  })

/** Test messages that the production test still needs: to 5 to 10 real numbers, each of them delivered. */
export const openForProductionTest = (policy: Journey.Onboarding, state: State): ReadonlyArray<Open> => {
  const tested = Object.entries(state.testMessages)
  const failed = tested.flatMap(([number, outcome]): ReadonlyArray<Open> =>
    outcome._tag === "Failed" ? [{ _tag: "TestMessageFailed", number, finding: outcome.finding }] : []
  )
  const passed = tested.length - failed.length
  const { productionTestNumbersMax: numbersMax, productionTestNumbersMin: numbersMin } = policy
  return passed >= numbersMin && tested.length <= numbersMax
    ? failed
    : [...failed, { _tag: "TestNumbers", passed, numbersMin, numbersMax }]
}
