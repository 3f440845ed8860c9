/**
 * What does an error mean, and is the message tried again? The plan is a value: it can be looked at before anything waits.
 */
import * as Classification from "@sluice/core/failure/Classification"
import { guide } from "@sluice/core/policy/guide"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"

for (const [httpStatus, code] of [
  [400, 131026],
  [400, 131056],
  [401, 190],
  [500, 131000]
] as const) {
  const failure = Classification.classify({ provider: "cloud-api", httpStatus, code })
  const verdict = RetryPlan.afterFailure(guide.certainty, failure, { number: 1, firstAtMillis: 0 }, 0.5, 0)
  const then = verdict._tag === "Again" ? `again after ${verdict.atMillis} ms` : verdict._tag
  console.log(`${code} ${failure.title}: ${failure.cause}, ${failure.reaction} reacts, ${then}`)
  console.log(`  ${failure.remedy}`)
}

console.log("Every try after a transient failure:")
for (const { earliestMillis, latestMillis, number } of RetryPlan.preview(guide.certainty.transient)) {
  console.log(`  ${number}: ${earliestMillis / 1000} to ${latestMillis / 1000} s after the first`)
}
