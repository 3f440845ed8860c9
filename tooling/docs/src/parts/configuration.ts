import * as ConfigurationPage from "../ConfigurationPage.ts"
import * as Page from "../Page.ts"
import type { Part } from "../Part.ts"

/** The reference of the configuration. */
export const configuration: Part = Page.part("configuration", async () => ({
  summary: `${ConfigurationPage.all.length} variables and two files`,
  path: ConfigurationPage.path,
  text: ConfigurationPage.render()
}))
