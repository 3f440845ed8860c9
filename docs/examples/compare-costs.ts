/**
 * What does a volume cost with each provider, and which kind of plan is advised? What a plan does not state is not guessed.
 */
import * as Cost from "@sluice/core/cost/Cost"
import { guide } from "@sluice/core/policy/guide"

for (const perDay of [30, 6_000]) {
  const { advice, cheapest, messagesPerMonth, rows } = Cost.compare(guide.cost, perDay)
  console.log(`${perDay} a day, ${messagesPerMonth} a month`)
  for (const { bill, plan } of rows) {
    const price = bill._tag === "Unknown" ? "no price stated" : `${bill.usdPerMonth} USD`
    const beyond = bill._tag === "AtLeast" ? ` and more, for ${bill.unpricedMessages} beyond what it includes` : ""
    console.log(`  ${plan}: ${price}${beyond}`)
  }
  console.log(`  advice: ${advice._tag}${cheapest === null ? "" : `, cheapest so far ${cheapest.plan}`}`)
}
