import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** A link that leads nowhere, or a page that nothing leads to. */
export interface Fault {
  readonly page: string
  readonly fault: string
}

/** The index of the documents: every page of `docs` has its line there. */
const index = "docs/README.md"

const fences = /^```[\s\S]*?^```/gm
const links = /\]\(([^)\s]+)\)/g

/** What a page links to in the repository, as paths from its root; addresses elsewhere and places on the page itself are left out. */
export const targets = (page: string, text: string): ReadonlyArray<string> =>
  [...text.replaceAll(fences, "").matchAll(links)]
    .map(([, to = ""]) => to.replace(/#.*$/, ""))
    .filter((to) => to !== "" && !/^[a-z]+:/.test(to))
    .map((to) => join(dirname(page), to).replaceAll("\\", "/").replace(/\/$/, ""))

const pagesIn = (root: string): ReadonlyArray<string> =>
  globSync(["*.md", "docs/**/*.md", "{packages,apps,tooling}/*/README.md", "samples/*.md"], {
    cwd: root,
    exclude: (path) => path.includes("node_modules")
  })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()

/** Every fault of the pages under `root` (with a slash at its end), and how many pages were looked at. */
export const check = (root: string): { readonly pages: number; readonly faults: ReadonlyArray<Fault> } => {
  const pages = pagesIn(root)
  const linked = new Set<string>()
  const faults: Array<Fault> = []
  for (const page of pages) {
    for (const target of targets(page, readFileSync(`${root}${page}`, "utf8"))) {
      if (page === index) linked.add(target)
      if (!existsSync(`${root}${target}`)) faults.push({ page, fault: `links to ${target}, which is not there` })
    }
  }
  const unlinked = pages.filter((page) => page.startsWith("docs/") && page !== index && !linked.has(page))
  return {
    pages: pages.length,
    faults: [...faults, ...unlinked.map((page) => ({ page, fault: `is not in ${index}` }))]
  }
}
