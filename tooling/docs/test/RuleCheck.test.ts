import { describe, expect, it } from "vitest"
import { elsewhere, inCore } from "../src/Rule.ts"
import type { Rule } from "../src/Rule.ts"
import * as RuleCheck from "../src/RuleCheck.ts"
import { evidence } from "../src/Workspace.ts"
import type { Workspace } from "../src/Workspace.ts"

const test = (path: string, name: string, ...groups: ReadonlyArray<string>) => ({ path, tests: [{ groups, name }] })

const workspace = (change: Partial<Workspace> = {}): Workspace => ({
  modules: [{ path: "packages/core/src/retry/Plan.ts", text: "/** A plan (SPEC RT-01). */" }],
  tests: [test("packages/core/test/retry/Plan.test.ts", "RT-01: a plan ends")],
  ...change
})

const rule = inCore("RT-01", "Schedules are values", ["certainty.transient"])

const faults = (one: Rule, of: Workspace, leaves: ReadonlyArray<string> = ["certainty.transient.factor"]) =>
  RuleCheck.faults([one], [], of, evidence(of), leaves).map(({ about, fault }) => `${about}: ${fault}`)

describe("RuleCheck", () => {
  it("a rule with a module, a test and a default has no fault", () => {
    expect(faults(rule, workspace())).toEqual([])
  })

  it("a rule without a module is a fault; a default that is only stated is no module", () => {
    const stated = [{ path: "packages/core/src/policy/Certainty.ts", text: "/** RT-01 */" }]
    const fault = ["RT-01: no module of packages/core cites it"]
    expect(faults(rule, workspace({ modules: [] }))).toEqual(fault)
    expect(faults(rule, workspace({ modules: stated }))).toEqual(fault)
  })

  it("a rule without a test in its own package is a fault", () => {
    const others = [test("packages/simulator/test/A.test.ts", "RT-01: a plan ends")]
    expect(faults(rule, workspace({ tests: others }))).toEqual([
      "RT-01: no test of packages/core carries it in its name"
    ])
  })

  it("a group's name counts for the tests in it, and so do conformance suites", () => {
    const engine = elsewhere("RT-01", "Schedules are values", "packages/engine", ["certainty.transient"])
    const modules = [{ path: "packages/engine/src/A.ts", text: "// RT-01" }]
    const tests = [test("packages/engine/test-kit/a.ts", "a plan ends", "RT-01")]
    expect(faults(engine, workspace({ modules, tests }))).toEqual([])
    expect(evidence(workspace({ tests }))("RT-01").tests).toEqual([
      { path: "packages/engine/test-kit/a.ts", names: ["RT-01 › a plan ends"] }
    ])
  })

  it("a rule without a word on its default is a fault, and so is a default that is not there", () => {
    expect(faults({ ...rule, policy: [] }, workspace(), [])).toEqual([
      "RT-01: neither a default nor a reason why it has none"
    ])
    expect(faults({ ...rule, policy: [], fixed: "It cannot be." }, workspace(), [])).toEqual([])
    expect(faults(rule, workspace(), ["certainty.deferred.factor"])).toEqual([
      "RT-01: the policy has nothing at certainty.transient",
      "certainty.deferred.factor: no rule claims this default"
    ])
  })

  it("what is pending at home may lack module and test, but only until it is there", () => {
    const later: Rule = {
      ...rule,
      pending: [{ in: "packages/core", what: "the plan", until: "RT-01" }]
    }
    expect(faults(later, workspace({ modules: [], tests: [] }))).toEqual([])
    expect(faults(later, workspace())).toEqual([
      'RT-01: "the plan" is said to be missing, but packages/core/src/retry/Plan.ts has RT-01'
    ])
  })

  it("what is pending elsewhere is found by a whole word in the sources there, and nowhere else", () => {
    const later: Rule = { ...rule, pending: [{ in: "apps/cli", what: "the plan", until: "RetryPlan" }] }
    const cli = (text: string) =>
      workspace({ modules: [...workspace().modules, { path: "apps/cli/src/Plan.ts", text }] })
    expect(faults(later, cli("import * as RetryPlans from './RetryPlans.ts'"))).toEqual([])
    expect(faults(later, cli('import * as R from "@sluice/core/retry/RetryPlan"'))).toHaveLength(1)
    expect(RuleCheck.isKept(later, evidence(workspace())("RT-01"))).toBe(true)
  })
})
