import { cp, glob, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Command from "./Command.ts"
import type { Tarball } from "./Tarballs.ts"
import { root } from "./Workspace.ts"

/** A project that knows nothing of the workspace: the tarballs, what they ask for, and two versions of Node. */
export interface BareProject {
  readonly folder: string
  readonly remove: () => Promise<void>
}

const nodePackage = `node-${process.platform}-${process.arch}`

/** Versions of Node that the packages promise to run on, as packages of the registry that hold the program and nothing else. */
export const nodes = { "node-22": `npm:${nodePackage}@^22.18.0`, "node-24": `npm:${nodePackage}@^24.11.0` } as const

type Node = keyof typeof nodes

const rangeOf = async (name: string): Promise<string> => {
  const catalog = await readFile(join(root, "pnpm-workspace.yaml"), "utf8")
  const found = new RegExp(`^  "?${name}"?: (\\S+)$`, "m").exec(catalog)?.[1]
  if (found === undefined) throw new Error(`the catalog of pnpm-workspace.yaml does not name ${name}`)
  return found
}

/** Installs the tarballs into a folder outside of the workspace, with npm. */
export const make = async (tarballs: ReadonlyArray<Tarball>): Promise<BareProject> => {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bare-"))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const manifest = {
      name: "bare",
      private: true,
      type: "module",
      dependencies: {
        effect: await rangeOf("effect"),
        ...Object.fromEntries(tarballs.map(({ file, name }) => [name, `file:${file}`])),
        ...nodes
      }
    }
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2))
    await Command.run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      secondsMax: 300
    })
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

const executable = ({ folder }: BareProject, node: Node): string => join(folder, "node_modules", node, "bin", "node")

/** What a run of an example must print. */
interface Example {
  readonly name: string
  readonly expected: string
}

const examplesIn = async (folder: string): Promise<ReadonlyArray<Example>> => {
  const found: Array<Example> = []
  for await (const file of glob("*.out.txt", { cwd: folder })) {
    found.push({ name: file.replace(/\.out\.txt$/, ""), expected: await readFile(join(folder, file), "utf8") })
  }
  return found.toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Runs each documented example of the core in it, and returns what went otherwise than documented. */
export const tryExamples = async (project: BareProject, node: Node): Promise<Outcome> => {
  const examples = await examplesIn(join(root, "docs/examples"))
  const faults: Array<string> = []
  for (const { expected, name } of examples) {
    await cp(join(root, "docs/examples", `${name}.ts`), join(project.folder, `${name}.ts`))
    try {
      const printed = await Command.run(
        executable(project, node),
        ["--disable-warning=ExperimentalWarning", `${name}.ts`],
        {
          cwd: project.folder,
          secondsMax: 60
        }
      )
      if (printed.trimEnd() !== expected.trimEnd()) faults.push(`${node}: ${name} does not print what is documented`)
    } catch (error) {
      faults.push(`${node}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { done: examples.length, faults }
}

/** How many were tried, and which of them failed. */
export interface Outcome {
  readonly done: number
  readonly faults: ReadonlyArray<string>
}

const module = /^dist\/(.+)\.js$/

/** Modules that are programs: importing one would start it. */
const isProgram = (name: string): boolean => name === "main" || name.endsWith("Thread")

/** Imports every module that a package lets others import. */
export const tryImports = async (project: BareProject, node: Node, { name }: Tarball): Promise<Outcome> => {
  const folder = join(project.folder, "node_modules", name)
  const modules: Array<string> = []
  for await (const file of glob("dist/**/*.js", { cwd: folder })) {
    const found = module.exec(file.replaceAll("\\", "/"))?.[1]
    if (found !== undefined && !found.split("/").includes("internal") && !isProgram(found))
      modules.push(`${name}/${found}`)
  }
  const script = `for (const name of ${JSON.stringify(modules)}) await import(name).catch((error) => { console.error(name + ": " + error); process.exitCode = 1 })`
  try {
    await Command.run(executable(project, node), ["--input-type=module", "--eval", script], {
      cwd: project.folder,
      secondsMax: 120
    })
    return { done: modules.length, faults: [] }
  } catch (error) {
    return { done: modules.length, faults: [`${node}: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

/** Runs the command line in it, as whoever installed it would. */
export const tryCommandLine = async (project: BareProject, node: Node): Promise<Outcome> => {
  const words = ["numbers", "check", "+886912345678"]
  try {
    const printed = await Command.run(executable(project, node), ["node_modules/@sluice/cli/dist/main.js", ...words], {
      cwd: project.folder,
      secondsMax: 60
    })
    return {
      done: 1,
      faults: printed.includes("+886912345678") ? [] : [`${node}: sluice ${words.join(" ")} says ${printed}`]
    }
  } catch (error) {
    return { done: 1, faults: [`${node}: ${error instanceof Error ? error.message : String(error)}`] }
  }
}
