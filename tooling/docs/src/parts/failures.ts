import * as FailuresPage from "../FailuresPage.ts"
import * as Page from "../Page.ts"
import type { Part } from "../Part.ts"

/** The page of failures by code. */
export const failures: Part = Page.part("failures", async () => ({
  summary: "every code of the catalogue",
  path: FailuresPage.path,
  text: FailuresPage.render()
}))
