import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as PolicyLeaf from "../src/PolicyLeaf.ts"
import * as RuleCheck from "../src/RuleCheck.ts"
import * as RuleId from "../src/RuleId.ts"
import * as Rules from "../src/Rules.ts"
import { root } from "../src/Workspace.ts"
import type { Evidence, Workspace } from "../src/Workspace.ts"

const specification = `${root}../shared/SPEC.md`

/** Faults of the data alone: as if every rule were cited and proved. */
const everywhere = (id: string): Evidence => {
  const house = Rules.all.find((rule) => rule.id === id)?.house ?? ""
  return { modules: [`${house}/src/A.ts`], defaults: [], tests: [{ path: `${house}/test/A.test.ts`, names: [id] }] }
}
const empty: Workspace = { modules: [], tests: [] }

describe("the rules", () => {
  it("each is told once, by an id that can be cited", () => {
    const ids = Rules.all.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect([...RuleId.cited(id)]).toEqual([id])
  })

  it("each has a title, and a word on its default; the policy has what they speak of", () => {
    expect(Rules.all.filter(({ title }) => title.length < 20 || title.endsWith("."))).toEqual([])
    expect(RuleCheck.faults(Rules.all, Rules.beyond, empty, everywhere)).toEqual([])
  })

  it("every default belongs to a rule, or to the list beside them", () => {
    const claims = [...Rules.all.flatMap(({ policy }) => policy), ...Rules.beyond.map(({ path }) => path)]
    const unclaimed = PolicyLeaf.leaves().filter((leaf) => !claims.some((claim) => PolicyLeaf.isWithin(claim, leaf)))
    expect(unclaimed).toEqual(["name"])
  })

  it("no default is claimed twice", () => {
    const claims = [...Rules.all.flatMap(({ policy }) => policy), ...Rules.beyond.map(({ path }) => path)]
    const twice = PolicyLeaf.leaves().filter(
      (leaf) => claims.filter((claim) => PolicyLeaf.isWithin(claim, leaf)).length > 1
    )
    expect(twice).toEqual([])
  })

  describe.skipIf(!existsSync(specification))("and the specification", () => {
    it("have the same ids in the same order", () => {
      const ids = [...readFileSync(specification, "utf8").matchAll(/^\| ([A-Z]{2}-\d{2}) \|/gm)].map(([, id]) => id)
      expect(Rules.all.map(({ id }) => id)).toEqual(ids)
    })
  })
})
