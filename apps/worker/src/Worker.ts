import * as Singleton from "@effect/cluster/Singleton"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as CloudApiInspection from "@sluice/adapter-cloud-api/CloudApiInspection"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as CloudApiTemplates from "@sluice/adapter-cloud-api/CloudApiTemplates"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as KafkaTopicTarget from "@sluice/adapter-kafka/KafkaTopicTarget"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as Tracing from "@sluice/adapter-node/tracing/Tracing"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as HttpTarget from "@sluice/adapter-webhooks/HttpTarget"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as KeyWatch from "@sluice/engine/alerts/KeyWatch"
import * as VersionWatch from "@sluice/engine/alerts/VersionWatch"
import * as CalibrationWatch from "@sluice/engine/calibration/CalibrationWatch"
import * as GreyRelease from "@sluice/engine/calibration/GreyRelease"
import * as Feeder from "@sluice/engine/campaigns/Feeder"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as ScaledClock from "@sluice/engine/clock/ScaledClock"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import { Deal, defaults as dealing } from "@sluice/engine/dealing/Deal"
import * as Redealing from "@sluice/engine/dealing/Redealing"
import * as Dispatcher from "@sluice/engine/dispatch/Dispatcher"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import * as KeyedOptOuts from "@sluice/engine/erasure/KeyedOptOuts"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as Courier from "@sluice/engine/subscriptions/Courier"
import * as Expiry from "@sluice/engine/settle/Expiry"
import * as Missing from "@sluice/engine/settle/Missing"
import * as Retention from "@sluice/engine/settle/Retention"
import * as Uncertain from "@sluice/engine/settle/Uncertain"
import * as StandingWatch from "@sluice/engine/standing/StandingWatch"
import * as TemplateWatch from "@sluice/engine/templates/TemplateWatch"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import * as TokenWatch from "@sluice/engine/tokens/TokenWatch"
import { Clock, Effect, Layer, Option } from "effect"
import * as Alerting from "./Alerting.ts"
import * as Cluster from "./Cluster.ts"
import type { Readiness } from "./health/Readiness.ts"
import * as LaneEntity from "./LaneEntity.ts"
import { LaneOptions } from "./LaneOptions.ts"
import * as Providers from "./Providers.ts"
import type { WorkerConfig } from "./WorkerConfig.ts"

/** Looks at the store that follow the wall, whatever the engine's clock: milliseconds. */
const looks = {
  dispatchMillis: 100,
  rewakeMillis: 10_000,
  processMillis: 25,
  unparkMillis: 1_000,
  settleMillis: 1_000,
  redealMillis: 5_000,
  keyMillis: 10_000,
  tokenMillis: 500,
  /** Two looks of every process at the tokens, and a little. */
  settledMillis: 1_500,
  /** No answer comes later (SF-03), and a little. */
  answerMillis: 4_000,
  /** How long a start waits for the platform's word on the tokens. */
  startMillis: 5_000
}

/** What is forgotten is looked for once an hour; parked statuses are kept longer than the platform repeats a callback. */
const expiry: Expiry.Options = { everyMillis: 3_600_000, keepMillis: 8 * 86_400_000 }

/** How often the callback log is maintained; days are made three ahead. */
const retentionMillis = 3_600_000

/**
 * Everything a worker runs (DESIGN: how a message flows): the lanes of the senders that the cluster gives it, callback processing, and,
 * on one worker at a time, the dispatcher, the looks for missing statuses and the settling of uncertain sends.
 *
 * The cluster keeps the wall's time; the engine's may be faster (simulations), so everything of the engine is run on its own clock.
 */
export const layer = (
  config: WorkerConfig,
  runner: { readonly host: string; readonly port: number },
  readiness: Readiness
) => {
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
    gatherMillis: wall(Lane.defaults.gatherMillis),
    patienceMillis: wall(Lane.defaults.patienceMillis),
    drainMillis: wall(Lane.defaults.drainMillis),
    lateMillis: wall(Lane.defaults.lateMillis)
  }

  const grey = Option.match(
    Option.flatMapNullable(config.greyDecoder, (name) => GreyRelease.of(name, config.greyShare)),
    { onNone: () => ({}), onSome: (found) => ({ grey: found }) }
  )

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

  const feeding = Singleton.make(
    "feeder",
    Feeder.run({
      ...Feeder.defaults,
      pollMillis: wall(Feeder.defaults.pollMillis),
      ahead: { ...Feeder.defaults.ahead, aheadMillis: Math.max(Feeder.defaults.ahead.aheadMillis, wall(5_000)) }
    }).pipe(
      Effect.provide(
        Deal.layer({
          refreshMillis: wall(dealing.refreshMillis),
          rememberMillis: wall(dealing.rememberMillis)
        })
      ),
      Effect.withClock(clock)
    )
  )

  const settling = Singleton.make(
    "settling",
    Effect.all(
      [
        Expiry.run(expiry),
        CalibrationWatch.run(CalibrationWatch.defaults),
        StandingWatch.run({ everyMillis: Math.max(StandingWatch.defaults.everyMillis, wall(1_000)) }),
        Retention.run({ everyMillis: retentionMillis, keepMillis: config.callbackDays * 86_400_000 }),
        Effect.provide(
          Redealing.run({ everyMillis: wall(looks.redealMillis), moveMax: 500 }),
          Deal.layer({
            refreshMillis: wall(dealing.refreshMillis),
            rememberMillis: wall(dealing.rememberMillis)
          })
        ),
        Missing.run({ pollMillis: wall(looks.settleMillis), roundMax: 200 }),
        Uncertain.run({ pollMillis: wall(looks.settleMillis), roundMax: 500 })
      ],
      { concurrency: "unbounded", discard: true }
    ).pipe(Effect.withClock(clock))
  )

  /** Subscribers are called with the wall's patience, and tried again on the engine's schedule. */
  const telling = Singleton.make(
    "subscriptions",
    Courier.run({
      ...Courier.defaults,
      pollMillis: wall(Courier.defaults.pollMillis),
      leaseMillis: wall(Courier.defaults.leaseMillis)
    }).pipe(
      Effect.provide([
        HttpTarget.layer({
          ...HttpTarget.defaults,
          loopback: config.environment === "development",
          overallMax: config.subscriberConnections
        }),
        KafkaTopicTarget.over(config.callbackLog, "sluice-worker"),
        NodeCrypto.layer
      ]),
      Effect.provide(Layer.provide(NodeVault.layer(config.secretKeys), NodeContext.layer)),
      Effect.orDie,
      Effect.withClock(clock)
    )
  )

  const processing = Layer.scopedDiscard(
    Effect.forkScoped(
      Effect.withClock(
        Processing.run({
          pollMillis: wall(looks.processMillis),
          batchMax: 200,
          unparkMillis: wall(looks.unparkMillis),
          ...grey
        }),
        clock
      )
    )
  )

  const tokenWatch: TokenWatch.Options = {
    pollMillis: wall(looks.tokenMillis),
    settledMillis: wall(looks.settledMillis),
    answerMillis: wall(looks.answerMillis)
  }
  const channels = Alerting.channels(config)
  const alerting = Layer.unwrapEffect(
    Effect.map(channels, (configured) =>
      Alerting.layer(config, configured, { name: `${runner.host}:${runner.port}`, clock, wall })
    )
  )
  const keys = KeyWatch.run({ everyMillis: wall(looks.keyMillis) }).pipe(
    Effect.provide(Layer.unwrapEffect(Effect.map(Effect.orDie(channels), Channels.layer)))
  )
  /** Versions end by the wall's calendar. */
  const versions = Effect.withClock(VersionWatch.run(VersionWatch.defaults), Clock.make()).pipe(
    Effect.provide(Layer.provide(CloudApiInspection.layer, HttpWire.layer))
  )
  const watching = Singleton.make(
    "tokens",
    Effect.withClock(
      Effect.all([TokenWatch.run(tokenWatch), keys, versions], { concurrency: "unbounded", discard: true }),
      clock
    )
  )
  const templates = Singleton.make(
    "templates",
    Effect.withClock(
      TemplateWatch.run({ everyMillis: wall(TemplateWatch.defaults.everyMillis) }).pipe(
        Effect.provide(Layer.provide(CloudApiTemplates.layer, HttpWire.layer))
      ),
      clock
    )
  )
  // Lanes are taken over once their tokens have been looked at (SF-04).
  const checked = Layer.effectDiscard(Effect.withClock(TokenWatch.atStart(tokenWatch, wall(looks.startMillis)), clock))

  const directory = ToldDirectory.layer().pipe(
    Layer.provideMerge(LiveDirectory.layer()),
    Layer.provide(AccountsFile.layer(config.accountsPath)),
    Layer.provide(NodeVault.layer(config.secretKeys)),
    Layer.provide(NodeContext.layer)
  )
  const store = PgStore.layer.pipe(
    Layer.provideMerge(Migrations.required),
    ChosenCallbackLog.over(config.callbackLog, "sluice-worker")
  )
  const ports = Layer.mergeAll(
    directory.pipe(Layer.provideMerge(store)),
    Endpoints.layer({ clock, speed }).pipe(Layer.provideMerge(Providers.layer))
  )
  const tokens = Tokens.layer.pipe(
    Layer.provide([
      CloudApiInspector.layer.pipe(Layer.provide(HttpWire.layer)),
      NodeCrypto.layer,
      NodeVault.layer(config.secretKeys)
    ]),
    Layer.provide(NodeContext.layer)
  )
  const recipientKeys = Layer.provide(RecipientKeys.layer, NodeCrypto.layer)
  const consent = Layer.provide(Consent.layer, Layer.provide(KeyedOptOuts.layer, recipientKeys))
  const engine = Layer.mergeAll(consent, TemplateRegistry.layer, tokens, recipientKeys, NodeCrypto.layer).pipe(
    Layer.provideMerge(ports)
  )
  const database = (connectionsMax: number, role: string) =>
    Database.layer({ url: config.databaseUrl, connectionsMax, applicationName: `sluice-worker-${role}` })

  const work = Layer.mergeAll(
    LaneEntity.layer,
    dispatcher,
    feeding,
    settling,
    telling,
    processing,
    watching,
    alerting,
    templates
  )

  // Ready after everything has begun, and until the first thing ends.
  return Layer.scopedDiscard(readiness.begun).pipe(
    Layer.provide(work),
    Layer.provide(checked),
    // The cluster keeps a connection for its locks: it must not compete with the engine's statements.
    Layer.provide(Cluster.layer(runner).pipe(Layer.provide(database(3, "cluster")))),
    Layer.provide(Layer.succeed(LaneOptions, { lane, clock })),
    Layer.provide(engine.pipe(Layer.provide(database(config.databaseConnections, "engine")))),
    // The last to end, with what the lanes heard while they ended.
    Layer.provide(Tracing.layer(config.tracing, { name: "sluice-worker", hasRequests: false }))
  )
}
