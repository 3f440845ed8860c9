import { globSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { Application, Logger, LogLevel, type TypeDocOptions } from "typedoc"
import type { Part } from "../Part.ts"
import * as Progress from "../Progress.ts"
import * as Undocumented from "../Undocumented.ts"
import { root } from "../Workspace.ts"

/** Compiler settings for reading sources alone: the workspace's own, by a compiler that TypeDoc can ask. */
const compilerSettings = (folders: ReadonlyArray<string>) => ({
  extends: join(root, "tooling/tsconfig/base.json"),
  compilerOptions: {
    noEmit: true,
    customConditions: ["@sluice/source"],
    typeRoots: [join(root, "tooling/release/node_modules/@types"), join(root, "node_modules/@types")]
  },
  include: folders
})

const options = (folders: ReadonlyArray<string>, tsconfig: string): Partial<TypeDocOptions> => ({
  name: "Sluice",
  entryPointStrategy: "expand",
  entryPoints: [...folders],
  exclude: ["**/internal/**"],
  tsconfig,
  readme: "none",
  // The workspace has been compiled by its own compiler.
  skipErrorChecking: true,
  disableSources: true,
  excludeInternal: true,
  // What classes inherit from libraries is said by the libraries; with it the pages are ten times as long.
  excludeExternals: true,
  logLevel: "Warn",
  // Types that a module keeps to itself are shown where they stand.
  validation: { notExported: false, invalidLink: true, notDocumented: false }
})

/**
 * Keeps what is told, but not that a parameter is none: a function that `Effect.fn` makes has its parameters in the type of another, where the
 * comments on them are not looked for.
 */
class Kept extends Logger {
  readonly told: Array<string> = []
  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn && !message.includes("has an @param with name")) this.told.push(message)
  }
}

/** Exports that have a doc comment, of all, from 0 to 1: what has been reached is kept. */
const documentedShareMin = 0.88

const list = "undocumented.txt"

/** The API reference of every package that is imported, made of the doc comments; a link that leads nowhere is a fault, and what has no comment is listed. */
export const reference: Part = {
  name: "reference",
  describe: "the API reference from doc comments, and what has none",
  run: async ({ folder }) => {
    await mkdir(folder, { recursive: true })
    const folders = globSync("packages/*/src", { cwd: root })
      .toSorted()
      .map((path) => join(root, path))
    const tsconfig = join(folder, "reference.tsconfig.json")
    await writeFile(tsconfig, JSON.stringify(compilerSettings(folders)))
    const application = await Application.bootstrap(options(folders, tsconfig))
    const kept = new Kept()
    application.logger = kept
    const project = await Progress.around("reading the sources", () => application.convert())
    if (project === undefined) return { summary: "nothing", faults: ["the sources could not be read"] }
    application.validate(project)
    const output = join(folder, "reference")
    await rm(output, { recursive: true, force: true })
    await Progress.around("writing the pages", () => application.generateDocs(project, output))
    const coverage = Undocumented.of(project)
    const { exports, undocumented } = coverage
    await writeFile(join(folder, list), undocumented.map((name) => `${name}\n`).join(""))
    return {
      summary: `${project.children?.length ?? 0} modules in ${relative(root, output)}; ${undocumented.length} of ${exports} exports have no doc comment (${relative(root, join(folder, list))})`,
      faults: [...kept.told, ...Undocumented.faults(coverage, documentedShareMin)]
    }
  }
}
