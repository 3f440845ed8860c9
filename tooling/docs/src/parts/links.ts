import * as Links from "../Links.ts"
import type { Outcome, Part } from "../Part.ts"
import { root } from "../Workspace.ts"

const run = (): Promise<Outcome> => {
  const { faults, pages } = Links.check(root)
  return Promise.resolve({
    summary: `${pages} pages`,
    changed: [],
    faults: faults.map(({ fault, page }) => `${page} ${fault}`)
  })
}

/** Links between pages, and the index of the documents. Nothing to write: people write both. */
export const links: Part = { name: "links", write: run, check: run }
