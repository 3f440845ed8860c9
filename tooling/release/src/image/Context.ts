import { cp, readFile, stat } from "node:fs/promises"
import { basename, join, matchesGlob, relative } from "node:path"

/** The files that an engine would be sent: a folder, and what its `.dockerignore` keeps back. */
export interface Context {
  readonly folder: string
  readonly ignored: ReadonlyArray<string>
}

/** Reads a folder's `.dockerignore`: one pattern a line, comments and blanks aside. Patterns that take files back (`!`) are refused. */
export const read = async (folder: string): Promise<Context> => {
  const lines = (await readFile(join(folder, ".dockerignore"), "utf8")).split("\n").map((line) => line.trim())
  const ignored = lines.filter((line) => line !== "" && !line.startsWith("#"))
  const taken = ignored.find((line) => line.startsWith("!"))
  if (taken !== undefined) throw new Error(`.dockerignore: ${taken} is not followed here`)
  return { folder, ignored }
}

/** Whether a path, from the folder on, is sent; what is below an ignored folder is never asked about. */
const sends = ({ ignored }: Context, path: string): boolean => !ignored.some((pattern) => matchesGlob(path, pattern))

/** Copies a file, or all that is in a folder but not the folder itself, of the context into a folder: as an engine does. */
export const copy = async (context: Context, source: string, into: string): Promise<void> => {
  const from = join(context.folder, source)
  const filter = (path: string): boolean => path === context.folder || sends(context, relative(context.folder, path))
  const to = (await stat(from)).isDirectory() ? into : join(into, basename(from))
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter })
}
