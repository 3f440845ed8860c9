import { elsewhere, inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const sending: ReadonlyArray<Rule> = [
  inCore("SF-01", "Every failure has one entry: what it is, whether to repeat, who reacts, what to do", [], {
    fixed: "The catalogue is data; how long a repeat waits is RT-01."
  }),
  elsewhere("SF-02", "An error is acted on at once", "packages/engine", ["certainty.reactionMillisMax"]),
  elsewhere(
    "SF-03",
    "An endpoint that is slow or silent is passed over, and what is unknown is not repeated blindly",
    "packages/engine",
    [
      "certainty.healthyMillis",
      "certainty.answerMillisMax",
      "certainty.endpoints",
      "alerting.outageShareMin",
      "alerting.outageSamplesMin",
      "alerting.outagePendingMillis"
    ]
  ),
  inCore(
    "SF-04",
    "A token that fails stops what goes through it, and loses nothing",
    ["certainty.tokens", "alerting.tokenLeadMillis"],
    { fixed: "Which answers speak of the token stands in the catalogue." }
  ),
  inCore("SF-05", "A malformed request never leaves, and a raw body is told where it is wrong", [], {
    fixed: "The limits are the platform's own (CLOUD_API 3.1)."
  }),
  elsewhere("SF-06", "Every answer that is no success is recorded", "packages/adapter-cloud-api", [], {
    fixed: "A record that could be switched off would lack what is looked for."
  }),
  elsewhere(
    "SF-07",
    "How long sending takes, and what fails for which cause, is measured",
    "apps/server",
    ["alerting.failureShareMax", "alerting.failureSamplesMin", "alerting.windowMillis", "alerting.sendMillisMax"],
    {
      fixed: "Measurements are always taken.",
      pending: [
        { in: "apps/server", what: "latency of sending and failures by cause among the metrics", until: "SF-07" }
      ]
    }
  )
]
