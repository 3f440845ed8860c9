import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** A link that leads nowhere, or a page that nothing leads to. */
export interface Fault {
  readonly page: string
  readonly fault: string
}

/** The index of the documents: every page of `docs` has its line there, and those of a folder of their own on a page that has. */
const index = "docs/README.md"

const fences = /^```[\s\S]*?^```/gm
const links = /\]\(([^)\s]+)\)/g

/** What a page links to in the repository, as paths from its root; addresses elsewhere and places on the page itself are left out. */
export const targets = (page: string, text: string): ReadonlyArray<string> =>
  [...text.replaceAll(fences, "").matchAll(links)]
    .map(([, to = ""]) => to.replace(/#.*$/, ""))
    .filter((to) => to !== "" && !/^[a-z]+:/.test(to))
    .map((to) => join(dirname(page), to).replaceAll("\\", "/").replace(/\/$/, ""))

/** A page in a folder of its own under `docs`. */
const isNested = (page: string): boolean => page.split("/").length > 2

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
  const linked = new Map<string, ReadonlyArray<string>>()
  const faults: Array<Fault> = []
  for (const page of pages) {
    const found = targets(page, readFileSync(`${root}${page}`, "utf8"))
    linked.set(page, found)
    for (const target of found) {
      if (!existsSync(`${root}${target}`)) faults.push({ page, fault: `links to ${target}, which is not there` })
    }
  }
  const indexed = linked.get(index) ?? []
  const reached = new Set([...indexed, ...indexed.flatMap((page) => (linked.get(page) ?? []).filter(isNested))])
  const unlinked = pages.filter((page) => page.startsWith("docs/") && page !== index && !reached.has(page))
  return {
    pages: pages.length,
    faults: [...faults, ...unlinked.map((page) => ({ page, fault: `is not in ${index}` }))]
  }
}
