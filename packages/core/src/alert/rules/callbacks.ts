import type { Policy } from "../../policy/Policy.ts"
import type { AlertRule } from "../AlertRule.ts"
import { above, atOnce, counted, lasting, stopsAccount } from "./defaults.ts"

const answers = ({ alerting, receiving }: Policy): ReadonlyArray<AlertRule> => {
  const slowerThan = (millis: number) => above(alerting, "callback.answerMillisP99", millis, "passed")
  return [
    {
      ...lasting(alerting, "critical"),
      id: "callback-answers-too-slow",
      cites: ["WH-01"],
      silence: "recovers",
      means: "Callbacks are answered so late that the sender repeats them, which makes the load grow.",
      remedy:
        "Look at the database's commit times and at the server's load. Add a server, or put the callback log on Kafka.",
      condition: slowerThan(receiving.answerMillisMax)
    },
    {
      ...lasting(alerting, "warning"),
      id: "callback-answers-slow",
      cites: ["WH-01"],
      silence: "recovers",
      suppressedBy: ["callback-answers-too-slow"],
      means: "Callbacks are answered later than they should be; the sender does not repeat them yet.",
      remedy: "Look at the database's commit times and at the server's load before the limit is reached.",
      condition: slowerThan(receiving.answerMillisAim)
    },
    {
      ...lasting(alerting, "warning"),
      id: "callback-processing-slow",
      cites: ["WH-08"],
      silence: "recovers",
      means: "Callbacks are taken in faster than they are processed: what is shown of messages is late.",
      remedy: "Add a worker. Above a thousand callbacks a second, put the callback log on Kafka.",
      condition: above(alerting, "callback.processedMillisP95", receiving.processedMillisMax, "passed")
    }
  ]
}

const guards = ({ alerting, receiving }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...atOnce(alerting, "critical"),
    id: "bad-signature",
    cites: ["GD-03"],
    silence: "recovers",
    means: "Callbacks came with a wrong signature: the secret is not the platform's, or somebody forges them.",
    remedy: "Compare the app secret with the platform's. If it is right, find out who calls the address, and bar them.",
    condition: counted("callback.badSignatures", receiving.badSignatureAlertMillis, 1)
  },
  {
    ...atOnce(alerting, "warning"),
    id: "intake-paused",
    cites: ["GD-02"],
    means: "Malformed callbacks in a row have paused the intake; the sender repeats what it could not hand over.",
    remedy: "Read the malformed callbacks. A change of the platform's format needs a decoder that knows it.",
    condition: { _tag: "Entered", measure: "intake.guard", states: ["paused"] }
  }
]

const format = ({ alerting, receiving }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...atOnce(alerting, "info"),
    id: "unknown-fields",
    cites: ["WH-09"],
    silence: "recovers",
    means: "Callbacks carry fields or types that the decoder has no reading for. They are kept.",
    remedy: "Look them up in the platform's changes, and let the next decoder read them.",
    condition: counted("callback.unknownPaths", alerting.driftMillis, alerting.unknownPathsMin)
  },
  {
    ...atOnce(alerting, "warning"),
    id: "calibration-overdue",
    cites: ["WH-10"],
    means: "The weekly comparison of stored callbacks with the platform's newest fields has not been made.",
    remedy: "Run sluice callbacks calibrate, and see why its schedule did not.",
    condition: { _tag: "Missed", measure: "decoder.calibrated", allowedMillis: receiving.calibrationMillis }
  },
  {
    ...atOnce(alerting, "warning"),
    id: "events-quarantined",
    cites: ["WH-11"],
    silence: "recovers",
    means: "The two readings of an event disagree on a recipient, an id, a status or an amount. It is set aside.",
    remedy: "Compare both readings of the event with its raw form, correct the wrong one, and replay the event.",
    condition: counted("callback.quarantined", alerting.driftMillis, alerting.quarantinedMin)
  },
  {
    ...lasting(alerting, "critical"),
    id: "callbacks-silent",
    cites: ["CLOUD_API 3.6", "WH-04"],
    suppressedBy: ["provider-outage", "intake-paused", ...stopsAccount],
    means: "Messages left, and no callback has come since: their statuses, and what customers answer, are not seen.",
    remedy:
      "Check the subscription of the callback address and that it can be reached; sluice callbacks verify-url does both.",
    condition: { _tag: "Missed", measure: "callback.last", allowedMillis: alerting.callbackSilenceMillis }
  }
]

/** Alerts about what comes in: its signatures, its form, and how fast it is answered (SPEC WH, GD). */
export const callbacks = (policy: Policy): ReadonlyArray<AlertRule> => [
  ...guards(policy),
  ...answers(policy),
  ...format(policy)
]
