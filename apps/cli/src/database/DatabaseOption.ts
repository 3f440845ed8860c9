import * as Options from "@effect/cli/Options"
import * as Database from "@sluice/adapter-postgres/Database"
import { Config } from "effect"
import type { Redacted } from "effect"

/** `--database-url`, or the variables that server and worker read too. */
export const databaseUrl: Options.Options<Redacted.Redacted> = Options.redacted("database-url").pipe(
  Options.withDescription("PostgreSQL to work on; SLUICE_DATABASE_URL or DATABASE_URL where it is not given"),
  Options.withFallbackConfig(
    Config.redacted("SLUICE_DATABASE_URL").pipe(Config.orElse(() => Config.redacted("DATABASE_URL")))
  )
)

/** A client for one command: a connection or two, under our name in the database's own lists. */
export const layer = (url: Redacted.Redacted) =>
  Database.layer({ url, connectionsMax: 2, applicationName: "sluice-cli" })
