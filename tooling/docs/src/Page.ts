import { readFile, writeFile } from "node:fs/promises"
import * as Markdown from "./Markdown.ts"
import type { Outcome, Part } from "./Part.ts"
import { root } from "./Workspace.ts"

/** A page that follows from the sources alone. */
export interface Page {
  /** What was looked at, in one line. */
  readonly summary: string
  /** From the root of the checkout. */
  readonly path: string
  readonly text: string
}

/** A part that writes one page, and says where the page is not what the sources say now. */
export const part = (name: string, make: () => Promise<Page>): Part => {
  const run = async (mayWrite: boolean): Promise<Outcome> => {
    const { path, summary, text } = await make()
    const page = await Markdown.formatted(path, text)
    const file = `${root}${path}`
    const isSame = (await readFile(file, "utf8").catch(() => "")) === page
    if (mayWrite && !isSame) await writeFile(file, page)
    return {
      summary,
      changed: mayWrite && !isSame ? [path] : [],
      faults: mayWrite || isSame ? [] : [`${path} is not what the sources say now`]
    }
  }
  return { name, write: () => run(true), check: () => run(false) }
}
