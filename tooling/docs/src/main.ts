/**
 * The documents that are made from the sources: `main.ts [rules] [limits] [sizes] [failures] [packages] [architecture] [api] [cli] [configuration] [threats] [examples] [links] [--check]`. All of them unless some are named.
 *
 * Without `--check` they are written. Exit codes: 0 all is well, 1 something stands against it, 2 there is no such part or option.
 */
import { parseArgs } from "node:util"
import { api } from "./parts/api.ts"
import { architecture } from "./parts/architecture.ts"
import { cli } from "./parts/cli.ts"
import { configuration } from "./parts/configuration.ts"
import { examples } from "./parts/examples.ts"
import { failures } from "./parts/failures.ts"
import { limits } from "./parts/limits.ts"
import { links } from "./parts/links.ts"
import { packages } from "./parts/packages.ts"
import type { Part } from "./Part.ts"
import { rules } from "./parts/rules.ts"
import { sizes } from "./parts/sizes.ts"
import { threats } from "./parts/threats.ts"

const parts: ReadonlyArray<Part> = [
  rules,
  limits,
  sizes,
  failures,
  packages,
  architecture,
  api,
  cli,
  configuration,
  threats,
  examples,
  links
]

const usage = (message: string): never => {
  console.error(`${message}\nusage: pages [${parts.map(({ name }) => name).join("] [")}] [--check]`)
  return process.exit(2)
}

const readArguments = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { check: { type: "boolean", default: false } } })
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
}

const { positionals, values } = readArguments()
const unknown = positionals.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) usage(`there is no part ${unknown.join(", ")}`)

let faultsFound = 0
for (const part of parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const { changed, faults, summary } = await (values.check ? part.check() : part.write())
  console.log(`${part.name}: ${summary}${faults.length === 0 ? "" : `; ${faults.length} faults`}`)
  for (const file of changed) console.log(`  wrote ${file}`)
  for (const fault of faults) console.error(`  ${fault}`)
  faultsFound += faults.length
}
if (values.check && faultsFound > 0) console.error("What is only out of date is written by: npx -y pnpm@12.21.0 pages")
process.exitCode = faultsFound === 0 ? 0 : 1
