/**
 * When are people told? Readings go in, notices come out: once for a trouble that lasts, and once when it is over.
 */
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Watch from "@sluice/core/alert/Watch"
import { guide } from "@sluice/core/policy/guide"

const book = Rulebook.fromPolicy(guide)
const ruleId = "provider-outage"
const rule = book.byId.get(ruleId)
if (rule !== undefined) console.log(`${rule.id}, ${rule.severity}: ${rule.means}\n${rule.remedy}\n`)

const place = { provider: "cloud-api" }
let states: Watch.States = new Map()

// Failed answers of a hundred requests, looked at once a minute.
for (const [minute, failed] of [2, 70, 70, 70, 45, 5, 5, 5, 5, 5, 5].entries()) {
  const measured = [{ ruleId, place, reading: { _tag: "Part", part: failed, whole: 100 } as const }]
  const outcome = Watch.look(book, states, measured, minute * 60_000)
  states = outcome.states
  const told = outcome.notices.map(
    ({ _tag, number, sinceMillis }) => `${_tag} ${number}, since ${sinceMillis / 60_000} min`
  )
  console.log(`${minute} min, ${failed} % failed: ${told.join("; ") || "nobody is told"}`)
}
