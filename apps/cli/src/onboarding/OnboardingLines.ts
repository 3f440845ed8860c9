import type { OnboardingView } from "@sluice/client/Onboarding"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"

type Step = OnboardingView["steps"][number]

const ending = ({ current, earliest, latest }: OnboardingView): string => {
  const [from, to] = [earliest, latest].map(BusinessDays.toIso)
  if (current === null) return `live since ${to}`
  return from === to ? `live on ${from}` : `live from ${from} to ${to}`
}

/** Every account, one a line. */
export const table = (all: ReadonlyArray<OnboardingView>): string =>
  all.length === 0
    ? "no account is on its way; `sluice onboarding step ACCOUNT developer-account begin` begins one"
    : Table.plain(
        ["account", "done", "step", "expected"],
        all.map((one) => [one.accountId, `${one.done} of ${one.total}`, one.current ?? "live", ending(one)])
      )

const span = ({ daysMax, daysMin }: Step): string =>
  daysMin === daysMax ? String(daysMin) : `${daysMin} to ${daysMax}`

const standing = ({ reason, since, state }: Step): string => {
  const at = since === null ? state : `${state} since ${BusinessDays.toIso(since)}`
  return reason === null || reason === "" ? at : `${at}: ${reason}`
}

const steps = (one: OnboardingView): string =>
  Table.plain(
    ["step", "who acts", "business days", "state"],
    one.steps.map((step) => [step.step, step.actors.join(", "), span(step), standing(step)])
  )

const needs = ({ current, steps }: OnboardingView): ReadonlyArray<string> => {
  const step = steps.find((one) => one.step === current && one.state !== "done")
  return step === undefined ? [] : [`Needed for ${step.step}: ${step.needs.join("; ")}.`]
}

const checks = (one: OnboardingView): string =>
  Table.plain(
    ["check", "state", "finding"],
    one.checks.map(({ check, finding, looksAt, state }) => [check, state, finding ?? looksAt])
  )

const tests = ({ tests, testsMax, testsMin }: OnboardingView): string => {
  const passed = tests.filter(({ state }) => state === "passed").length
  const head = `${passed} of ${testsMin} to ${testsMax} test numbers have their message.`
  const open = tests.filter(({ state }) => state !== "passed")
  return [
    head,
    ...open.map(({ finding, number, state }) =>
      Shown.whole(`  ${number}: ${state}${finding === null ? "" : `, ${finding}`}`)
    )
  ].join("\n")
}

const registration = ({ registration: { obstacles, questions, verdict } }: OnboardingView): string => {
  const lines = questions.map(
    ({ answer, refusedShare, text }) =>
      `  ${text} (${Math.round(refusedShare * 100)} % of refusals) ${answer ?? "not answered"}`
  )
  const hindered = obstacles.map(({ remedy, serious }) => `  ${serious ? "refused as it stands: " : ""}${remedy}`)
  return [`Registration: ${verdict}`, ...lines, ...hindered].join("\n")
}

/** One account. */
export const page = (one: OnboardingView): string =>
  [
    `${one.accountId}: ${one.done} of ${one.total} steps, ${ending(one)}${one.overdue ? " (overdue)" : ""}`,
    steps(one),
    ...needs(one),
    "",
    registration(one),
    "",
    checks(one),
    tests(one)
  ].join("\n")
