/**
 * The server's door for batches as a process of its own: the same routes on the same Fastify as the server has, without the doors that are
 * written with decorators, so that it runs from the sources. Prints `listening <address>`.
 */
import * as Gate from "@sluice/server/http/Gate"
import * as BatchDoor from "@sluice/server/messages/batch/BatchDoor"
import { serverConfig } from "@sluice/server/ServerConfig"
import * as ServerLayer from "@sluice/server/ServerLayer"
import { Effect, Layer, ManagedRuntime } from "effect"
import { fastify } from "fastify"

const config = await Effect.runPromise(serverConfig)
const runtime = ManagedRuntime.make(Layer.orDie(ServerLayer.layer(config)))
await runtime.runtime()
const app = fastify()
Gate.install(app, runtime, config)
BatchDoor.install(app, runtime)
console.log(`listening ${await app.listen({ host: "127.0.0.1", port: 0 })}`)
process.once("SIGTERM", () => void app.close().then(() => process.exit(0)))
