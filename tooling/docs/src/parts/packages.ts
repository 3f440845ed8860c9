import * as EdgesPage from "../EdgesPage.ts"
import * as Manifests from "../Manifests.ts"
import * as Page from "../Page.ts"
import type { Part } from "../Part.ts"

/** The page of packages and their edges. */
export const packages: Part = Page.part("packages", async () => {
  const all = Manifests.read()
  return { summary: `${all.length} packages`, path: EdgesPage.path, text: EdgesPage.render(all) }
})
