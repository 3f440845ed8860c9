import * as NodeContext from "@effect/platform-node/NodeContext"
import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as KafkaTopicTarget from "@sluice/adapter-kafka/KafkaTopicTarget"
import * as CloudApiGraph from "@sluice/adapter-cloud-api/CloudApiGraph"
import * as CloudApiGraphMedia from "@sluice/adapter-cloud-api/CloudApiGraphMedia"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as CloudApiTemplates from "@sluice/adapter-cloud-api/CloudApiTemplates"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as NodeMediaReader from "@sluice/adapter-media/NodeMediaReader"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as AlertsFile from "@sluice/adapter-node/AlertsFile"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as ProcessLog from "@sluice/adapter-node/ProcessLog"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as Tracing from "@sluice/adapter-node/tracing/Tracing"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as HttpTarget from "@sluice/adapter-webhooks/HttpTarget"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as BlobRetention from "@sluice/engine/blobs/BlobRetention"
import * as ScaledClock from "@sluice/engine/clock/ScaledClock"
import * as Erasing from "@sluice/engine/erasure/Erasing"
import * as Fetching from "@sluice/engine/media/Fetching"
import * as Sweeping from "@sluice/engine/media/Sweeping"
import { dayMillis } from "@sluice/engine/ports/CallbackLog"
import { Effect, Layer, Option } from "effect"
import * as Blobs from "./media/Blobs.ts"
import type { ServerConfig } from "./ServerConfig.ts"
import * as UseCases from "./UseCases.ts"

/** How often old media are looked for: milliseconds of the wall. */
const forgetEveryMillis = 3_600_000

/** Files are fetched in the wall's time, whatever the engine's clock; how often, and until when, is a rule of the engine's. */
const fetching = (speed: number): Fetching.Options => ({
  ...Fetching.defaults,
  pollMillis: Fetching.defaults.pollMillis * speed,
  leaseMillis: Fetching.defaults.leaseMillis * speed
})

/** What became of a file is known for as long as callbacks can be asked about. */
const sweeping = (speed: number) => ({ everyMillis: 60_000 * speed, roundMax: 200, rememberMillis: 30 * dayMillis })

/** How long a message must rest is a rule of the engine's; everything else is in the wall's time. */
const erasing = (speed: number): Erasing.Options => ({
  ...Erasing.defaults,
  pollMillis: Erasing.defaults.pollMillis * speed,
  waitMillis: Erasing.defaults.waitMillis * speed,
  leaseMillis: Erasing.defaults.leaseMillis * speed
})

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
    Layer.unwrapEffect(Effect.map(AlertsFile.channels(config.alertsPath), Channels.layer)).pipe(
      Layer.provide(NodeContext.layer)
    ),
    NodeVault.layer(config.secretKeys).pipe(Layer.provide(NodeContext.layer)),
    Layer.provide(
      Layer.mergeAll(CloudApiInspector.layer, CloudApiTemplates.layer, CloudApiGraph.layer),
      HttpWire.layer
    ),
    CloudApiGraphMedia.layer,
    NodeMediaReader.layer().pipe(Layer.provide(NodeContext.layer)),
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
  const copying = Layer.scopedDiscard(
    Effect.forkScoped(
      Effect.all(
        [
          config.mediaBytesMax === 0 ? Effect.never : Fetching.run(fetching(speed)),
          Sweeping.run({ ...sweeping(speed), bytesMax: config.mediaBytesMax }),
          Erasing.run(erasing(speed))
        ],
        { concurrency: "unbounded", discard: true }
      )
    )
  ).pipe(Layer.provide([given, NodeCrypto.layer]))
  return Layer.merge(Layer.provideMerge(copying, UseCases.over(given, config, speed)), forgetting).pipe(
    Layer.provideMerge(clock),
    // In the wall's time, whatever the clock; the last to end, with what the others said of their ends.
    Layer.provideMerge(Tracing.layer(config.tracing, { name: "sluice-server", hasRequests: true })),
    Layer.provideMerge(ProcessLog.layer(config.logLevel))
  )
}
