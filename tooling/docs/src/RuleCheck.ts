import * as PolicyLeaf from "./PolicyLeaf.ts"
import type { Rule } from "./Rule.ts"
import type { Beyond } from "./Rules.ts"
import type { Evidence, Workspace } from "./Workspace.ts"

/** One reason why the page of rules cannot be believed. */
export interface Fault {
  readonly about: string
  readonly fault: string
}

const isIn = (house: string, path: string): boolean => path.startsWith(`${house}/`)

/** Whether a module of the rule's house cites it, and a test there carries its id. */
export const isKept = (rule: Rule, { modules, tests }: Evidence): boolean =>
  modules.some((path) => isIn(rule.house, path)) && tests.some(({ path }) => isIn(rule.house, path))

/** A rule without a module, without a test, or without a word on its default. What is pending at home may lack the first two. */
const unkept = (rule: Rule, { modules, tests }: Evidence): ReadonlyArray<string> => {
  if (rule.pending.some((part) => part.in === rule.house)) return []
  return [
    ...(modules.some((path) => isIn(rule.house, path)) ? [] : [`no module of ${rule.house} cites it`]),
    ...(tests.some(({ path }) => isIn(rule.house, path)) ? [] : [`no test of ${rule.house} carries it in its name`])
  ]
}

const silent = ({ fixed, policy }: Rule, leaves: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...(policy.length === 0 && fixed === null ? ["neither a default nor a reason why it has none"] : []),
  ...policy
    .filter((path) => !leaves.some((leaf) => PolicyLeaf.isWithin(path, leaf)))
    .map((path) => `the policy has nothing at ${path}`)
]

/** What is said to be missing and is there. Defaults do not count: a limit that is only stated is kept by nobody. */
const outdated = ({ pending }: Rule, { modules }: Workspace): ReadonlyArray<string> =>
  pending.flatMap((part) => {
    const sign = new RegExp(`(?<![\\w-])${part.until}(?![\\w-])`)
    const there = modules.find(
      ({ path, text }) => isIn(part.in, path) && !path.startsWith("packages/core/src/policy/") && sign.test(text)
    )
    return there === undefined ? [] : [`"${part.what}" is said to be missing, but ${there.path} has ${part.until}`]
  })

/** Leaves of the policy that neither a rule nor the list beside them claims: defaults that nobody explains. */
const unclaimed = (
  rules: ReadonlyArray<Rule>,
  beyond: ReadonlyArray<Beyond>,
  leaves: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const claims: ReadonlyArray<string> = [
    // What a policy is called is no default.
    "name",
    ...rules.flatMap(({ policy }) => policy),
    ...beyond.map(({ path }) => path)
  ]
  return leaves.filter((leaf) => !claims.some((claim) => PolicyLeaf.isWithin(claim, leaf)))
}

/** Every fault of the rules, in their order; then every default that nobody claims. */
export const faults = (
  rules: ReadonlyArray<Rule>,
  beyond: ReadonlyArray<Beyond>,
  workspace: Workspace,
  evidence: (id: string) => Evidence,
  leaves: ReadonlyArray<string> = PolicyLeaf.leaves()
): ReadonlyArray<Fault> => [
  ...rules.flatMap((rule) =>
    [...unkept(rule, evidence(rule.id)), ...silent(rule, leaves), ...outdated(rule, workspace)].map((fault) => ({
      about: rule.id,
      fault
    }))
  ),
  ...unclaimed(rules, beyond, leaves).map((leaf) => ({ about: leaf, fault: "no rule claims this default" }))
]
