import { execFile } from "node:child_process"
import { join } from "node:path"
import { Config, Effect, Option } from "effect"
import { KafkaUnavailable } from "./KafkaUnavailable.ts"

/** The oldest Java that the broker runs on. */
const versionMin = 17

const wanted = `Kafka needs Java ${versionMin} or newer (Debian: apt-get install openjdk-17-jre-headless)`

const failed = (detail: string) => new KafkaUnavailable({ step: "java", detail, log: [] })

/** `java -version` tells it on standard error: `openjdk version "17.0.15" 2025-04-15`. */
const versionOf = (program: string): Effect.Effect<number, KafkaUnavailable> =>
  Effect.async<string, KafkaUnavailable>((resume) => {
    execFile(program, ["-version"], { timeout: 30_000 }, (error, stdout, stderr) => {
      resume(error === null ? Effect.succeed(`${stdout}${stderr}`) : failed(`${error.message.trim()}; ${wanted}`))
    })
  }).pipe(
    Effect.flatMap((text) => {
      const version = Number(/version "(\d+)/.exec(text)?.[1])
      return Number.isInteger(version) ? Effect.succeed(version) : failed(`${program} does not tell its version`)
    })
  )

/** The Java program of this machine: of `JAVA_HOME`, or the one in `PATH`. */
export const locate: Effect.Effect<string, KafkaUnavailable> = Effect.gen(function* () {
  const home = yield* Effect.orDie(Config.option(Config.nonEmptyString("JAVA_HOME")))
  const program = Option.match(home, { onNone: () => "java", onSome: (path) => join(path, "bin", "java") })
  const version = yield* versionOf(program)
  if (version < versionMin) return yield* failed(`${program} is version ${version}; ${wanted}`)
  return program
})
