/**
 * The pacing contest: `main.ts [--short] [--seed TEXT] [--json] [--write]`.
 *
 * Sluice and naive senders against one judge, in virtual time; a day takes minutes, the short form seconds. With `--write` tables and picture
 * go into docs/. Exit codes: 0 every floor holds, 1 one is broken, 2 there is no such option.
 */
import { Struct } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import * as Contest from "./Contest.ts"
import * as Floors from "./Floors.ts"
import * as Page from "./Page.ts"
import * as Plot from "./Plot.ts"
import * as Scenario from "./Scenario.ts"
import * as Table from "./Table.ts"

const usage = (message: string): never => {
  console.error(`${message}\nusage: pacing [--short] [--seed TEXT] [--json] [--write]`)
  return process.exit(2)
}

const readArguments = () => {
  try {
    return parseArgs({
      options: {
        short: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        seed: { type: "string", default: "pacing" }
      }
    })
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
}

const { values } = readArguments()
if (values.short && values.write) usage("the pages hold the whole contest: --write goes without --short")

const results: Array<Contest.Result> = []

for (const scenario of values.short ? Scenario.short : Scenario.full) {
  const result = await Contest.hold(scenario, values.seed)
  results.push(result)
  if (values.json) {
    const { bunching, foretold, others, sluice } = result
    const outcomes = [sluice, ...others, bunching].map((outcome) => Struct.omit(outcome, "acceptedMillis"))
    console.log(JSON.stringify({ scenario, seed: values.seed, outcomes, foretold, broken: Floors.broken(result) }))
  } else {
    console.log(`${scenario.title}, ${scenario.hours} h (seed ${JSON.stringify(values.seed)})\n`)
    console.log(`${Table.text(result)}\n\n${Table.remark(result)}\n`)
  }
}

if (values.write) {
  const page = new URL("../../../../docs/pacing.md", import.meta.url)
  const filled = Page.filled(readFileSync(page, "utf8"), results)
  if (filled === null) throw new Error("docs/pacing.md has no place for a table")
  writeFileSync(page, filled)
  writeFileSync(new URL("../../../../docs/images/pacing-contest.svg", import.meta.url), Plot.svg(results))
}

const faults = results.map(Floors.broken)
results.forEach(({ scenario }, at) => {
  for (const fault of faults[at] ?? []) console.error(`FLOOR BROKEN ${scenario.name}: ${fault}`)
})
const failed = faults.filter(({ length }) => length > 0).length
// For the one line that sums a run up.
if (!values.json) console.log(`pacing: ${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
