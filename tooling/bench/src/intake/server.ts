/**
 * The server's doors for callbacks as a process of its own: the same routes, on the same Fastify, over the same intake and log as the server
 * has, and nothing else of it. Prints `listening <address>`.
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as Database from "@sluice/adapter-postgres/Database"
import * as PgApiKeys from "@sluice/adapter-postgres/PgApiKeys"
import * as PgAuditLog from "@sluice/adapter-postgres/PgAuditLog"
import * as PgCallbackLog from "@sluice/adapter-postgres/PgCallbackLog"
import * as PgSessions from "@sluice/adapter-postgres/PgSessions"
import { Keys } from "@sluice/engine/access/Keys"
import { SignIn } from "@sluice/engine/access/SignIn"
import { Intake } from "@sluice/engine/intake/Intake"
import * as CallbackDoor from "@sluice/server/http/CallbackDoor"
import * as Framework from "@sluice/server/http/Framework"
import * as Gate from "@sluice/server/http/Gate"
import * as Heap from "@sluice/server/Heap"
import * as Blobs from "@sluice/server/media/Blobs"
import { serverConfig } from "@sluice/server/ServerConfig"
import { Effect, Layer, ManagedRuntime } from "effect"
import { fastify } from "fastify"

// As the server does at its start.
Heap.collectEarly()

const config = await Effect.runPromise(serverConfig)
const database = Database.layer({ url: config.databaseUrl, connectionsMax: 8, applicationName: "bench" })
const given = Layer.mergeAll(
  Layer.mergeAll(PgCallbackLog.layer, PgApiKeys.layer, PgAuditLog.layer, PgSessions.layer).pipe(
    Layer.provide(database),
    ChosenCallbackLog.over(config.callbackLog, "bench")
  ),
  AccountsFile.layer(config.accountsPath).pipe(Layer.provide(NodeContext.layer)),
  Blobs.over(config.blobs),
  NodeCrypto.layer
)
const runtime = ManagedRuntime.make(
  Layer.orDie(
    Layer.merge(Intake.layer(), SignIn.layer().pipe(Layer.provideMerge(Keys.layer()))).pipe(Layer.provideMerge(given))
  )
)
await runtime.runtime()
const app = fastify(Framework.options(config))
Gate.install(app, runtime, config)
CallbackDoor.install(app, runtime, config)
console.log(`listening ${await app.listen({ host: "127.0.0.1", port: 0 })}`)
process.once("SIGTERM", () => void app.close().then(() => process.exit(0)))
