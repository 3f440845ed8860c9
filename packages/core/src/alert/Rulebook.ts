import type { Policy } from "../policy/Policy.ts"
import type { AlertRule } from "./AlertRule.ts"
import { account } from "./rules/account.ts"
import { callbacks } from "./rules/callbacks.ts"
import { limits } from "./rules/limits.ts"
import { sending } from "./rules/sending.ts"
import { standing } from "./rules/standing.ts"
import { templates } from "./rules/templates.ts"

/** Rules in the order in which they are looked at: those that explain others come before them. */
export interface Rulebook {
  readonly rules: ReadonlyArray<AlertRule>
  readonly byId: ReadonlyMap<string, AlertRule>
  /** Place of each rule in `rules`, by its id. */
  readonly order: ReadonlyMap<string, number>
}

/** Length of the longest chain of alerts that explain this one; a chain that comes back to itself ends there. */
const depthOf = (byId: ReadonlyMap<string, AlertRule>, rule: AlertRule, above: ReadonlySet<string>): number => {
  if (above.has(rule.id)) return 0
  const path = new Set([...above, rule.id])
  return rule.suppressedBy.reduce((deepest, id) => {
    const other = byId.get(id)
    return other === undefined ? deepest : Math.max(deepest, 1 + depthOf(byId, other, path))
  }, 0)
}

/** A book of any rules. */
export const of = (given: ReadonlyArray<AlertRule>): Rulebook => {
  const byId = new Map(given.map((rule) => [rule.id, rule]))
  const depths = new Map(given.map((rule) => [rule.id, depthOf(byId, rule, new Set())]))
  const rules = given.toSorted((a, b) => (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0))
  return { rules, byId, order: new Map(rules.map(({ id }, index) => [id, index])) }
}

/** Every alert that SPEC.md and CLOUD_API.md ask for, with the thresholds of this policy; a limit that it does not know has no alert. */
export const fromPolicy = (policy: Policy): Rulebook =>
  of([
    ...account(policy),
    ...sending(policy),
    ...limits(policy),
    ...standing(policy),
    ...templates(policy),
    ...callbacks(policy)
  ])

/**
 * Why a book cannot be relied on.
 *
 * - `DoubledId`, `UnknownSuppressor`: ids do not lead to one rule.
 * - `ExplainsItself`: a chain of suppression comes back to where it began.
 * - `NoHysteresis`: it recovers at a value that still fires.
 * - `FiresFirst`: it would be told before the alert that explains it has had its span.
 */
export type Problem = {
  readonly _tag: "DoubledId" | "UnknownSuppressor" | "ExplainsItself" | "NoHysteresis" | "FiresFirst"
  readonly ruleId: string
}

const explainsItself = (byId: ReadonlyMap<string, AlertRule>, rule: AlertRule): boolean => {
  const seen = new Set<string>()
  const open = [...rule.suppressedBy]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === rule.id) return true
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...(byId.get(id)?.suppressedBy ?? []))
  }
  return false
}

const hasHysteresis = ({ condition }: AlertRule): boolean => {
  switch (condition._tag) {
    case "Above":
    case "Counted":
    case "Share":
      return condition.recovers < condition.fires
    case "Below":
      return condition.recovers > condition.fires
    case "Entered":
    case "Missed":
      return true
  }
}

/** Everything that is wrong with some rules, also after an operator has overridden the policy; none for the shipped ones. */
export const problems = (rules: ReadonlyArray<AlertRule>): ReadonlyArray<Problem> => {
  const { byId } = of(rules)
  return rules.flatMap((rule, index): ReadonlyArray<Problem> => {
    const suppressors = rule.suppressedBy.map((id) => byId.get(id))
    const wrong: ReadonlyArray<readonly [Problem["_tag"], boolean]> = [
      ["DoubledId", rules.findIndex(({ id }) => id === rule.id) !== index],
      ["UnknownSuppressor", suppressors.includes(undefined)],
      ["ExplainsItself", explainsItself(byId, rule)],
      ["NoHysteresis", !hasHysteresis(rule)],
      ["FiresFirst", suppressors.some((other) => other !== undefined && other.pendingMillis > rule.pendingMillis)]
    ]
    return wrong.filter(([, is]) => is).map(([_tag]) => ({ _tag, ruleId: rule.id }))
  })
}
