import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { format } from "oxfmt"
import { root } from "./Workspace.ts"

/** What a page is written with. */

/** A text that has signs of Markdown in it, as it is to be read. */
export const plain = (text: string): string => text.replaceAll(/[\\*_<>[\]|~]/g, "\\$&")

export const link = (text: string, path: string): string => `[${text}](${path})`

export const code = (text: string): string => `\`${text}\``

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n")

/** The line on top of a page that nobody is to edit. */
export const generated = (by: string): string => `<!-- Written by \`${by}\`: do not edit. -->`

/** Blocks with an empty line between them. */
export const page = (blocks: ReadonlyArray<string>): string =>
  `${blocks.filter((block) => block !== "").join("\n\n")}\n`

const Style = Schema.parseJson(
  Schema.Struct({
    printWidth: Schema.Int,
    semi: Schema.Boolean,
    trailingComma: Schema.Literal("none", "es5", "all")
  })
)

/** A page in the house's format, so that the formatter has nothing to say about it. */
export const formatted = async (path: string, text: string): Promise<string> => {
  const style = Schema.decodeUnknownSync(Style)(readFileSync(`${root}.oxfmtrc.json`, "utf8"))
  const { code: written, errors } = await format(path, text, style)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  return written
}
