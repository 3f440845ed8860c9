import { Schema } from "effect"
import * as Registration from "../standing/Registration.ts"
import * as BusinessDocuments from "../verification/BusinessDocuments.ts"
import * as NumberVerification from "../verification/NumberVerification.ts"
import * as BusinessDays from "./BusinessDays.ts"
import * as Onboarding from "./Onboarding.ts"
import * as TechnicalChecks from "./TechnicalChecks.ts"

const none = { default: () => ({}) }

/** Everything that is kept of an account on its way to live (SPEC ON-01, ON-02, ST-04), and of what proves its numbers (NV-01, NV-02). */
export const State = Schema.Struct({
  journey: Onboarding.State,
  checks: TechnicalChecks.State,
  answers: Registration.Answers,
  /** Test messages under way: our id of the message, by the number in E.164. */
  tests: Schema.Record({ key: Schema.String, value: Schema.String }),
  /** Names of the templates that are to be sent; empty for all that the account has. */
  templates: Schema.Array(Schema.String),
  /** IANA name; null for that of the account's first sender. */
  timeZone: Schema.NullOr(Schema.String),
  /** Days without work beside weekends, as `BusinessDays` counts them. */
  holidays: Schema.Array(Schema.Int),
  /** The papers of each number that has handed one in, by the sender's id (NV-02). */
  documents: Schema.optionalWith(Schema.Record({ key: Schema.String, value: BusinessDocuments.State }), none),
  /** The verification of each number that one was begun for, by the sender's id (NV-01). */
  verifications: Schema.optionalWith(Schema.Record({ key: Schema.String, value: NumberVerification.State }), none)
})
export type State = typeof State.Type

/** An account that nobody has acted on: no step begun, no check run, no test sent, no question answered. */
export const initial: State = {
  journey: Onboarding.initial,
  checks: TechnicalChecks.initial,
  answers: { blocks: null, businessType: null },
  tests: {},
  templates: [],
  timeZone: null,
  holidays: [],
  documents: {},
  verifications: {}
}

/** In what its business days are counted. */
export const calendar = ({ holidays }: State): BusinessDays.Calendar => BusinessDays.western(holidays)

/**
 * Today in the business's calendar.
 *
 * @param timeZone where the state names none, or none that exists; the day is that of UTC where this is none either.
 */
export const today = (state: State, timeZone: string, nowMillis: number): BusinessDays.Day =>
  BusinessDays.dayOf(state.timeZone ?? timeZone, nowMillis) ??
  BusinessDays.dayOf(timeZone, nowMillis) ??
  Math.floor(nowMillis / 86_400_000)

/** A test message was handed in; the outcome of one before it to this number is not known any more. */
export const tested = (state: State, number: string, messageId: string): State => {
  const { [number]: _, ...testMessages } = state.checks.testMessages
  return { ...state, checks: { ...state.checks, testMessages }, tests: { ...state.tests, [number]: messageId } }
}
