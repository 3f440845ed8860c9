import { cp, glob, readFile } from "node:fs/promises"
import { join } from "node:path"
import * as Command from "../Command.ts"
import { root } from "../Workspace.ts"
import type { BareProject } from "./BareProject.ts"
import type { Node } from "./Nodes.ts"

/** How many were tried, and what went otherwise than it should. */
export interface Outcome {
  readonly done: number
  readonly faults: ReadonlyArray<string>
}

/** Runs a program of the project, and returns what is wrong with what it printed; its own end is a fault where it is not a good one. */
const tryProgram = async (
  { folder }: BareProject,
  { executable, major }: Node,
  args: ReadonlyArray<string>,
  judge: (printed: string) => string | null
): Promise<ReadonlyArray<string>> => {
  try {
    const wrong = judge(await Command.run(executable, args, { cwd: folder, secondsMax: 120 }))
    return wrong === null ? [] : [`Node ${major}: ${wrong}`]
  } catch (error) {
    return [`Node ${major}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

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

const tryExamples = async (project: BareProject, node: Node, all: ReadonlyArray<Example>): Promise<Outcome> => {
  const faults: Array<string> = []
  for (const { expected, name } of all) {
    const args = ["--disable-warning=ExperimentalWarning", `${name}.ts`]
    faults.push(
      ...(await tryProgram(project, node, args, (printed) =>
        printed.trimEnd() === expected.trimEnd() ? null : `${name} does not print what is documented`
      ))
    )
  }
  return { done: all.length, faults }
}

/**
 * Runs each documented example, on one version of Node beside the other, and tells which does not print what is documented.
 *
 * All are brought before the first of them runs: a file is away for a moment while it is copied.
 */
export const examples = async (project: BareProject, nodes: ReadonlyArray<Node>): Promise<ReadonlyArray<Outcome>> => {
  const folder = join(root, "docs/examples")
  const all = await examplesIn(folder)
  for (const { name } of all) await cp(join(folder, `${name}.ts`), join(project.folder, `${name}.ts`))
  return Promise.all(nodes.map((node) => tryExamples(project, node, all)))
}

const module = /^dist\/(.+)\.js$/

/** Modules that are programs: importing one would start it. */
const isProgram = (name: string): boolean => name === "main" || name.endsWith("Thread")

/** Imports every module that a package lets others import, one after another in one process. */
export const imports = async (project: BareProject, node: Node, name: string): Promise<Outcome> => {
  const folder = join(project.folder, "node_modules", name)
  const modules: Array<string> = []
  for await (const file of glob("dist/**/*.js", { cwd: folder })) {
    const found = module.exec(file.replaceAll("\\", "/"))?.[1]
    if (found !== undefined && !found.split("/").includes("internal") && !isProgram(found))
      modules.push(`${name}/${found}`)
  }
  const script = `for (const name of ${JSON.stringify(modules)}) await import(name).catch((error) => { console.error(name + ": " + error); process.exitCode = 1 })`
  return {
    done: modules.length,
    faults: await tryProgram(project, node, ["--input-type=module", "--eval", script], () => null)
  }
}

/** Runs the command line, as whoever installed it would. */
export const commandLine = async (project: BareProject, node: Node): Promise<Outcome> => {
  const words = ["numbers", "check", "+886912345678"]
  const faults = await tryProgram(project, node, ["node_modules/@sluice/cli/dist/main.js", ...words], (printed) =>
    printed.includes("+886912345678") ? null : `sluice ${words.join(" ")} says ${printed}`
  )
  return { done: 1, faults }
}
