import "reflect-metadata"
import { ConsoleLogger } from "@nestjs/common"
import { NestFactory } from "@nestjs/core"
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify"
import type { Layer } from "effect"
import { AppModule } from "./AppModule.ts"
import * as UploadDoor from "./campaigns/UploadDoor.ts"
import * as CompatibleDoor from "./door/CompatibleDoor.ts"
import * as DashboardDoor from "./dashboard/DashboardDoor.ts"
import * as Files from "./dashboard/Files.ts"
import * as SessionDoor from "./dashboard/SessionDoor.ts"
import * as CallbackDoor from "./http/CallbackDoor.ts"
import * as Floodgate from "./http/Floodgate.ts"
import * as Framework from "./http/Framework.ts"
import * as Gate from "./http/Gate.ts"
import * as Settings from "./http/Settings.ts"
import * as MediaDoor from "./media/MediaDoor.ts"
import * as BatchDoor from "./messages/batch/BatchDoor.ts"
import * as EventsDoor from "./subscriptions/EventsDoor.ts"
import { APP_RUNTIME, type AppRuntime, type Services } from "./Services.ts"

/**
 * The HTTP service over its layers, ready to listen or to be asked in process.
 *
 * Rejects when a layer cannot be built. Closing it answers what is in progress, stores what was taken in, and ends the runtime.
 */
export const create = async <E>(
  layer: Layer.Layer<Services, E>,
  settings: typeof Settings.Settings.Service
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    ...Framework.options(settings),
    // No Nest middleware is used; without this every request would pass through its chain.
    skipMiddie: true
  })
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(layer), adapter, {
    // Fastify's own JSON parser is strict: it refuses empty bodies and prototype poisoning.
    bodyParser: false,
    // A boot that fails is told once, by whoever called; Nest would log it as well.
    logger: false,
    abortOnError: false
  })
  app.useLogger(new ConsoleLogger({ json: true, logLevels: ["fatal", "error", "warn"] }))
  const runtime = app.get<AppRuntime>(APP_RUNTIME)
  const fastify = adapter.getInstance()
  Framework.bound(fastify.server)
  Floodgate.install(fastify.server, Settings.waitingBytesMax)
  fastify.removeContentTypeParser("text/plain")
  Gate.install(fastify, runtime, settings)
  CallbackDoor.install(fastify, runtime, settings)
  BatchDoor.install(fastify, runtime)
  UploadDoor.install(fastify, runtime)
  EventsDoor.install(fastify, runtime)
  MediaDoor.install(fastify, runtime)
  SessionDoor.install(fastify, runtime, settings)
  DashboardDoor.install(fastify, Files.read())
  CompatibleDoor.install(fastify, runtime, settings)
  await app.init()
  await fastify.ready()
  return app
}
