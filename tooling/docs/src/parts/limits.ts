import * as LimitsPage from "../LimitsPage.ts"
import * as Page from "../Page.ts"
import type { Part } from "../Part.ts"

const page = Page.part("limits", () =>
  Promise.resolve({
    summary: "both policies",
    path: LimitsPage.path,
    text: LimitsPage.render()
  })
)

const run = async (how: "write" | "check") => {
  const outcome = await page[how]()
  const untold = LimitsPage.untold().map((leaf) => `${leaf} is a limit that ${LimitsPage.path} does not tell of`)
  return { ...outcome, faults: [...untold, ...outcome.faults] }
}

/** The page of limits, and limits that it does not have. */
export const limits: Part = { name: "limits", write: () => run("write"), check: () => run("check") }
