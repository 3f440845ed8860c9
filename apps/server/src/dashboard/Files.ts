import { readdirSync, readFileSync } from "node:fs"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { Option } from "effect"

/** A file of the dashboard's build. */
export interface File {
  readonly type: string
  readonly plain: Uint8Array
  readonly gzipped: Uint8Array
  /** Its name changes with its content, so it may be kept for ever. */
  readonly hashed: boolean
}

/** What a build holds; another kind of file is not served. */
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml"
}

/** Where the dashboard's package keeps its build; none where the package is not installed. */
const directory = (): Option.Option<string> =>
  Option.map(Option.liftThrowable(() => import.meta.resolve("@sluice/dashboard/package.json"))(), (manifest) =>
    fileURLToPath(new URL("dist/", manifest))
  )

const filesIn = (root: string): ReadonlyMap<string, File> =>
  new Map(
    readdirSync(root, { recursive: true, encoding: "utf8" }).flatMap((path): Array<[string, File]> => {
      const type = types[extname(path)]
      if (type === undefined) return []
      const plain = readFileSync(`${root}${path}`)
      return [[path, { type, plain, gzipped: gzipSync(plain), hashed: path.startsWith("assets/") }]]
    })
  )

/**
 * The dashboard's files by their path in the build, read once: they are few and small, and no path of a request ever reaches the disk. Empty where
 * it is not built.
 */
export const read = (root: Option.Option<string> = directory()): ReadonlyMap<string, File> =>
  Option.getOrElse(Option.flatMap(root, Option.liftThrowable(filesIn)), () => new Map<string, File>())
