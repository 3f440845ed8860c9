import { readFile, writeFile } from "node:fs/promises"
import * as Markdown from "../Markdown.ts"
import type { Outcome, Part } from "../Part.ts"
import * as RuleCheck from "../RuleCheck.ts"
import * as Rules from "../Rules.ts"
import * as RulesPage from "../RulesPage.ts"
import * as Workspace from "../Workspace.ts"

const run = async (mayWrite: boolean): Promise<Outcome> => {
  const workspace = Workspace.read()
  const evidence = Workspace.evidence(workspace)
  const faults = RuleCheck.faults(Rules.all, Rules.beyond, workspace, evidence).map(
    ({ about, fault }) => `${about}: ${fault}`
  )
  const page = await Markdown.formatted(RulesPage.path, RulesPage.render(evidence))
  const file = `${Workspace.root}${RulesPage.path}`
  const isSame = (await readFile(file, "utf8").catch(() => "")) === page
  if (mayWrite && !isSame) await writeFile(file, page)
  const kept = Rules.all.filter((rule) => RuleCheck.isKept(rule, evidence(rule.id))).length
  return {
    summary: `${Rules.all.length} rules, ${kept} of them kept by their package`,
    changed: mayWrite && !isSame ? [RulesPage.path] : [],
    faults: mayWrite || isSame ? faults : [...faults, `${RulesPage.path} is not what the sources say now`]
  }
}

/** The page of rules, and the rules that lack something. */
export const rules: Part = { name: "rules", write: () => run(true), check: () => run(false) }
