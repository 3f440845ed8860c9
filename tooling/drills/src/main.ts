/**
 * Fault drills: `main.ts [name…] [--short] [--seed TEXT] [--beside WORKER] [--json]`.
 *
 * Real processes are killed under load, and what was lost or doubled is counted. Needs the built programs (`pnpm build`).
 * PostgreSQL is `DATABASE_URL`, or an embedded one. Exit codes: 0 every drill holds, 1 one does not, 2 there is no such drill or option.
 */
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Cause, Config, Duration, Effect, Option } from "effect"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import * as CallbackKill from "./CallbackKill.ts"
import * as Chaos from "./Chaos.ts"
import * as Drain from "./Drain.ts"
import type { Drill, Figures, Options } from "./Drill.ts"
import * as Hostile from "./Hostile.ts"
import * as KafkaBrokerKill from "./KafkaBrokerKill.ts"
import * as MediaCallbacks from "./MediaCallbacks.ts"
import * as Memory from "./Memory.ts"
import * as Rolling from "./Rolling.ts"
import * as ServerKill from "./ServerKill.ts"
import * as TwoWorkers from "./TwoWorkers.ts"
import * as WorkerKill from "./WorkerKill.ts"

const drills = new Map(
  [
    WorkerKill.drill,
    TwoWorkers.drill,
    ServerKill.drill,
    CallbackKill.drill,
    KafkaBrokerKill.drill,
    Drain.drill,
    Rolling.drill,
    Chaos.drill,
    Memory.drill,
    MediaCallbacks.drill,
    Hostile.drill
  ].map((drill) => [drill.name, drill])
)

const usage = (message: string): never => {
  console.error(`${message}\nusage: drills [name…] [--short] [--seed TEXT] [--beside WORKER] [--json]`)
  return process.exit(2)
}

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        short: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        seed: { type: "string", default: "drill" },
        beside: { type: "string" }
      }
    })
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
}

const { positionals, values } = readArguments()
const unknown = positionals.filter((name) => !drills.has(name))
if (unknown.length > 0) usage(`no drill ${unknown.join(", ")}; there are: ${[...drills.keys()].join(", ")}`)

const options: Options = {
  seed: values.seed,
  short: values.short,
  beside: values.beside === undefined ? null : resolve(values.beside),
  say: (line) => Effect.sync(() => console.error(`  ${line}`))
}

/** A drill that breaks off has its reason for a fault. */
const held = (databaseServer: string, drill: Drill): Effect.Effect<Figures> =>
  drill.run(databaseServer, options).pipe(
    Effect.timeoutOption(Duration.seconds(drill.secondsMax(options))),
    Effect.map(
      Option.getOrElse((): Figures => ({ counts: [], faults: [`not over after ${drill.secondsMax(options)} s`] }))
    ),
    Effect.catchAllCause((cause) => Effect.succeed<Figures>({ counts: [], faults: [Cause.pretty(cause)] }))
  )

const print = (drill: Drill, { counts, faults }: Figures): void => {
  if (values.json)
    return console.log(JSON.stringify({ drill: drill.name, seed: options.seed, ...Object.fromEntries(counts), faults }))
  const width = Math.max(0, ...counts.map(([name]) => name.length))
  for (const [name, value] of counts) console.log(`  ${name.padEnd(width)}  ${value}`)
  for (const fault of faults) console.log(`  FAULT ${fault}`)
  console.log(`  ${faults.length === 0 ? "holds" : "does not hold"}\n`)
}

/** Without names the short form leaves out what another drill of it covers: it is run with every change. */
const isChosen = ({ coveredBy, name }: Drill): boolean =>
  positionals.length === 0 ? !(options.short && coveredBy !== undefined) : positionals.includes(name)

const chosen = [...drills.values()].filter(isChosen)

const program = Effect.gen(function* () {
  const url = yield* Config.option(Config.nonEmptyString("DATABASE_URL"))
  const server = yield* EmbeddedPostgres.make({ url: Option.getOrUndefined(url) })
  let broken = 0
  for (const drill of chosen) {
    if (!values.json) console.log(`${drill.name}: ${drill.describe} (seed ${JSON.stringify(options.seed)})`)
    const figures = yield* held(server.url, drill)
    print(drill, figures)
    if (figures.faults.length > 0) broken++
  }
  // For the one line that sums a run up.
  if (!values.json) console.log(`drills: ${chosen.length - broken} passed, ${broken} failed`)
  return broken === 0 ? 0 : 1
}).pipe(Effect.scoped)

const ending = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort())

const exit = await Effect.runPromiseExit(program, { signal: ending.signal })
if (exit._tag === "Failure" && !Cause.isInterruptedOnly(exit.cause)) console.error(Cause.pretty(exit.cause))
process.exit(exit._tag === "Success" ? exit.value : ending.signal.aborted ? 130 : 1)
