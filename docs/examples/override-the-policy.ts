/**
 * Every default is a value of a policy, and any part of it can be replaced. What cannot be is told with its path.
 */
import { Either } from "effect"
import * as Policy from "@sluice/core/policy/Policy"

const change = {
  name: "ours",
  pacing: { senderWindow: { initialUnits: 8 } },
  cost: { plans: { twilio: { perMessageUsd: 0.004 } } }
}

const ours = Policy.override(Policy.shipped.guide, change)
if (Either.isRight(ours)) {
  const { cost, name, pacing } = ours.right
  console.log(
    `${name}: ${pacing.senderWindow?.initialUnits} units a minute, raised ${pacing.senderWindow?.raisedUnits}`
  )
  console.log(
    `twilio ${cost.plans["twilio"]?.perMessageUsd} USD, messagebird ${cost.plans["messagebird"]?.perMonthUsd} USD`
  )
}

const wrong = Policy.override(Policy.shipped.guide, {
  pacing: { pair: { burst: "many", pause: 1 } },
  certainty: { uncertainThen: "ask" }
})
if (Either.isLeft(wrong)) for (const { message, path } of wrong.left) console.log(`${path}: ${message}`)
