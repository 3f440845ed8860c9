import * as Options from "@effect/cli/Options"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import * as Database from "@sluice/adapter-postgres/Database"
import type { Option, Redacted } from "effect"

/** `--database-url`, or the variables that server and worker read too. */
export const databaseUrl: Options.Options<Redacted.Redacted> = Options.redacted("database-url").pipe(
  Options.withDescription(
    "PostgreSQL to work on; SLUICE_DATABASE_URL or DATABASE_URL, or the one that `sluice up` runs here"
  ),
  Options.withFallbackConfig(deployment.databaseUrl.config)
)

/** The option alone, for commands that have another place to go to. */
export const named: Options.Options<Option.Option<Redacted.Redacted>> = Options.redacted("database-url").pipe(
  Options.withDescription(
    "PostgreSQL to work on; where neither it nor a server is named, SLUICE_DATABASE_URL or DATABASE_URL"
  ),
  Options.optional
)

/** A client for one command: a connection or two, under our name in the database's own lists. */
export const layer = (url: Redacted.Redacted) =>
  Database.layer({ url, connectionsMax: 2, applicationName: "sluice-cli" })
