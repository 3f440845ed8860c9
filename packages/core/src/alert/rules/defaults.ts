import type { Alerting } from "../../policy/Alerting.ts"
import type { AlertRule, Severity } from "../AlertRule.ts"
import type { Bound, Condition } from "../Condition.ts"
import type { Measure } from "../Measure.ts"

type Shared = Pick<
  AlertRule,
  "severity" | "pendingMillis" | "recoveringMillis" | "repeatMillis" | "recovery" | "silence" | "suppressedBy"
>

const repeatMillis = (policy: Alerting, severity: Severity): number | null => {
  switch (severity) {
    case "critical":
      return policy.repeatCriticalMillis
    case "warning":
      return policy.repeatWarningMillis
    case "info":
      return null
  }
}

/** What most alerts of that severity have in common: the policy's spans, a recovery by themselves, nothing that explains them. */
export const lasting = (policy: Alerting, severity: Severity): Shared => ({
  severity,
  pendingMillis: policy.pendingMillis,
  recoveringMillis: policy.recoveringMillis,
  repeatMillis: repeatMillis(policy, severity),
  recovery: "itself",
  silence: "keeps",
  suppressedBy: []
})

/** The same for what is a fact as soon as it is seen: told at the first look. */
export const atOnce = (policy: Alerting, severity: Severity): Shared => ({
  ...lasting(policy, severity),
  pendingMillis: 0
})

/** A value above a threshold, which recovers at the policy's share of it. */
export const above = (policy: Alerting, measure: Measure, threshold: number, bound: Bound): Condition => ({
  _tag: "Above",
  measure,
  fires: threshold,
  recovers: threshold * policy.recoverShare,
  bound
})

/** Events within a window, of which there have to be none before it recovers. */
export const counted = (measure: Measure, windowMillis: number, fires: number): Condition => ({
  _tag: "Counted",
  measure,
  windowMillis,
  fires,
  recovers: 0
})

/** Alerts under which nothing of an account leaves: they explain what its sends, queues and callbacks show. */
export const stopsAccount: ReadonlyArray<string> = ["token-dead", "hold-severe"]
