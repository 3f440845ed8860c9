import { elsewhere, inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const certainty: ReadonlyArray<Rule> = [
  inCore("RT-01", "Retry schedules are values", [
    "certainty.transient",
    "certainty.transientLimited",
    "certainty.throttled",
    "certainty.deferred"
  ]),
  inCore(
    "RT-02",
    "What is permanent is not repeated; what runs out is a dead letter that can be replayed",
    ["alerting.deadLettersMin", "alerting.deadLettersMillis"],
    {
      fixed:
        "Which failures are permanent stands in the catalogue (SF-01); when attempts run out, in the schedules (RT-01)."
    }
  ),
  inCore("RT-03", "A queued message outlives any process", [], {
    fixed: "A promise without a setting: every state is a row before it counts."
  }),
  elsewhere(
    "RT-04",
    "A send whose outcome is unknown is settled by its callbacks before it is repeated",
    "packages/engine",
    [
      "certainty.uncertainMillis",
      "certainty.uncertainMillisMax",
      "certainty.uncertainThen",
      "certainty.uncertainResendsMax",
      "certainty.orderMillisMax",
      "receiving.repeatMillis",
      "receiving.repeatFactor",
      "alerting.uncertainMax"
    ]
  ),
  elsewhere("RT-05", "The same idempotency key never sends twice", "packages/engine", ["certainty.idempotencyMillis"], {
    pending: [
      {
        in: "packages/engine",
        what: "keys are kept for good so far; none is forgotten after its time",
        until: "idempotencyMillis"
      }
    ]
  })
]
