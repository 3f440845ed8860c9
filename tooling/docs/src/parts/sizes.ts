import { readFile, writeFile } from "node:fs/promises"
import * as Bundle from "../Bundle.ts"
import * as EntryPoint from "../EntryPoint.ts"
import * as Markdown from "../Markdown.ts"
import type { Outcome, Part } from "../Part.ts"
import * as Size from "../Size.ts"
import * as SizesPage from "../SizesPage.ts"
import { root } from "../Workspace.ts"

const describe = ({ aloneGzip, module, wholeGzip }: Size.Size): string =>
  `${module} (${aloneGzip} kB gzip, ${wholeGzip} with effect)`

const run = async (mayWrite: boolean): Promise<Outcome> => {
  const file = `${root}${SizesPage.path}`
  const before = await readFile(file, "utf8").catch(() => "")
  const told = SizesPage.read(before)
  const entries = EntryPoint.all()
  const alone = await Bundle.each(entries, "outside")
  // Without a need for it, nothing changes with `effect` inside; building those again would double the time.
  const needing = alone.filter(({ needsEffect }) => needsEffect).map(({ entry }) => entry)
  const whole = new Map((await Bundle.each(needing, "inside")).map((bundle) => [bundle.entry.module, bundle]))
  const now = alone.map((bundle) => Size.of(bundle, whole.get(bundle.entry.module) ?? bundle))
  const settled = now.map((size) => Size.settled(told, size))
  const page = await Markdown.formatted(SizesPage.path, SizesPage.render(entries, settled))
  const changed = page === before ? [] : [SizesPage.path]
  if (mayWrite && page !== before) await writeFile(file, page)
  const off = now.filter((size) => !told.has(size.module) || told.get(size.module) !== Size.settled(told, size))
  return {
    summary: `${entries.length} modules of the core, each bundled by itself`,
    changed: mayWrite ? changed : [],
    faults:
      mayWrite || changed.length === 0
        ? []
        : [`${SizesPage.path} is not what the bundles weigh now`, ...off.map((size) => `now ${describe(size)}`)]
  }
}

/** The page of sizes. */
export const sizes: Part = { name: "sizes", write: () => run(true), check: () => run(false) }
