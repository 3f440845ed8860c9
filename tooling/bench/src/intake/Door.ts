import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Processes from "@sluice/services/Processes"
import { Config, Effect, Option, Redacted } from "effect"

/** The server's door for callbacks over a migrated database, and the least that such a door can be; a process each. */
export interface Door {
  readonly databaseUrl: string
  readonly sluiceUrl: string
  readonly bareUrl: string
  /** What of the configuration server and processor share. */
  readonly env: Readonly<Record<string, string>>
}

/** The account and the sender of every callback. */
export const accountId = "bench"
export const senderId = "bench-tw"

const accounts = {
  accounts: [
    {
      id: accountId,
      provider: "cloud-api",
      policy: "cloud-api",
      baseUrls: ["http://127.0.0.1:1"],
      version: "v25.0",
      accessToken: "token",
      appSecrets: ["secret"],
      verifyToken: "verify",
      businesses: [
        {
          id: "business",
          timeZone: "Asia/Taipei",
          senders: [{ id: senderId, phoneNumberId: "1001", number: "+886912345678" }]
        }
      ]
    }
  ]
}

const accountsFile = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const path = yield* files.makeTempFileScoped()
  yield* files.writeFileString(path, JSON.stringify(accounts))
  return path
}).pipe(Effect.provide(NodeFileSystem.layer))

const listening = Effect.fnUntraced(function* (script: string, env: Readonly<Record<string, string>>) {
  const server = yield* Processes.start({
    name: script,
    script: new URL(`${script}.ts`, import.meta.url),
    nodeFlags: ["--conditions=@sluice/source"],
    env,
    ready: Processes.Line({ pattern: /^listening / })
  })
  return (yield* server.line(/^listening /)).slice("listening ".length)
})

/** A worker's processing of the door's callbacks, for the length of the scope. */
export const processor = (door: Door) =>
  Processes.start({
    name: "processor",
    script: new URL("processor.ts", import.meta.url),
    nodeFlags: ["--conditions=@sluice/source"],
    env: door.env,
    ready: Processes.Line({ pattern: /^processing/ })
  })

/** What says that callbacks go over the Kafka at an address; its topics are made by whoever comes first. */
export const overKafka = (broker: string): Readonly<Record<string, string>> => ({
  SLUICE_CALLBACK_LOG: "kafka",
  SLUICE_KAFKA_BROKERS: broker
})

/**
 * For the length of the scope; on the database server that `DATABASE_URL` names, else on one of its own that keeps what it commits.
 *
 * @param log where callbacks are made durable, as the configuration says it; the store where it says nothing
 */
export const make = Effect.fn("Door.make")(function* (log: Readonly<Record<string, string>> = {}) {
  const given = Option.getOrUndefined(yield* Config.option(Config.nonEmptyString("DATABASE_URL")))
  const postgres = yield* EmbeddedPostgres.make({ url: given })
  const databaseUrl = yield* Databases.fresh(postgres.url)
  const database = Database.layer({ url: Redacted.make(databaseUrl), connectionsMax: 1, applicationName: "bench" })
  yield* Effect.provide(Migrations.run, database)
  const accountsPath = yield* accountsFile
  const env = { SLUICE_DATABASE_URL: databaseUrl, SLUICE_ACCOUNTS: accountsPath, ...log }
  const sluiceUrl = yield* listening("server", env)
  const door: Door = { databaseUrl, sluiceUrl, bareUrl: yield* listening("bare", {}), env }
  return door
})
