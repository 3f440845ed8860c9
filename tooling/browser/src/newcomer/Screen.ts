import type { Page } from "playwright-core"
import * as Watched from "../Page.ts"
import type { Act } from "./Walkthrough.ts"

/** What may be clicked, by the name that a reader hears. */
const roles = ["link", "button", "checkbox", "radio"] as const

/** The element of that name; a name that ends with `…` begins so. */
const named = (page: Page, name: string) => {
  const wanted = name.endsWith("…") ? { name: name.slice(0, -1).trim() } : { name, exact: true }
  const [first, ...others] = roles.map((role) => page.getByRole(role, wanted))
  return others.reduce((found, other) => found.or(other), first ?? page.getByRole("link", wanted)).first()
}

/**
 * Does what the page says, one act after the other, as somebody who reads it would; what is not there within the page's patience is a failure.
 *
 * @param valueOf what is typed for a text of the page, such as the content of a file.
 * @returns what axe finds wrong with the pages on which something was seen.
 */
export const follow = async (
  page: Page,
  acts: ReadonlyArray<Act>,
  valueOf: (text: string) => string
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  for (const act of acts) {
    switch (act._tag) {
      case "Open":
        await page.goto(act.url)
        continue
      case "Fill":
        await page.getByLabel(act.field, { exact: true }).fill(valueOf(act.value))
        continue
      case "Click":
        await named(page, act.name).click()
        continue
      case "See":
        await page.getByText(act.text).filter({ visible: true }).first().waitFor()
        found.push(...(await Watched.violations(page)))
    }
  }
  return found
}
