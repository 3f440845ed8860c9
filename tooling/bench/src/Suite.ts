import { readdir } from "node:fs/promises"
import type * as Contest from "./Contest.ts"

/**
 * A group of contests about one part of the project.
 *
 * To add one, put a file into `suites/` that exports `suite`; its file name is the name it is called by.
 */
export interface Suite {
  readonly name: string
  /** What is compared with what, in one line. */
  readonly describe: string
  readonly run: (options: Options) => Promise<Report>
}

export interface Options {
  readonly effort: Contest.Effort
}

export interface Report {
  readonly contests: ReadonlyArray<Contest.Result>
}

const isSuite = (value: unknown): value is Suite =>
  typeof value === "object" && value !== null && "name" in value && "describe" in value && "run" in value

/** Every suite in `suites/`, by name. */
export const all = async (): Promise<ReadonlyMap<string, Suite>> => {
  const folder = new URL("./suites/", import.meta.url)
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).toSorted()
  const found = new Map<string, Suite>()
  for (const file of files) {
    const module: Readonly<Record<string, unknown>> = await import(new URL(file, folder).href)
    if (!isSuite(module["suite"])) throw new Error(`suites/${file} exports no suite`)
    found.set(module["suite"].name, module["suite"])
  }
  return found
}
