import type { Condition } from "./Condition.ts"
import * as Measure from "./Measure.ts"

/** How bad it is: `info` is worth a line, `warning` a look today, `critical` waking somebody. */
export type Severity = "info" | "warning" | "critical"

/**
 * One alert, declared as a value: what stands for how long, what it means, and what to do.
 *
 * A rule holds no clock and no state; `AlertState` lives through it, once for each key of its measure's scope.
 */
export interface AlertRule {
  /** Stable: people silence and route by it. */
  readonly id: string
  /** The rules of SPEC.md, or sections of CLOUD_API.md, that ask for it. */
  readonly cites: readonly [string, ...ReadonlyArray<string>]
  readonly severity: Severity
  readonly means: string
  readonly remedy: string
  readonly condition: Condition
  /** The condition stands for this long before the alert fires; what is shorter is nobody's concern. */
  readonly pendingMillis: number
  /** The condition is gone for this long before the alert recovers. */
  readonly recoveringMillis: number
  /** Told again this often while it stands; null for once. */
  readonly repeatMillis: number | null
  /** `by-hand`: it stands until somebody resolves it, whatever is measured. */
  readonly recovery: "itself" | "by-hand"
  /** What no reading means while it stands: it goes on, or it counts as gone. */
  readonly silence: "keeps" | "recovers"
  /** Alerts that explain this one: while any of them stands for the same place, this one is not told. */
  readonly suppressedBy: ReadonlyArray<string>
}

/** The keys of everything that a measured thing belongs to: a sender with its business, account and provider. */
export type Place = Readonly<Partial<Record<Measure.AlertScope, string>>>

/** What a rule is evaluated per. */
export const scopeOf = (rule: AlertRule): Measure.AlertScope => Measure.definition(rule.condition.measure).scope

/**
 * The key of one alert: rule and what it stands for, `dead-letters account acme`. Null where the place does not name it.
 *
 * There is one state for each key; two processes that look at one place work on the same.
 */
export const keyOf = (rule: AlertRule, place: Place): string | null => {
  const scope = scopeOf(rule)
  const key = place[scope]
  return key === undefined ? null : `${rule.id} ${scope} ${key}`
}

/** What notices are bundled by: twenty senders of one account with the same trouble are one message to read. */
export const groupOf = (rule: AlertRule, place: Place): string =>
  `${rule.id} ${place.account ?? place.portfolio ?? place.provider ?? place.intake ?? "all"}`
