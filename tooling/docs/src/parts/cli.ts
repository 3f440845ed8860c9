import * as CliPage from "../CliPage.ts"
import * as Page from "../Page.ts"
import type { Part } from "../Part.ts"

/** The page of commands. */
export const cli: Part = Page.part("cli", async () => ({
  summary: `${CliPage.count()} commands`,
  path: CliPage.path,
  text: CliPage.render()
}))
