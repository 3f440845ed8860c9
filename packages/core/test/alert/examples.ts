import type { Reading } from "@sluice/core/alert/Condition"
import * as Failure from "@sluice/core/failure/Failure"

/** One alert of the guide's policy: a reading that fires it and one that does not, as one would meet them. */
export interface Example {
  readonly cites: string
  readonly id: string
  readonly fires: Reading
  readonly calm: Reading
  /** Seconds from the first such reading to the notice. */
  readonly afterSeconds: number
}

/** Now, in every example: moments lie before or after it. */
export const nowMillis = 1_000 * 86_400_000

const value = (given: number): Reading => ({ _tag: "Value", value: given })
const count = (given: number): Reading => ({ _tag: "Count", count: given })
const part = (of: number, whole: number): Reading => ({ _tag: "Part", part: of, whole })
const state = (given: string): Reading => ({ _tag: "State", state: given })
const daysFromNow = (days: number): Reading => ({ _tag: "Moment", atMillis: nowMillis + days * 86_400_000 })

const alert = (cites: string, id: string, fires: Reading, calm: Reading, afterSeconds: number): Example => ({
  cites,
  id,
  fires,
  calm,
  afterSeconds
})

const failures = Failure.Cause.literals
  .filter((cause) => cause !== "provider-outage" && cause !== "auth")
  .map((cause) => alert("SF-07", `failures-${cause}`, part(8, 100), part(3, 100), 120))

export const examples: ReadonlyArray<Example> = [
  alert("GD-03", "bad-signature", count(1), count(0), 0),
  alert("GD-02", "intake-paused", state("paused"), state("open"), 0),
  alert("WH-01", "callback-answers-slow", value(501), value(400), 120),
  alert("WH-01", "callback-answers-too-slow", value(1_001), value(800), 120),
  alert("WH-08", "callback-processing-slow", value(201), value(160), 120),
  alert("WH-09", "unknown-fields", count(1), count(0), 0),
  alert("WH-10", "calibration-overdue", daysFromNow(-7.1), daysFromNow(-6), 0),
  alert("WH-11", "events-quarantined", count(1), count(0), 0),
  alert("WH-04", "callbacks-silent", daysFromNow(-0.02), { _tag: "Moment", atMillis: null }, 120),
  alert("SF-03", "provider-outage", part(10, 20), part(0, 20), 60),
  alert("SF-03", "provider-answers-slow", value(501), value(300), 120),
  alert("SF-07", "sends-slow", value(5_001), value(3_000), 120),
  ...failures,
  alert("RL-09", "queue-lag", value(300_001), value(1_000), 120),
  alert("RT-04", "uncertain-backlog", value(21), value(0), 120),
  alert("RT-02", "dead-letters", count(1), count(0), 0),
  alert("SF-02", "reaction-slow", value(1_001), value(300), 120),
  alert("SF-01", "unknown-code", state("seen"), state("none"), 0),
  alert("PH-07", "number-judgement-slow", value(1_001), value(5), 0),
  alert("RL-07", "hold-severe", state("severe"), state("none"), 0),
  alert("RL-07", "hold-medium", state("medium"), state("none"), 0),
  alert("RL-06", "hold-light", state("light"), state("none"), 0),
  alert("RL-07", "number-restricted", state("restriction"), state("none"), 0),
  alert("MD-03", "media-suspended", state("open"), state("closed"), 0),
  alert("GD-04", "key-check", state("checking"), state("counting"), 0),
  alert("RL-04", "window-near-limit", value(0.8), value(0.6), 0),
  alert("ST-03", "complaints-at-half", value(0.0025), value(0.001), 0),
  alert("ST-03", "complaints-at-threshold", value(0.005), value(0.004), 0),
  alert("ST-02", "raise-put-back", state("put-back"), state("watching"), 0),
  alert("CLOUD_API 3.4", "quality-red", state("RED"), state("YELLOW"), 0),
  alert("SF-04", "token-dead", state("expired"), state("valid"), 0),
  alert("SF-04", "token-expiring", daysFromNow(6), daysFromNow(8), 120),
  alert("CLOUD_API 3.3", "business-restricted", state("locked"), state("good"), 0),
  alert("CLOUD_API 3.3", "payment-failed", state("failed"), state("good"), 0),
  alert("CLOUD_API 3.8", "api-version-expiring", daysFromNow(59), daysFromNow(61), 120),
  alert("TP-06", "template-paused", state("paused"), state("approved"), 0),
  alert("TP-06", "template-disabled", state("disabled"), state("approved"), 0),
  alert("TP-06", "template-rejected", state("rejected"), state("approved"), 0),
  alert("TP-06", "template-review-overdue", daysFromNow(-0.1), daysFromNow(1), 120)
]
