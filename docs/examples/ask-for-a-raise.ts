/**
 * Is it time to ask for a higher limit, and which condition stands in the way?
 */
import { guide } from "@sluice/core/policy/guide"
import * as Complaints from "@sluice/core/standing/Complaints"
import * as RaiseAdvice from "@sluice/core/standing/RaiseAdvice"

const dayMillis = 86_400_000

/** A sender of 1,500 messages a day; on the last day before `days` a few recipients complained. */
const history = (days: number, complaints: number): Complaints.State => {
  let state = Complaints.initial
  for (let day = 0; day < days; day++) state = Complaints.sent(guide.standing, state, 1_500, day * dayMillis)
  return Complaints.complained(guide.standing, state, complaints, (days - 1) * dayMillis)
}

const window = guide.pacing.senderWindow

for (const [days, complaints] of [
  [20, 5],
  [60, 40],
  [60, 5]
] as const) {
  if (window === null) break
  const facts = {
    senderId: "shop",
    registeredMillis: 0,
    raised: false,
    complaints: history(days, complaints),
    forecastMonthly: [50_000, 60_000, 70_000]
  }
  const decision = RaiseAdvice.decide(guide.standing, window, facts, days * dayMillis)
  console.log(`after ${days} days and ${complaints} complaints: ${decision._tag}`)
  if (decision._tag === "MustWait") console.log(`  ${decision.failing.map(({ _tag }) => _tag).join(", ")}`)
  if (decision._tag === "MayAsk") {
    const { fromUnits, toUnits } = decision.request
    console.log(
      `  ${decision.urgency}: from ${fromUnits} to ${toUnits} a minute, odds ${decision.approvalOdds * 100} %`
    )
  }
}
