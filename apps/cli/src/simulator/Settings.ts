import * as FileSystem from "@effect/platform/FileSystem"
import * as SimulatorConfig from "@sluice/simulator/config/SimulatorConfig"
import * as World from "@sluice/simulator/config/World"
import { Effect, Option, ParseResult, Schema } from "effect"
import * as ExitCode from "../ExitCode.ts"

/** What the command line says of a simulator; what it leaves open is the file's to say, and then the simulator's. */
export interface Given {
  readonly port: Option.Option<number>
  readonly seed: Option.Option<string>
  readonly speed: Option.Option<number>
  readonly policy: Option.Option<World.PolicyName>
  readonly callbackUrl: Option.Option<string>
}

/** The file as it is written. What its values may be is checked when the simulator starts. */
const File = Schema.parseJson(Schema.encodedSchema(SimulatorConfig.SimulatorConfig))

/** A configuration file, or nothing at all where there is none. */
export const read = Effect.fn("Settings.read")(function* (path: Option.Option<string>) {
  const empty: SimulatorConfig.Input = {}
  if (Option.isNone(path)) return empty
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    files.readFileString(path.value),
    () => new ExitCode.UsageError({ message: `cannot read ${path.value}` })
  )
  return yield* Effect.mapError(
    Schema.decode(File, { onExcessProperty: "error", errors: "all" })(text),
    (error) =>
      new ExitCode.UsageError({ message: `${path.value} is no configuration of a simulator\n${issues(error)}` })
  )
})

/** Every issue with its place, a line each. */
export const issues = (error: ParseResult.ParseError): string =>
  ParseResult.ArrayFormatter.formatErrorSync(error)
    .map(({ message, path }) => `  ${path.length === 0 ? "" : `${path.map(String).join(".")}: `}${message}`)
    .join("\n")

/**
 * The file with what the command line says put over it.
 *
 * A speed without an origin counts from now: virtual and real time are the same at the start. A callback address is that
 * of every app.
 */
export const merged = (file: SimulatorConfig.Input, given: Given, nowMillis: number): SimulatorConfig.Input => {
  const { callbackUrl, policy, port, seed, speed } = given
  const world = file.world ?? World.sample
  const [first, ...others] = world.apps
  const clock = { originMillis: file.clock?.originMillis ?? nowMillis }
  return {
    ...file,
    ...(Option.isSome(port) ? { port: port.value } : {}),
    ...(Option.isSome(seed) ? { seed: seed.value } : {}),
    ...(Option.isSome(policy) ? { policy: policy.value } : {}),
    ...(Option.isSome(speed) ? { clock: { ...clock, speed: speed.value } } : {}),
    ...(Option.isSome(callbackUrl)
      ? {
          world: {
            ...world,
            apps: [
              { ...first, callbackUrl: callbackUrl.value },
              ...others.map((app) => ({ ...app, callbackUrl: callbackUrl.value }))
            ]
          }
        }
      : {})
  }
}
