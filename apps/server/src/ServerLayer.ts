import * as NodeContext from "@effect/platform-node/NodeContext"
import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as KafkaTopicTarget from "@sluice/adapter-kafka/KafkaTopicTarget"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as HttpTarget from "@sluice/adapter-webhooks/HttpTarget"
import * as BlobRetention from "@sluice/engine/blobs/BlobRetention"
import * as ScaledClock from "@sluice/engine/clock/ScaledClock"
import { dayMillis } from "@sluice/engine/ports/CallbackLog"
import { Effect, Layer, Logger, Option } from "effect"
import * as Log from "./Log.ts"
import * as Blobs from "./media/Blobs.ts"
import type { ServerConfig } from "./ServerConfig.ts"
import * as UseCases from "./UseCases.ts"

/** How often old media are looked for: milliseconds of the wall. */
const forgetEveryMillis = 3_600_000

/** Everything the server runs on: PostgreSQL, Kafka where callbacks go there, the accounts file, the clock and the log. */
export const layer = (config: ServerConfig) => {
  const database = Database.layer({
    url: config.databaseUrl,
    connectionsMax: config.databaseConnections,
    applicationName: "sluice-server"
  })
  const given = Layer.mergeAll(
    PgStore.layer.pipe(
      Layer.provideMerge(Migrations.required),
      Layer.provide(database),
      ChosenCallbackLog.over(config.callbackLog, "sluice-server")
    ),
    AccountsFile.layer(config.accountsPath).pipe(Layer.provide(NodeContext.layer)),
    NodeVault.layer(config.secretKeys).pipe(Layer.provide(NodeContext.layer)),
    CloudApiInspector.layer,
    Blobs.over(config.blobs),
    HttpTarget.layer({ ...HttpTarget.defaults, loopback: config.environment === "development" }),
    KafkaTopicTarget.over(config.callbackLog, "sluice-server")
  )
  const { clock, speed } = Option.match(config.clock, {
    onNone: () => ({ clock: Layer.empty, speed: 1 }),
    onSome: (scale) => ({ clock: ScaledClock.layer(scale), speed: scale.speed })
  })
  const forgetting = Layer.scopedDiscard(
    Effect.forkScoped(
      BlobRetention.run({ everyMillis: forgetEveryMillis * speed, keepMillis: config.callbackDays * dayMillis })
    )
  ).pipe(Layer.provide(given))
  return Layer.merge(UseCases.over(given, config, speed), forgetting).pipe(
    Layer.provideMerge(clock),
    Layer.provideMerge(Layer.merge(Log.layer, Logger.minimumLogLevel(config.logLevel)))
  )
}
