import type * as Course from "@sluice/core/onboarding/Course"
import type * as Onboarding from "@sluice/core/onboarding/Onboarding"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import type * as BusinessDocuments from "@sluice/core/verification/BusinessDocuments"
import { Record } from "effect"
import { erasedText, type Person } from "./Person.ts"

type Mentions = Person["mentions"]

const outcomeWithout =
  (mentions: Mentions) =>
  (outcome: TechnicalChecks.Outcome): TechnicalChecks.Outcome =>
    outcome._tag === "Failed" && mentions(outcome.finding) ? { ...outcome, finding: erasedText } : outcome

/** Checks that never ran are absent, and stay so. */
const outcomesWithout = (
  mentions: Mentions,
  outcomes: TechnicalChecks.State["outcomes"]
): TechnicalChecks.State["outcomes"] =>
  TechnicalChecks.checks.reduce((left: TechnicalChecks.State["outcomes"], { check }) => {
    const outcome = outcomes[check]
    return outcome === undefined ? left : { ...left, [check]: outcomeWithout(mentions)(outcome) }
  }, {})

const progressWithout =
  (mentions: Mentions) =>
  (progress: Onboarding.Progress): Onboarding.Progress =>
    progress._tag === "Blocked" && mentions(progress.reason) ? { ...progress, reason: erasedText } : progress

/** Where a paper is kept, and why it was refused, are words of people. */
const paperWithout =
  (mentions: Mentions) =>
  (paper: BusinessDocuments.Document): BusinessDocuments.Document => {
    if (paper._tag === "Missing") return paper
    const left = mentions(paper.reference) ? { ...paper, reference: erasedText } : paper
    return left._tag === "Refused" && mentions(left.reason) ? { ...left, reason: erasedText } : left
  }

/**
 * An account's way to live (ON-01) without a person who lent their number for a test: the number and what became of its test message go, as do words that
 * name it. What is done stays done; a production test that is not needs another number in its place (ON-02).
 *
 * @returns null where nothing names the person.
 */
export const of = (mentions: Mentions, course: Course.State): Course.State | null => {
  if (!mentions(JSON.stringify(course))) return null
  const isOther = (_: unknown, number: string): boolean => !mentions(number)
  const { checks, journey, tests } = course
  return {
    ...course,
    journey: Record.map(journey, progressWithout(mentions)),
    checks: {
      outcomes: outcomesWithout(mentions, checks.outcomes),
      testMessages: Record.map(Record.filter(checks.testMessages, isOther), outcomeWithout(mentions))
    },
    tests: Record.filter(tests, isOther),
    documents: Record.map(course.documents, (papers) => Record.map(papers, paperWithout(mentions)))
  }
}
