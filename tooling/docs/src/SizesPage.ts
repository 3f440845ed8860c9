import type { EntryPoint } from "./EntryPoint.ts"
import * as Markdown from "./Markdown.ts"
import type { Size } from "./Size.ts"

/** `docs/sizes.md`: what an import of one module of the core weighs. */
export const path = "docs/sizes.md"

const cell = (size: number): string => size.toFixed(1)

const row = ({ alone, aloneGzip, module, whole, wholeGzip }: Size): ReadonlyArray<string> => [
  Markdown.code(module),
  ...(whole === 0 ? ["types", "", "", ""] : [alone, aloneGzip, whole, wholeGzip].map(cell))
]

const introduction = `# What does an import weigh?

Thousands of bytes, minified, of each module of the core imported by itself, as a bundler that drops unused code leaves it; beside them the
same after gzip. \`effect\` is a peer dependency: the first two columns leave it out, for programs that have it anyway; the other two count
the parts of it that the module needs. A module that describes its data with a schema brings \`effect\`'s schema along, which is most of
those columns. Most of \`phone\` is the numbering plans of the whole world.

Modules of types alone weigh nothing. A size that is off by more than a tenth fails the build.`

const head = ["module", "alone", "gzip", "with `effect`", "gzip"]

/** The page. @param sizes one for each entry. */
export const render = (entries: ReadonlyArray<EntryPoint>, sizes: ReadonlyArray<Size>): string => {
  const byModule = new Map(sizes.map((size) => [size.module, size]))
  const folders = Map.groupBy(entries, ({ folder }) => folder)
  return Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    ...[...folders].flatMap(([folder, of]) => [
      `## ${folder}`,
      Markdown.table(
        head,
        of.flatMap(({ module }) => {
          const size = byModule.get(module)
          return size === undefined ? [] : [row(size)]
        })
      )
    ])
  ])
}

const told = /^\| `([^`]+)` +\| +([\d.]+|types) +\|(?: +([\d.]+) +\| +([\d.]+) +\| +([\d.]+) +\|)?/gm

/** The sizes that a page tells, by module; of a module of types all are 0. */
export const read = (text: string): ReadonlyMap<string, Size> =>
  new Map(
    [...text.matchAll(told)].map(([, module = "", alone, aloneGzip, whole, wholeGzip]) => [
      module,
      {
        module,
        alone: alone === "types" ? 0 : Number(alone),
        aloneGzip: Number(aloneGzip ?? 0),
        whole: Number(whole ?? 0),
        wholeGzip: Number(wholeGzip ?? 0)
      }
    ])
  )
