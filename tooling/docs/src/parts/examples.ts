import { writeFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import * as Examples from "../Examples.ts"
import type { Outcome, Part } from "../Part.ts"
import { root } from "../Workspace.ts"

const folder = `${root}docs/examples/`

interface Seen {
  readonly fault: string | null
  readonly changed: boolean
}

const see = async (example: Examples.Example, mayWrite: boolean): Promise<Seen> => {
  const run = await Examples.run(example)
  if (run._tag === "Failed") return { fault: `${example.name} fails: ${run.reason}`, changed: false }
  if (run.text === "") return { fault: `${example.name} prints nothing`, changed: false }
  const expected = await Examples.expected(example)
  const difference = Examples.firstDifference(expected ?? "", run.text)
  if (difference === null) return { fault: null, changed: false }
  if (mayWrite) {
    await writeFile(example.outputPath, run.text)
    return { fault: null, changed: true }
  }
  const { is, line, was } = difference
  return { fault: `${example.name} prints something else, line ${line}: "${is}", and not "${was}"`, changed: false }
}

const run = async (mayWrite: boolean): Promise<Outcome> => {
  const examples = Examples.inFolder(folder)
  const faults: Array<string> = Examples.orphans(folder, examples).map((file) => `${file} has no program`)
  const changed: Array<string> = []
  const waiting = examples.values()
  const look = async (): Promise<void> => {
    for (const example of waiting) {
      const seen = await see(example, mayWrite)
      if (seen.fault !== null) faults.push(seen.fault)
      if (seen.changed) changed.push(`docs/examples/${example.name}.out.txt`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, look))
  return { summary: `${examples.length} examples run`, changed: changed.toSorted(), faults: faults.toSorted() }
}

/** The examples, and what they print. */
export const examples: Part = { name: "examples", write: () => run(true), check: () => run(false) }
