import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import * as Client from "@sluice/client/Client"
import { ConfigProvider, Effect, Option, Redacted, Schema } from "effect"
import * as ExitCode from "../ExitCode.ts"

/** Which server a command talks to, and as whom, as far as the command line and the environment say. */
export interface Server {
  readonly url: Option.Option<string>
  readonly key: Option.Option<Redacted.Redacted>
}

const url = Options.text("url").pipe(
  Options.withDescription("address of the server; SLUICE_URL, or the one that `sluice up` runs here"),
  Options.withFallbackConfig(commandLine.url.config),
  Options.optional
)
const key = Options.redacted("key").pipe(
  Options.withDescription("API key; SLUICE_API_KEY, or the one that `sluice up` made here"),
  Options.withFallbackConfig(commandLine.apiKey.config),
  Options.optional
)

/** `--url` and `--key`, the same on every command that talks to a server. */
export const server: Options.Options<Server> = Options.all({ url, key })

/** Where `sluice up` leaves its address and its key, for other terminals in the same directory. */
export const connectionPath = ".sluice/connection.json"

/** What that file holds. */
export const Connection = Schema.Struct({
  url: Schema.NonEmptyString,
  key: Schema.Redacted(Schema.NonEmptyString),
  /** Variables with which server and workers run, for commands that work beside the server: where the database is, and the accounts. */
  environment: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.Redacted(Schema.String) }), {
    default: () => ({})
  })
})
export type Connection = typeof Connection.Type

/** The connection that `sluice up` left in the working directory, if it runs here. */
export const left = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const text = yield* fs.readFileString(path.resolve(connectionPath))
  return yield* Schema.decode(Schema.parseJson(Connection))(text)
}).pipe(Effect.option)

/** The variables that `sluice up` runs with here, behind those of the process itself: what is given counts. */
export const environment: Effect.Effect<ConfigProvider.ConfigProvider, never, FileSystem.FileSystem | Path.Path> =
  Effect.map(left, (found) => {
    const variables = Option.match(found, { onNone: () => ({}), onSome: (connection) => connection.environment })
    const known = new Map(Object.entries(variables).map(([name, value]) => [name, Redacted.value(value)]))
    return ConfigProvider.orElse(ConfigProvider.fromEnv(), () => ConfigProvider.fromMap(known))
  })

const missing = (what: string, option: string, variable: string) =>
  new ExitCode.UsageError({
    message: `${what} is not given: use ${option} or ${variable}, or start everything here with \`sluice up\``
  })

/** The address and the key to use: as given, else as `sluice up` left them. A key is never sent to an address it was not made for. */
export const resolve = Effect.fn("ServerOption.resolve")(function* (given: Server) {
  const found = Option.getOrNull(yield* left)
  const baseUrl = Option.getOrNull(given.url) ?? found?.url
  if (baseUrl === undefined) return yield* missing("the server's address", "--url", "SLUICE_URL")
  if (URL.parse(baseUrl) === null)
    return yield* new ExitCode.UsageError({
      message: `${JSON.stringify(baseUrl)} is not an address; give one like http://127.0.0.1:8080`
    })
  const apiKey = Option.getOrNull(given.key) ?? (found?.url === baseUrl ? found.key : undefined)
  if (apiKey === undefined) return yield* missing("an API key", "--key", "SLUICE_API_KEY")
  return { baseUrl: baseUrl.replace(/\/+$/, ""), apiKey }
})

/** A client of the server that the options name. */
export const client = Effect.fn("ServerOption.client")(function* (given: Server) {
  return yield* Client.make(yield* resolve(given))
})
