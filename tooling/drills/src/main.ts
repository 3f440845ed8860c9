/**
 * Fault drills: `main.ts [name…] [--short] [--seed TEXT] [--provider NAME] [--beside WORKER] [--json]`.
 *
 * Real processes are killed under load, and what was lost or doubled is counted. Needs the built programs (`pnpm build`).
 * PostgreSQL is `DATABASE_URL`, or an embedded one. Exit codes: 0 every drill holds, 1 one does not, 2 there is no such drill or option.
 */
import * as Seat from "@sluice/cli/stack/Seat"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Cause, Config, Duration, Effect, Option } from "effect"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import * as BackupRestore from "./BackupRestore.ts"
import * as CallbackKill from "./CallbackKill.ts"
import * as Chaos from "./Chaos.ts"
import * as Drain from "./Drain.ts"
import type { Drill, Figures, Options } from "./Drill.ts"
import * as Hostile from "./Hostile.ts"
import * as KafkaBrokerKill from "./KafkaBrokerKill.ts"
import * as MediaCallbacks from "./MediaCallbacks.ts"
import * as Memory from "./Memory.ts"
import * as MoveProvider from "./MoveProvider.ts"
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
    MoveProvider.drill,
    Chaos.drill,
    BackupRestore.drill,
    Memory.drill,
    MediaCallbacks.drill,
    Hostile.drill
  ].map((drill) => [drill.name, drill])
)

const usage = (message: string): never => {
  console.error(
    `${message}\nusage: drills [name…] [--short] [--seed TEXT] [--provider NAME] [--beside WORKER] [--json]`
  )
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
        provider: { type: "string", default: "cloud-api" },
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

const provider = Seat.providers.find((one) => one === values.provider)
if (provider === undefined) {
  usage(`no provider ${values.provider}; there are: ${Seat.providers.join(", ")}`)
}

const options: Options = {
  provider: provider ?? "cloud-api",
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
    return console.log(
      JSON.stringify({
        drill: drill.name,
        seed: options.seed,
        provider: options.provider,
        ...Object.fromEntries(counts),
        faults
      })
    )
  const width = Math.max(0, ...counts.map(([name]) => name.length))
  for (const [name, value] of counts) console.log(`  ${name.padEnd(width)}  ${value}`)
  for (const fault of faults) console.log(`  FAULT ${fault}`)
  console.log(`  ${faults.length === 0 ? "holds" : "does not hold"}\n`)
}

const canBeHeld = ({ platformOnly }: Drill): boolean => options.provider === "cloud-api" || platformOnly === undefined

/** Without names the short form leaves out what another drill of it covers, since it is run with every change; and what cannot be held at the provider. */
const isChosen = (drill: Drill): boolean =>
  positionals.length === 0
    ? !(options.short && drill.coveredBy !== undefined) && canBeHeld(drill)
    : positionals.includes(drill.name)

const chosen = [...drills.values()].filter(isChosen)
const barred = chosen.filter((drill) => !canBeHeld(drill)).map(({ name }) => name)
if (barred.length > 0) {
  usage(`${barred.join(", ")}: plays the platform's own part, and cannot be held at ${options.provider}`)
}

const program = Effect.gen(function* () {
  const url = yield* Config.option(Config.nonEmptyString("DATABASE_URL"))
  const server = yield* EmbeddedPostgres.make({ url: Option.getOrUndefined(url) })
  let broken = 0
  for (const drill of chosen) {
    if (!values.json)
      console.log(`${drill.name}: ${drill.describe} (seed ${JSON.stringify(options.seed)}, ${options.provider})`)
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
