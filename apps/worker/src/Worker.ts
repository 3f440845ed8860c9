import * as Singleton from "@effect/cluster/Singleton"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as CloudApiProvider from "@sluice/adapter-cloud-api/CloudApiProvider"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as ScaledClock from "@sluice/engine/clock/ScaledClock"
import * as Dispatcher from "@sluice/engine/dispatch/Dispatcher"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as Expiry from "@sluice/engine/settle/Expiry"
import * as Missing from "@sluice/engine/settle/Missing"
import * as Uncertain from "@sluice/engine/settle/Uncertain"
import { Clock, Effect, Layer, Option } from "effect"
import * as Cluster from "./Cluster.ts"
import * as LaneEntity from "./LaneEntity.ts"
import { LaneOptions } from "./LaneOptions.ts"
import type { WorkerConfig } from "./WorkerConfig.ts"

/** Looks at the store that follow the wall, whatever the engine's clock: milliseconds. */
const looks = { dispatchMillis: 100, rewakeMillis: 10_000, processMillis: 25, unparkMillis: 1_000, settleMillis: 1_000 }

/** Parked statuses are looked through once an hour, and kept longer than the platform repeats a callback. */
const expiry: Expiry.Options = { everyMillis: 3_600_000, keepMillis: 8 * 86_400_000 }

/**
 * Everything a worker runs (DESIGN: how a message flows): the lanes of the senders that the cluster gives it, callback processing, and,
 * on one worker at a time, the dispatcher, the looks for missing statuses and the settling of uncertain sends.
 *
 * The cluster keeps the wall's time; the engine's may be faster (simulations), so everything of the engine is run on its own clock.
 */
export const layer = (config: WorkerConfig, runner: { readonly host: string; readonly port: number }) => {
  const speed = Option.match(config.clock, { onNone: () => 1, onSome: (scale) => scale.speed })
  const clock = Option.match(config.clock, { onNone: () => Clock.make(), onSome: (scale) => ScaledClock.make(scale) })
  /** A span of the wall's time in the engine's. */
  const wall = (millis: number): number => millis * speed

  const lane: Lane.Options = {
    ...Lane.defaults,
    runner: `${runner.host}:${runner.port}`,
    pollMillis: wall(Lane.defaults.pollMillis),
    idlePollMillis: wall(Lane.defaults.idlePollMillis),
    idleAfterMillis: wall(Lane.defaults.idleAfterMillis),
    holdPollMillis: wall(Lane.defaults.holdPollMillis),
    drainMillis: wall(Lane.defaults.drainMillis),
    lateMillis: wall(Lane.defaults.lateMillis)
  }

  const dispatcher = Singleton.make(
    "dispatcher",
    Effect.gen(function* () {
      const client = yield* LaneEntity.LaneEntity.client
      const options = { pollMillis: wall(looks.dispatchMillis), rewakeMillis: wall(looks.rewakeMillis) }
      // The wake-up goes through the cluster, on the cluster's clock.
      const wake = (senderId: string) =>
        Effect.withClock(Effect.timeout(client(senderId).Wake(), "5 seconds"), Clock.make())
      return yield* Effect.withClock(Dispatcher.run(options, wake), clock)
    })
  )

  const settling = Singleton.make(
    "settling",
    Effect.all(
      [
        Expiry.run(expiry),
        Missing.run({ pollMillis: wall(looks.settleMillis), roundMax: 200 }),
        Uncertain.run({ pollMillis: wall(looks.settleMillis), roundMax: 500 })
      ],
      { concurrency: "unbounded", discard: true }
    ).pipe(Effect.withClock(clock))
  )

  const processing = Layer.scopedDiscard(
    Effect.forkScoped(
      Effect.withClock(
        Processing.run({
          pollMillis: wall(looks.processMillis),
          batchMax: 200,
          unparkMillis: wall(looks.unparkMillis)
        }),
        clock
      )
    )
  )

  const ports = Layer.mergeAll(
    PgStore.layer.pipe(Layer.provideMerge(Migrations.required)),
    AccountsFile.layer(config.accountsPath).pipe(Layer.provide(NodeContext.layer)),
    CloudApiProvider.layer
  )
  const engine = Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(Layer.provideMerge(ports))
  const database = (connectionsMax: number, role: string) =>
    Database.layer({ url: config.databaseUrl, connectionsMax, applicationName: `sluice-worker-${role}` })

  return Layer.mergeAll(LaneEntity.layer, dispatcher, settling, processing).pipe(
    // The cluster keeps a connection for its locks: it must not compete with the engine's statements.
    Layer.provide(Cluster.layer(runner).pipe(Layer.provide(database(3, "cluster")))),
    Layer.provide(Layer.succeed(LaneOptions, { lane, clock })),
    Layer.provide(engine.pipe(Layer.provide(database(config.databaseConnections, "engine"))))
  )
}
