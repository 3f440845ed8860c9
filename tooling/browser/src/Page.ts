import { AxeBuilder } from "@axe-core/playwright"
import type { BrowserContext, Page } from "playwright-core"

/** A page that remembers what went wrong in it. */
export interface Watched {
  readonly page: Page
  /** Errors of the console and of scripts, and answers that were none. */
  readonly faults: ReadonlyArray<string>
}

/** Status 401 before signing in is how the page learns that nobody is there; browsers tell of it all the same. */
const isExpected = (text: string, url: string): boolean => text.includes("401") && url.endsWith("/dashboard/session")

/** A new page of a reader. */
export const open = async (context: BrowserContext): Promise<Watched> => {
  const page = await context.newPage()
  const faults: Array<string> = []
  page.on("console", (message) => {
    const { url } = message.location()
    if (message.type() === "error" && !isExpected(message.text(), url)) faults.push(`${message.text()} (${url})`)
  })
  page.on("pageerror", (error) => faults.push(error.message))
  page.setDefaultTimeout(20_000)
  return { page, faults }
}

/** What axe finds against WCAG 2.2 A and AA and its own best practices, one line each. */
export const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze()
  return violations.map(({ help, id, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`)
}

/** Signs in with a key, by the form. */
export const signIn = async (page: Page, url: string, key: string): Promise<void> => {
  await page.goto(`${url}/dashboard`)
  await page.locator("#key").fill(key)
  await page.locator("button[type=submit]").click()
  await page.getByRole("navigation").waitFor()
}
