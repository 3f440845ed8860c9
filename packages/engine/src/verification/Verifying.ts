import * as Course from "@sluice/core/onboarding/Course"
import * as E164 from "@sluice/core/phone/E164"
import * as LineType from "@sluice/core/phone/LineType"
import * as BusinessDocuments from "@sluice/core/verification/BusinessDocuments"
import * as NumberVerification from "@sluice/core/verification/NumberVerification"
import { Either } from "effect"
import type { Sender } from "../ports/Directory.ts"

/** What somebody does for a number of ours. */
export type Act =
  /** The provider was asked to send the code. */
  | { readonly _tag: "Begun" }
  | { readonly _tag: "Answered"; readonly attempt: number; readonly answer: NumberVerification.Answer }
  | { readonly _tag: "HandedIn"; readonly document: BusinessDocuments.Kind; readonly reference: string }
  | {
      readonly _tag: "Reviewed"
      readonly document: BusinessDocuments.Kind
      readonly submission: number
      readonly review: BusinessDocuments.Review
    }

/** Why it changes nothing. */
export type Conflict = NumberVerification.NotNow | NumberVerification.StaleAnswer | BusinessDocuments.StaleReview

/** What proves a number, at a moment. */
export interface Standing {
  readonly lineType: LineType.LineType
  readonly risk: LineType.Risk
  readonly verification: NumberVerification.State
  /** Whether the number may be used as far as its line goes (NV-01). */
  readonly admission: NumberVerification.Decision
  readonly documents: BusinessDocuments.State
  /** Whether both papers are there and valid (NV-02). */
  readonly proof: BusinessDocuments.Decision
}

/** What proves the number of a sender, by what is kept of its account. */
export const at = ({ id, number, policy }: Sender, course: Course.State, nowMillis: number): Standing => {
  const lineType = E164.parse(number)?.type ?? "unknown"
  const risk = LineType.risk(lineType)
  const verification = course.verifications[id] ?? NumberVerification.initial
  const documents = course.documents[id] ?? BusinessDocuments.initial
  return {
    lineType,
    risk,
    verification,
    admission: NumberVerification.admits(policy.numbers, risk, verification, nowMillis),
    documents,
    proof: BusinessDocuments.decide(documents, nowMillis)
  }
}

/** What is kept of the account after the act, or why it changes nothing. */
export const after = (
  { id, policy }: Sender,
  course: Course.State,
  act: Act,
  nowMillis: number
): Either.Either<Course.State, Conflict> => {
  const verification = course.verifications[id] ?? NumberVerification.initial
  const documents = course.documents[id] ?? BusinessDocuments.initial
  const verified = (next: NumberVerification.State): Course.State => ({
    ...course,
    verifications: { ...course.verifications, [id]: next }
  })
  const proved = (next: BusinessDocuments.State): Course.State => ({
    ...course,
    documents: { ...course.documents, [id]: next }
  })
  switch (act._tag) {
    case "Begun":
      return Either.map(NumberVerification.begun(policy.numbers, verification, nowMillis), verified)
    case "Answered":
      return Either.map(
        NumberVerification.answered(policy.numbers, verification, act.attempt, act.answer, nowMillis),
        verified
      )
    case "HandedIn":
      return Either.right(proved(BusinessDocuments.handedIn(documents, act.document, act.reference, nowMillis)))
    case "Reviewed":
      return Either.map(
        BusinessDocuments.reviewed(documents, act.document, act.submission, act.review, nowMillis),
        proved
      )
  }
}
