import * as Platform from "@sluice/cli/Platform"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as KafkaBroker from "@sluice/services/kafka/KafkaBroker"
import { Clock, Duration, Effect, Either, Fiber, Option, Random, Schedule } from "effect"
import * as Applied from "./callbacks/Applied.ts"
import * as Sender from "./callbacks/Sender.ts"
import type { Drill, Figures, Options } from "./Drill.ts"
import * as Field from "./Field.ts"

/** Callbacks a second, of so many senders. */
const perSecond = 1_000
const senders = 8

/** What is killed. */
type Target = "server" | "worker" | "database" | "broker"

interface Size {
  /** More than can be sent until the last kill is over. */
  readonly callbacksMax: number
  /** How often each target is killed. */
  readonly rounds: number
}

const size = ({ short }: Pick<Options, "short">): Size =>
  short ? { callbacksMax: 40_000, rounds: 1 } : { callbacksMax: 150_000, rounds: 3 }

/** Between two kills, from and to, once what fell is up again; and after the last of them. */
const pauseMillis = [1_000, 2_500] as const

/** How long a database and a broker stay away; a server and a worker are replaced as soon as they have fallen. */
const awayMillis = 1_000

const lookMillis = 200

/** From the last acknowledgement to the last verdict. */
const settleSecondsMax = 90

/** Each target in every round, in an order and after pauses that the seed alone decides. */
const plan = (options: Pick<Options, "seed" | "short">, targets: ReadonlyArray<Target>) =>
  Effect.gen(function* () {
    const random = Random.make(options.seed)
    const rounds = yield* Effect.replicateEffect(random.shuffle(targets), size(options).rounds)
    return yield* Effect.forEach(
      rounds.flatMap((round) => [...round]),
      (target) => Effect.map(random.nextIntBetween(...pauseMillis), (millis) => ({ target, pauseMillis: millis }))
    )
  })

const percentile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

const perSecondOf = (count: number, millis: number): number => Math.round((count * 1_000) / Math.max(1, millis))

/** The broker; none where its programs are not on this machine. */
const brokerOf = Effect.fnUntraced(function* (options: Pick<Options, "say">) {
  const started = yield* Effect.either(KafkaBroker.start())
  if (Either.isRight(started)) return Option.some(started.right)
  const { left } = started
  if (left.step !== "java" && left.step !== "jars") return yield* left
  yield* options.say(`NOT HELD over Kafka: ${left.message.split("\n")[0] ?? left.message}`)
  return Option.none<KafkaBroker.Broker>()
})

/** One gateway under load, and everything that it stands on killed under it. */
const suffer = Effect.fn("CallbackKill.suffer")(function* (
  options: Options,
  broker: Option.Option<KafkaBroker.Broker>
) {
  // Nobody else's: it is killed.
  const database = yield* EmbeddedPostgres.start()
  const field = yield* Field.open(database.url, {
    name: "callback-kill",
    senders,
    seed: options.seed,
    provider: options.provider,
    env: Option.match(broker, {
      onNone: () => ({}),
      onSome: ({ address }) => ({
        SLUICE_CALLBACK_LOG: "kafka",
        SLUICE_KAFKA_BROKERS: address,
        SLUICE_KAFKA_SESSION_MILLIS: "6000"
      })
    })
  })
  const door = yield* Sender.doorOf(field.stack)
  const { callbacksMax } = size(options)
  const ids = yield* Applied.messages(field.databaseUrl, door, callbacksMax)
  let { server } = field.stack
  let workers = 1
  let worker = yield* Field.startWorker(field, workers)

  const kill = (target: Target) =>
    Effect.gen(function* () {
      switch (target) {
        case "server":
          yield* server.kill("SIGKILL")
          server = yield* field.stack.startServer
          return
        case "worker":
          yield* worker.process.kill("SIGKILL")
          worker = yield* Field.startWorker(field, ++workers)
          return
        case "database":
          yield* database.kill
          yield* Effect.sleep(Duration.millis(awayMillis))
          return yield* database.restart
        case "broker":
          if (Option.isNone(broker)) return
          yield* broker.value.kill
          yield* Effect.sleep(Duration.millis(awayMillis))
          return yield* broker.value.restart
      }
    })

  const startMillis = yield* Clock.currentTimeMillis
  const seen: Sender.Seen = { sent: 0, acknowledged: 0, refused: 0, tookMillis: [] }
  let over = false
  const sending = yield* Effect.forkScoped(Sender.send(door, ids, perSecond, seen, () => !over))
  const targets: ReadonlyArray<Target> = ["server", "worker", "database"]
  const kills = yield* plan(options, Option.isNone(broker) ? targets : [...targets, "broker"])
  const down = { millis: 0, acknowledged: 0 }
  for (const { pauseMillis, target } of kills) {
    yield* Effect.sleep(Duration.millis(pauseMillis))
    const count = seen.acknowledged
    const killedMillis = yield* Clock.currentTimeMillis
    yield* kill(target)
    down.millis += (yield* Clock.currentTimeMillis) - killedMillis
    down.acknowledged += seen.acknowledged - count
    yield* options.say(`killed the ${target} after ${count} callbacks were acknowledged; it is up again`)
  }
  const ranOut = seen.sent === callbacksMax
  yield* Effect.sleep(Duration.millis(pauseMillis[1]))
  over = true
  yield* Fiber.join(sending)
  const sentMillis = yield* Clock.currentTimeMillis
  yield* options.say("everything is acknowledged; waiting until it is processed")
  yield* Applied.read(field.databaseUrl).pipe(
    Effect.map(({ pending, processed }) => processed >= seen.sent && pending === 0),
    Effect.orElseSucceed(() => false),
    Effect.repeat({ schedule: Schedule.spaced(Duration.millis(lookMillis)), until: (done) => done }),
    Effect.timeoutOption(Duration.seconds(settleSecondsMax))
  )
  const record = yield* Applied.read(field.databaseUrl)
  const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
  const on = Option.isNone(broker) ? "PostgreSQL" : "Kafka"
  const figures: Figures = {
    counts: [
      [`${on}: sent`, seen.sent],
      [`${on}: acknowledged`, seen.acknowledged],
      [`${on}: processed`, record.processed],
      [`${on}: kills`, kills.length],
      [`${on}: refused and repeated`, seen.refused],
      [`${on}: acknowledged, p50 ms`, percentile(seen.tookMillis, 0.5)],
      [`${on}: acknowledged, longest ms`, percentile(seen.tookMillis, 1)],
      [`${on}: callbacks a second`, perSecondOf(seen.sent, sentMillis - startMillis)],
      [`${on}: seconds with something down`, Math.round(down.millis / 100) / 10],
      [
        `${on}: callbacks a second while all was up`,
        perSecondOf(seen.acknowledged - down.acknowledged, sentMillis - startMillis - down.millis)
      ],
      [`${on}: seconds`, seconds]
    ],
    faults: [
      ...Applied.faults(record, seen.sent),
      ...(ranOut ? ["everything was sent before the last kill was over"] : [])
    ].map((fault) => `${on}: ${fault}`)
  }
  return figures
}, Effect.scoped)

const run = Effect.fn("CallbackKill.run")(
  function* (_databaseServer: string, options: Options) {
    const broker = yield* brokerOf(options)
    // Over Kafka everything is killed that is killed without it: the short form leaves the other one out where there is a broker.
    const both = !options.short && Option.isSome(broker)
    const plain = both ? [yield* suffer(options, Option.none())] : []
    const figures = [...plain, yield* suffer(options, broker)]
    return { counts: figures.flatMap(({ counts }) => counts), faults: figures.flatMap(({ faults }) => faults) }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/**
 * kill -9 of server, worker, database and broker while callbacks arrive from a platform that repeats what was not acknowledged: nothing is lost, nothing
 * is applied twice (WH-03, RT-03).
 */
export const drill: Drill = {
  name: "callback-kill",
  platformOnly: true,
  describe: `${perSecond} callbacks a second while server, worker, database and broker are killed`,
  secondsMax: (options) => (options.short ? 240 : 900),
  run
}
