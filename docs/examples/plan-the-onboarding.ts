/**
 * From nothing to live: which step is next, who acts, and when is it done? Days are business days.
 */
import { Either } from "effect"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Onboarding from "@sluice/core/onboarding/Onboarding"
import * as Outlook from "@sluice/core/onboarding/Outlook"
import { guide } from "@sluice/core/policy/guide"

const day = (iso: string): BusinessDays.Day => BusinessDays.fromIso(iso) ?? 0
const calendar = BusinessDays.western([day("2026-12-25"), day("2027-01-01")])

const show = (state: Onboarding.State, today: BusinessDays.Day): void => {
  const { blocked, current, done, earliestDay, latestDay, total } = Outlook.at(guide.onboarding, calendar, state, today)
  const step = current === null ? "live" : `${current.step} (${current.actors.join(" and ")})`
  const why = blocked === null ? "" : `, blocked: ${blocked.reason}`
  console.log(`${BusinessDays.toIso(today)}: ${done} of ${total} done, now ${step}${why}`)
  console.log(`  live between ${BusinessDays.toIso(earliestDay)} and ${BusinessDays.toIso(latestDay)}`)
}

let state = Onboarding.initial
show(state, day("2026-12-14"))

for (const [iso, event] of [
  ["2026-12-14", { _tag: "Begun" }],
  ["2026-12-15", { _tag: "Stopped", reason: "the domain is not confirmed" }],
  ["2026-12-18", { _tag: "Resumed" }]
] as const) {
  const next = Onboarding.evolve(guide.onboarding, calendar, state, "developer-account", event, day(iso))
  state = Either.getOrThrow(next)
  show(state, day(iso))
}
