import { describe, expect, it } from "vitest"
import * as Rules from "../src/Rules.ts"
import * as RulesPage from "../src/RulesPage.ts"
import type { Evidence } from "../src/Workspace.ts"

const none: Evidence = { modules: [], defaults: [], tests: [] }

const page = (id: string, evidence: Partial<Evidence>): string =>
  RulesPage.render((of) => (of === id ? { ...none, ...evidence } : none))

const sectionOf = (id: string, text: string): string => text.split(`### ${id}\n`)[1]?.split("\n### ")[0] ?? ""

describe("RulesPage", () => {
  it("every rule has a line in the overview, and a section", () => {
    const text = page("", {})
    for (const { id, title } of Rules.all) {
      expect(text).toContain(`| [${id}](#${id.toLowerCase()}) | ${title} |`)
      expect(sectionOf(id, text)).toContain(`${title}.`)
    }
  })

  it("a rule shows its modules, its own package first, its defaults under both policies, and how to change them", () => {
    const modules = ["apps/cli/src/A.ts", "packages/core/src/throttle/ContinuousRun.ts"]
    const section = sectionOf("RL-08", page("RL-08", { modules }))
    expect(section).toContain(
      "core: [`throttle/ContinuousRun`](../packages/core/src/throttle/ContinuousRun.ts); cli: [`A`](../apps/cli/src/A.ts)"
    )
    expect(section).toContain("| `pacing.continuousSending.cooldownMillis` | 1 h | none |")
    expect(section).toContain("**Change it**")
  })

  it("what no policy changes is called fixed, with the reason", () => {
    expect(sectionOf("PH-04", page("", {}))).toContain("**Fixed:** Plans are the metadata of libphonenumber")
  })

  it("a test is shown as it reads: signs are no Markdown, and what a table of cases fills in is left open", () => {
    const tests = [{ path: "packages/core/test/A.test.ts", names: ["RT-01: a_b * <c> | %s of $count, 65 % at first"] }]
    expect(sectionOf("RT-01", page("RT-01", { tests }))).toContain(
      "  - RT-01: a\\_b \\* \\<c\\> \\| … of …, 65 % at first"
    )
  })

  it("standing tells what is kept, what is there in part, and what is not there", () => {
    const kept = (house: string): Partial<Evidence> => ({
      modules: [`${house}/src/A.ts`],
      tests: [{ path: `${house}/test/A.test.ts`, names: ["a"] }]
    })
    expect(page("RL-08", kept("packages/core"))).toMatch(/\[RL-08\].*\| kept \| 1 \|/)
    expect(page("RL-11", kept("packages/core"))).toMatch(/\[RL-11\].*\| in part \| 1 \|/)
    expect(page("RL-11", kept("apps/cli"))).toMatch(/\[RL-11\].*\| not yet \| 1 \|/)
  })
})
