import { execFile } from "node:child_process"
import { globSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { promisify } from "node:util"

/** A program under `docs/examples`, with the output that is committed beside it. */
export interface Example {
  readonly name: string
  readonly path: string
  readonly outputPath: string
}

/** What a run printed; of one that failed, what it said about that. */
export type Run =
  | { readonly _tag: "Printed"; readonly text: string }
  | { readonly _tag: "Failed"; readonly reason: string }

/** Every example in a folder (with a slash at its end), by name. */
export const inFolder = (folder: string): ReadonlyArray<Example> =>
  globSync("*.ts", { cwd: folder })
    .toSorted()
    .map((file) => ({
      name: file.replace(/\.ts$/, ""),
      path: `${folder}${file}`,
      outputPath: `${folder}${file.replace(/\.ts$/, ".out.txt")}`
    }))

/** Longer than any example takes; one that hangs is a fault. */
const runMillisMax = 30_000

const exec = promisify(execFile)

/** It says nothing to a program: Node reads there what it has compiled before. */
const compiled: Record<string, string> =
  process.env["NODE_COMPILE_CACHE"] === undefined ? {} : { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] }

const reasonOf = (error: unknown): string =>
  error instanceof Error && "stderr" in error && typeof error.stderr === "string" && error.stderr !== ""
    ? error.stderr.trim()
    : String(error)

/**
 * Runs an example by this very Node, in a process and a folder of its own, with an environment that tells it nothing: the same on
 * every machine.
 */
export const run = async ({ path }: Example): Promise<Run> => {
  try {
    const { stderr, stdout } = await exec(
      process.execPath,
      ["--conditions=@sluice/source", "--disable-warning=ExperimentalWarning", path],
      { env: { TZ: "UTC", LANG: "C", ...compiled }, timeout: runMillisMax }
    )
    return stderr === "" ? { _tag: "Printed", text: stdout } : { _tag: "Failed", reason: stderr.trim() }
  } catch (error) {
    return { _tag: "Failed", reason: reasonOf(error) }
  }
}

/** The committed output; null where there is none. */
export const expected = ({ outputPath }: Example): Promise<string | null> =>
  readFile(outputPath, "utf8").catch(() => null)

/** The first line in which two outputs differ, counted from 1; null when they are the same. */
export const firstDifference = (
  was: string,
  is: string
): { readonly line: number; readonly was: string; readonly is: string } | null => {
  const [before, after] = [was.split("\n"), is.split("\n")]
  const at = Array.from({ length: Math.max(before.length, after.length) }).findIndex(
    (_, line) => before[line] !== after[line]
  )
  return at < 0 ? null : { line: at + 1, was: before[at] ?? "(nothing)", is: after[at] ?? "(nothing)" }
}

/** Outputs without a program. */
export const orphans = (folder: string, examples: ReadonlyArray<Example>): ReadonlyArray<string> =>
  globSync("*.out.txt", { cwd: folder })
    .filter((file) => !examples.some(({ outputPath }) => outputPath === `${folder}${file}`))
    .toSorted()
