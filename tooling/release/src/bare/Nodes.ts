import { join } from "node:path"
import * as Command from "../Command.ts"
import type { BareProject } from "./BareProject.ts"

/** A version of Node that the packages promise to run on. */
export interface Node {
  readonly major: 22 | 24
  readonly executable: string
}

const name = "node-22"

/** The older version as a package of the registry, which holds the program and nothing else: a dependency of a bare project. */
export const dependency = { [name]: `npm:node-${process.platform}-${process.arch}@^22.18.0` }

/** Both versions: the older one from a project that depends on it, the newer one is what runs this. Fails where one is not what it is called. */
export const of = async ({ folder }: BareProject): Promise<ReadonlyArray<Node>> => {
  const nodes: ReadonlyArray<Node> = [
    { major: 22, executable: join(folder, "node_modules", name, "bin", "node") },
    { major: 24, executable: process.execPath }
  ]
  for (const { executable, major } of nodes) {
    const version = await Command.run(executable, ["--version"], { cwd: folder })
    if (!version.startsWith(`v${major}.`)) throw new Error(`${executable} is ${version.trim()}, not Node ${major}`)
  }
  return nodes
}
