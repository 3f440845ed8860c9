/**
 * Benchmarks against peers, as ratios in one run: `main.ts [suite…] [--short] [--json]`.
 *
 * Exit codes: 0 every floor holds, 1 a floor is broken, 2 there is no such suite or option.
 */
import { parseArgs } from "node:util"
import * as Contest from "./Contest.ts"
import * as Print from "./Print.ts"
import * as Suite from "./Suite.ts"

const usage = (message: string): never => {
  console.error(`${message}\nusage: bench [suite…] [--short] [--json]`)
  return process.exit(2)
}

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { short: { type: "boolean", default: false }, json: { type: "boolean", default: false } }
    })
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
}

const { positionals, values } = readArguments()
const suites = await Suite.all()
const unknown = positionals.filter((name) => !suites.has(name))
if (unknown.length > 0) usage(`no suite ${unknown.join(", ")}; there are: ${[...suites.keys()].join(", ")}`)

let holds = true
for (const suite of [...suites.values()].filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  if (!values.json) console.log(`${suite.name}: ${suite.describe}\n`)
  const { contests } = await suite.run({ effort: values.short ? Contest.short : Contest.full })
  for (const contest of contests) {
    holds &&= Contest.holds(contest)
    console.log(values.json ? JSON.stringify({ suite: suite.name, ...contest }) : `${Print.table(contest)}\n`)
  }
}
process.exitCode = holds ? 0 : 1
