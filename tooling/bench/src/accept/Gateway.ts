import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgApiKeys from "@sluice/adapter-postgres/PgApiKeys"
import { Keys } from "@sluice/engine/access/Keys"
import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Processes from "@sluice/services/Processes"
import { Config, Effect, Layer, Option, Redacted, type Scope } from "effect"

/** A migrated database, and the server's door for batches over it, as a process of its own. */
export interface Gateway {
  readonly databaseUrl: string
  readonly batchUrl: string
  readonly token: string
}

/** The account and the sender of every row. */
export const accountId = "bench"
export const senderId = "bench-tw"

const accounts = {
  accounts: [
    {
      id: accountId,
      provider: "cloud-api",
      policy: "guide",
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

const operatorKey = Effect.gen(function* () {
  const keys = yield* Keys
  const { token } = yield* keys.issue({ name: "bench", role: "operator", accountId: null, expiresMillis: null })
  return Redacted.value(token)
}).pipe(Effect.provide(Keys.layer().pipe(Layer.provideMerge(PgApiKeys.layer), Layer.provide(NodeCrypto.layer))))

/** For the length of the scope; on the database server that `DATABASE_URL` names, else on one of its own that keeps what it commits. */
export const make: Effect.Effect<Gateway, unknown, Scope.Scope> = Effect.gen(function* () {
  const given = Option.getOrUndefined(yield* Config.option(Config.nonEmptyString("DATABASE_URL")))
  const postgres = yield* EmbeddedPostgres.make({ url: given })
  const databaseUrl = yield* Databases.fresh(postgres.url)
  const database = Database.layer({ url: Redacted.make(databaseUrl), connectionsMax: 1, applicationName: "bench" })
  const token = yield* Effect.provide(Effect.zipRight(Migrations.run, operatorKey), database)
  const server = yield* Processes.start({
    name: "server",
    script: new URL("server.ts", import.meta.url),
    // Rows of a chunk live until it is stored: with room for them among the young, they are not copied twice on the way.
    nodeFlags: ["--conditions=@sluice/source", "--max-semi-space-size=32"],
    env: { SLUICE_DATABASE_URL: databaseUrl, SLUICE_ACCOUNTS: yield* accountsFile },
    ready: Processes.Line({ pattern: /^listening / })
  })
  const listening = yield* server.line(/^listening /)
  return { databaseUrl, batchUrl: `${listening.slice("listening ".length)}/v1/messages/batch`, token }
})
