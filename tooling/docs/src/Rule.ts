import type { PolicyPath } from "./PolicyLeaf.ts"
import type { RuleId } from "./RuleId.ts"

/** A folder that holds a rule, or that will. */
export type House =
  | `packages/${"core" | "engine" | "adapter-cloud-api" | "adapter-http" | "adapter-kafka" | "client" | "simulator"}`
  | `apps/${"server" | "worker" | "cli" | "dashboard"}`

/** A part of a rule that is not there yet. */
export interface Pending {
  readonly in: House
  readonly what: string
  /**
   * A word that the sources of that folder will hold once it is there: a field of the policy, a module of the core, or the id itself. The
   * check fails as soon as they do, so that no page goes on saying that something is missing.
   */
  readonly until: string
}

/** What is known of a rule beside the sources and tests that cite it. */
export interface Rule {
  readonly id: RuleId
  /** What the rule is about, in one line. */
  readonly title: string
  /** Where it is decided. Unless that is pending, a module there cites the id and a test there carries it in its name. */
  readonly house: House
  /** Where its defaults stand in the policy. */
  readonly policy: ReadonlyArray<PolicyPath>
  /** What of it no policy changes, and why; null where the policy says everything. */
  readonly fixed: string | null
  readonly pending: ReadonlyArray<Pending>
}

/** A rule that is kept in the core, by its policy alone unless told otherwise. */
export const inCore = (
  id: RuleId,
  title: string,
  policy: Rule["policy"],
  more: Partial<Pick<Rule, "fixed" | "pending">> = {}
): Rule => ({ id, title, house: "packages/core", policy, fixed: null, pending: [], ...more })

/** A rule that is kept elsewhere. */
export const elsewhere = (
  id: RuleId,
  title: string,
  house: House,
  policy: Rule["policy"],
  more: Partial<Pick<Rule, "fixed" | "pending">> = {}
): Rule => ({ ...inCore(id, title, policy, more), house })
