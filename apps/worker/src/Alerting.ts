import * as Singleton from "@effect/cluster/Singleton"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as AlertsFile from "@sluice/adapter-node/AlertsFile"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as HttpTarget from "@sluice/adapter-webhooks/HttpTarget"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import type { Configured } from "@sluice/engine/alerts/ChannelsConfig"
import * as LaneVitals from "@sluice/engine/alerts/LaneVitals"
import * as Postman from "@sluice/engine/alerts/Postman"
import { type Clock, Effect, Layer } from "effect"
import * as Letters from "./Letters.ts"
import type { WorkerConfig } from "./WorkerConfig.ts"

/** How often this process reports on itself: milliseconds of the wall. */
const vitalMillis = 5_000

/** How the worker runs; `wall` turns a span of the wall's time into the engine's. */
export interface Surroundings {
  /** Name of this process among the workers. */
  readonly name: string
  readonly clock: Clock.Clock
  readonly wall: (millis: number) => number
}

/** The channels that the configuration names, for whoever writes letters and for whoever hands them over. */
export const channels = (config: Pick<WorkerConfig, "alertsPath">) =>
  Effect.provide(AlertsFile.channels(config.alertsPath), NodeContext.layer)

const posting = (config: Pick<WorkerConfig, "environment">, configured: ReadonlyArray<Configured>) =>
  Letters.layer(configured).pipe(
    Layer.provide([
      HttpTarget.layer({ ...HttpTarget.defaults, loopback: config.environment === "development" }),
      NodeCrypto.layer
    ])
  )

/**
 * Alerts: on one worker at a time the looks and the letters, and of each worker what it measures of itself. The engine's clock decides when something
 * is due, the wall's patience how long a try may take.
 */
export const layer = (
  config: WorkerConfig,
  configured: ReadonlyArray<Configured>,
  { clock, name, wall }: Surroundings
) => {
  const watch = AlertWatch.run({
    ...AlertWatch.defaults,
    holder: name,
    leaseMillis: wall(AlertWatch.defaults.leaseMillis)
  }).pipe(Effect.provide(Channels.layer(configured)))
  const post = Postman.run({
    ...Postman.defaults,
    pollMillis: wall(Postman.defaults.pollMillis),
    leaseMillis: wall(Postman.defaults.leaseMillis)
  }).pipe(Effect.provide(posting(config, configured)))
  const vitals = LaneVitals.run(`worker ${name}`, wall(vitalMillis))
  return Layer.merge(
    Singleton.make(
      "alerts",
      Effect.withClock(Effect.all([watch, post], { concurrency: "unbounded", discard: true }), clock)
    ),
    Layer.scopedDiscard(Effect.forkScoped(Effect.withClock(vitals, clock)))
  )
}
