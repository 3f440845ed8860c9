import * as Page from "../Page.ts"
import type { Outcome, Part } from "../Part.ts"
import * as Threats from "../Threats.ts"
import * as ThreatsPage from "../ThreatsPage.ts"
import * as Workspace from "../Workspace.ts"

const run = async (how: "write" | "check"): Promise<Outcome> => {
  const tests = ThreatsPage.shown(Workspace.read())
  const page = Page.part("threats", () =>
    Promise.resolve({
      summary: `${Threats.all.length} threats`,
      path: ThreatsPage.path,
      text: ThreatsPage.render(Threats.all, tests)
    })
  )
  const outcome = await page[how]()
  return { ...outcome, faults: [...ThreatsPage.faults(Threats.all, tests), ...outcome.faults] }
}

/** The threat model, and threats that no test shows. */
export const threats: Part = { name: "threats", write: () => run("write"), check: () => run("check") }
