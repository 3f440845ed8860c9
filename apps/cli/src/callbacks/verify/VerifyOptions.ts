import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { Effect, Option } from "effect"
import * as SecretInput from "../../accounts/SecretInput.ts"
import { UsageError } from "../../ExitCode.ts"

/** What an address for callbacks is asked with, wherever a command asks one. */

/** What the handshake presents. */
export const verifyTokenFile = SecretInput.file("verify-token-file", "the verify token", commandLine.verifyToken)

/** What callbacks are signed with. */
export const appSecretFile = SecretInput.file("app-secret-file", "the app secret", commandLine.appSecret)

/** Whom to believe besides the usual authorities. */
export const caFile = Options.text("ca-file").pipe(
  Options.withDescription("certificates to believe besides the usual ones, in PEM; the platform knows nothing of them"),
  Options.optional
)

/** An address as the platform calls it, or what is wrong with the text. */
export const addressOf = (text: string) => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return Effect.fail(
      new UsageError({
        message: `${JSON.stringify(text)} is not an address; give one like https://hooks.example.com/callbacks`
      })
    )
  }
  return url.username === "" && url.password === ""
    ? Effect.succeed(url)
    : Effect.fail(new UsageError({ message: "leave user and password out of the address: the platform presents none" }))
}

/** The certificates of `--ca-file`; null without one. */
export const authorities = (file: Option.Option<string>) =>
  Option.match(file, {
    onNone: () => Effect.succeed(null),
    onSome: (name) =>
      Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(name)).pipe(
        Effect.mapError(() => new UsageError({ message: `${name} cannot be read; is it there?` }))
      )
  })

/** The secrets that were given; null where one was not. */
export const secrets = (given: {
  readonly verifyTokenFile: Option.Option<string>
  readonly appSecretFile: Option.Option<string>
}) =>
  Effect.all({
    verifyToken: SecretInput.read(given.verifyTokenFile, commandLine.verifyToken),
    appSecret: SecretInput.read(given.appSecretFile, commandLine.appSecret)
  })
