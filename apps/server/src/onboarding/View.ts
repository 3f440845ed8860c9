import type { OnboardingView } from "@sluice/client/Onboarding"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Onboarding from "@sluice/core/onboarding/Onboarding"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import * as Registration from "@sluice/core/standing/Registration"
import type { ShownOnboarding } from "@sluice/engine/onboarding/OnboardingDesk"
import { iso } from "../messages/Views.ts"

type View = (typeof OnboardingView)["Encoded"]

const stepOf = (step: Onboarding.Step, progress: Onboarding.Progress): View["steps"][number] => {
  switch (progress._tag) {
    case "Waiting":
      return { ...step, state: "waiting", since: null, reason: null }
    case "Working":
      return { ...step, state: "working", since: BusinessDays.toIso(progress.sinceDay), reason: null }
    case "Blocked":
      return { ...step, state: "blocked", since: BusinessDays.toIso(progress.sinceDay), reason: progress.reason }
    case "Done":
      return { ...step, state: "done", since: BusinessDays.toIso(progress.day), reason: null }
  }
}

const found = (outcome: TechnicalChecks.Outcome) =>
  outcome._tag === "Passed"
    ? ({ state: "passed", finding: null } as const)
    : ({ state: "failed", finding: outcome.finding } as const)

const checksOf = ({ course }: ShownOnboarding): View["checks"] =>
  TechnicalChecks.checks.map((one) => {
    const outcome = course.checks.outcomes[one.check]
    return outcome === undefined
      ? { ...one, state: "not-run", ranAt: null, finding: null }
      : { ...one, ...found(outcome), ranAt: iso(outcome.atMillis) }
  })

const testsOf = ({ course }: ShownOnboarding): View["tests"] => {
  const numbers = [...new Set([...Object.keys(course.tests), ...Object.keys(course.checks.testMessages)])]
  return numbers.toSorted().map((number) => {
    const outcome = course.checks.testMessages[number]
    const messageId = course.tests[number] ?? null
    return outcome === undefined
      ? { number, messageId, state: "under-way", finding: null }
      : { number, messageId, ...found(outcome) }
  })
}

const registrationOf = ({ course, policy, registration }: ShownOnboarding): View["registration"] => {
  const questions = Registration.questions(policy.standing).map((one) => ({
    ...one,
    answer: course.answers[one.question]
  }))
  switch (registration._tag) {
    case "Open":
      return { verdict: "open", questions, obstacles: [] }
    case "Hindered":
      return {
        verdict: "hindered",
        questions,
        obstacles: registration.obstacles.map(({ remedy, serious }) => ({ serious, remedy }))
      }
    case "Clear":
      return { verdict: "clear", questions, obstacles: [] }
  }
}

/** An account on its way to live, as the client's description has it. */
export const of = (shown: ShownOnboarding): View => {
  const { accountId, course, outlook, policy } = shown
  return {
    accountId,
    done: outlook.done,
    total: outlook.total,
    current: outlook.current?.step ?? null,
    overdue: outlook.overdue,
    earliest: BusinessDays.toIso(outlook.earliestDay),
    latest: BusinessDays.toIso(outlook.latestDay),
    steps: Onboarding.steps(policy.onboarding).map((step) => stepOf(step, course.journey[step.step])),
    checks: checksOf(shown),
    tests: testsOf(shown),
    testsMin: policy.onboarding.productionTestNumbersMin,
    testsMax: policy.onboarding.productionTestNumbersMax,
    registration: registrationOf(shown)
  }
}
