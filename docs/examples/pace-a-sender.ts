/**
 * May this message leave now, and if not, when? Ten messages of a new sender, in virtual time: the loop never sleeps.
 */
import { guide } from "@sluice/core/policy/guide"
import * as Throttle from "@sluice/core/throttle/Throttle"

const context: Throttle.Context = {
  sender: "shop",
  pacing: guide.pacing,
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Asia/Taipei"
}

let state = Throttle.initial(context)
let nowMillis = 0

for (let sent = 0; sent < 10;) {
  const request = {
    id: `m${sent}`,
    recipient: `customer-${sent}`,
    units: guide.pacing.senderWindow?.textUnits ?? 1,
    kind: "text",
    template: null,
    probeOf: null
  } as const
  const decision = Throttle.decide(context, state, request, nowMillis)
  if (decision._tag === "Waits") {
    console.log(`${nowMillis} ms: ${request.id} waits until ${decision.untilMillis}, for the ${decision.limit}`)
    nowMillis = decision.untilMillis
    continue
  }
  if (decision._tag !== "Admitted") break
  // The departure is told before the request leaves, its answer once it is there: here after 300 ms.
  state = Throttle.evolve(context, state, decision.departure)
  console.log(`${nowMillis} ms: ${request.id} leaves`)
  nowMillis += 300
  state = Throttle.evolve(context, state, { _tag: "Answered", id: request.id, atMillis: nowMillis })
  sent++
}
