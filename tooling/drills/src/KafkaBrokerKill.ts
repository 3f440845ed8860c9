import type { Connection } from "@sluice/adapter-kafka/Connection"
import * as KafkaCallbackLog from "@sluice/adapter-kafka/KafkaCallbackLog"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as GroupedAppend from "@sluice/engine/intake/GroupedAppend"
import { CallbackLog, type NewCallback } from "@sluice/engine/ports/CallbackLog"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import * as Databases from "@sluice/services/Databases"
import * as KafkaBroker from "@sluice/services/kafka/KafkaBroker"
import { Clock, Context, Duration, Effect, Either, Fiber, Layer, Random, Redacted, Schedule } from "effect"
import { createHash } from "node:crypto"
import type { Drill, Figures, Options } from "./Drill.ts"

/** Callbacks a second, of so many senders. */
const perSecond = 1_000
const senders = 40

/** Callbacks of a run; each kill falls into an equal part of them. */
const callbacks = ({ short }: Pick<Options, "short">): number => (short ? 6_000 : 30_000)
const kills = ({ short }: Pick<Options, "short">): number => (short ? 1 : 4)

/** How long the broker stays away, and how soon a refused callback is repeated: a platform is more patient than that. */
const awayMillis = 1_000
const repeatMillis = 500

const batchMax = 200
const lookMillis = 100

/** From the last acknowledgement to the last verdict. */
const settleSecondsMax = 60

/** Where a drill's effects are counted: in the store, within the transaction of the verdicts. */
const counted = { scope: "app", key: "kafka-broker-kill" } as const

const callback = (n: number, receivedMillis: number): NewCallback => {
  const body = new TextEncoder().encode(`{"phone_number_id":"${n % senders}","status":"delivered","n":${n}}`)
  return {
    accountId: "drill",
    provider: "cloud-api",
    contentType: "application/json",
    receivedMillis,
    body,
    digest: createHash("sha256").update(body).digest(),
    verdict: "pending"
  }
}

/** Where the kills fall: one in each equal part of the callbacks, somewhere in it. Drawn from the seed alone. */
const places = (options: Pick<Options, "seed" | "short">): Effect.Effect<ReadonlyArray<number>> => {
  const random = Random.make(options.seed)
  const part = Math.floor(callbacks(options) / (kills(options) + 1))
  return Effect.forEach(
    Array.from({ length: kills(options) }, (_, index) => index),
    (index) => Effect.map(random.nextIntBetween(0, part), (within) => index * part + Math.floor(part / 2) + within)
  )
}

const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)

/** The store and the log in front of it, with connections of their own: once for the door, once for the processing. */
const side = (store: Layer.Layer<CallbackLog | LedgerStore, Error>, connection: Connection) =>
  Layer.build(
    Layer.provideMerge(
      KafkaCallbackLog.layer({
        ...KafkaCallbackLog.defaults,
        connection,
        creation: { partitions: 6, replicas: 1 },
        sendMillisMax: 3_000,
        sessionMillis: 6_000
      }),
      store
    )
  )

/** One program of Kafka is missing: the drill is not held, and says so. */
const notHeld = (reason: string): Figures => ({ counts: [["not held", reason.split("\n")[0] ?? reason]], faults: [] })

const drillOn = Effect.fnUntraced(function* (databaseServer: string, options: Options, broker: KafkaBroker.Broker) {
  const connection: Connection = { brokers: [broker.address], clientId: "drill", tls: null, sasl: null }
  const database = Database.layer({
    url: Redacted.make(yield* Databases.fresh(databaseServer)),
    connectionsMax: 4,
    applicationName: "drill"
  })
  yield* Effect.provide(Migrations.run, database)
  const store = PgStore.layer.pipe(Layer.provide(database))
  const door = yield* side(store, connection)
  const worker = yield* side(store, connection)
  const log = Context.get(worker, CallbackLog)
  const ledger = Context.get(worker, LedgerStore)
  const take = yield* Effect.provide(GroupedAppend.make(GroupedAppend.defaults), door)
  const append = (given: NewCallback) =>
    Effect.async<GroupedAppend.Appended, StoreUnavailable | GroupedAppend.IntakeFull>((resume) => take(given, resume))

  const total = callbacks(options)
  let acknowledged = 0
  let refused = 0
  const delays: Array<number> = []

  /** As the platform sends: at its moment, and again until it is acknowledged. */
  const deliver = (n: number) =>
    Effect.gen(function* () {
      yield* Effect.sleep(Duration.millis((n * 1_000) / perSecond))
      const given = callback(n, yield* Clock.currentTimeMillis)
      yield* append(given).pipe(
        Effect.tapError(() => Effect.sync(() => refused++)),
        Effect.retry(Schedule.spaced(Duration.millis(repeatMillis)))
      )
      acknowledged++
    })

  const consume = log.consume(batchMax, (taken) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      yield* ledger.modify(counted.scope, counted.key, (sum) => [null, Number(sum) + taken.length])
      delays.push(...taken.map(({ receivedMillis }) => nowMillis - receivedMillis))
      return taken.map(({ id }) => ({ id, verdict: "processed" as const, report: {} }))
    })
  )
  // A member of the group before the first callback comes: the drill is about a broker that dies, not about one that begins.
  yield* consume
  yield* consume.pipe(
    Effect.catchAll((error) => Effect.zipRight(Effect.logDebug(error), Effect.sleep(Duration.millis(repeatMillis)))),
    Effect.forever,
    Effect.forkScoped
  )

  const sending = yield* Effect.forkScoped(
    Effect.forEach(
      Array.from({ length: total }, (_, n) => n),
      deliver,
      { concurrency: "unbounded", discard: true }
    )
  )
  for (const place of yield* places(options)) {
    while (acknowledged < place) yield* Effect.sleep(Duration.millis(lookMillis))
    yield* broker.kill
    yield* options.say(`killed the broker after ${acknowledged} callbacks were acknowledged; starting it again`)
    yield* Effect.sleep(Duration.millis(awayMillis))
    yield* broker.restart
  }
  yield* Fiber.join(sending)
  yield* options.say("everything is acknowledged; waiting until it is processed")
  const processed = Effect.map(log.counts, (counts) => counts["processed"] ?? 0)
  yield* processed.pipe(
    Effect.orElseSucceed(() => 0),
    Effect.repeat({ schedule: Schedule.spaced(Duration.millis(lookMillis)), until: (count) => count >= total }),
    Effect.timeoutOption(Duration.seconds(settleSecondsMax))
  )
  const counts = yield* log.counts
  const applied = Number(yield* ledger.read(counted.scope, counted.key))
  const sorted = delays.toSorted((a, b) => a - b)
  const done = counts["processed"] ?? 0
  const figures: Figures = {
    counts: [
      ["acknowledged", acknowledged],
      ["processed", done],
      ["refused and repeated", refused],
      ["kills", kills(options)],
      ["arrival to processed, p50 ms", percentile(sorted, 0.5)]
    ],
    faults: [
      ...(done < total ? [`${total - done} acknowledged callbacks were not processed`] : []),
      ...(done > total ? [`${done - total} callbacks were stored twice`] : []),
      ...(applied === done ? [] : [`${applied} effects of ${done} callbacks`]),
      ...((counts["pending"] ?? 0) === 0 ? [] : [`${counts["pending"]} callbacks are pending at the end`])
    ]
  }
  return figures
})

const run = Effect.fn("KafkaBrokerKill.run")(function* (databaseServer: string, options: Options) {
  const broker = yield* Effect.either(KafkaBroker.start())
  if (Either.isRight(broker)) return yield* drillOn(databaseServer, options, broker.right)
  const { left } = broker
  return left.step === "java" || left.step === "jars" ? notHeld(left.message) : yield* left
}, Effect.scoped)

/** kill -9 of the Kafka broker while callbacks arrive: what was acknowledged is processed, once (WH-03). */
export const drill: Drill = {
  name: "kafka-broker-kill",
  platformOnly: true,
  coveredBy: "callback-kill",
  describe: `${perSecond} callbacks a second over Kafka, its broker killed in the middle and started again`,
  secondsMax: (options) => 120 + callbacks(options) / perSecond + 60 * kills(options),
  run
}
