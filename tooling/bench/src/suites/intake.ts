import * as KafkaBroker from "@sluice/services/kafka/KafkaBroker"
import { Duration, Effect, Either, Schema } from "effect"
import * as Callbacks from "../intake/Callbacks.ts"
import * as Door from "../intake/Door.ts"
import * as Load from "../intake/Load.ts"
import * as Messages from "../intake/Messages.ts"
import * as Pace from "../intake/Pace.ts"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"

/** The promise: durable callbacks at no less than this share of what the same HMAC allows where nothing is kept. */
const bareFloor = 0.35

/** Callbacks of one call, and how many are on their way at a time. */
const count = 4_000
const connections = 256

/** The pace at which delays are promised, and how long it is kept (WH-01, WH-08). */
const pacePerSecond = 1_000
const paceSeconds = { short: 3, full: 10 }
const answeredMillisMax = 50
const processedMillisMax = 200
/** Until what came before the measurement is out of the way. */
const settleMillis = 2_000
/** What was not processed at all: an hour, so that it can be told and not be overlooked. */
const neverMillis = 3_600_000

/** Of messages that nobody knows: what is measured is the door. */
const unknownId = "01900000-0000-7000-8000-000000000000"

const entry = (name: string, load: Load.Load): Contest.Entry => {
  let requests: ReadonlyArray<Buffer> = []
  return {
    name,
    operations: count,
    prepare: async () => {
      requests = Callbacks.requests(Array.from({ length: count }, () => unknownId))
    },
    run: async () => {
      const statuses = await Promise.all(requests.map(load.ask))
      const refused = statuses.find((status) => status !== 200)
      if (refused !== undefined) throw new Error(`${name} answered ${refused}`)
      return statuses.length
    }
  }
}

const connected = (url: string) =>
  Effect.acquireRelease(
    Effect.promise(() => Load.open(url, connections)),
    (load) => Effect.sync(load.close)
  )

const numbers = Schema.decodeUnknown(Schema.parseJson(Schema.Array(Schema.Number)))

/**
 * Statuses of messages that are there, at an even pace: how long until each is answered, and until it is processed.
 *
 * In the short form the figures are told and not judged: three seconds on a machine that others use say little of a delay.
 */
const delays = Effect.fnUntraced(function* (door: Door.Door, on: string, seconds: number) {
  const isJudged = seconds === paceSeconds.full
  const ids = yield* Messages.accepted(door.databaseUrl, pacePerSecond * seconds)
  const processor = yield* Door.processor(door)
  const load = yield* connected(door.sluiceUrl)
  const requests = Callbacks.requests(ids)
  const warm = Callbacks.requests(Array.from({ length: pacePerSecond }, () => unknownId))
  yield* Effect.promise(() => Pace.at(load, warm, pacePerSecond))
  // What is measured is a worker at work, not one that begins.
  yield* processor.line(/^taking$/)
  yield* Effect.sleep(Duration.millis(settleMillis))
  const answered = yield* Effect.promise(() => Pace.at(load, requests, pacePerSecond))
  // What came last is processed within its promise, or is late.
  yield* Effect.sleep(Duration.millis(2 * processedMillisMax))
  yield* processor.kill("SIGTERM")
  const processed = yield* Effect.flatMap(processor.line(/^\[/), numbers)
  const late = Array.from({ length: warm.length + requests.length - processed.length }, () => neverMillis)
  return [
    Pace.promised(`answered on ${on}, at ${pacePerSecond} callbacks/s`, answered, answeredMillisMax, isJudged),
    Pace.promised(
      `arrived to processed on ${on}, at the same`,
      [...processed, ...late].slice(warm.length),
      processedMillisMax,
      isJudged
    )
  ]
})

/** The same over Kafka, whose broker shares the cores with everything else here. Where its programs are not on the machine, that is said aloud. */
const delaysOnKafka = Effect.fnUntraced(function* (seconds: number) {
  const broker = yield* Effect.either(KafkaBroker.start())
  if (Either.isRight(broker)) {
    return yield* delays(yield* Door.make(Door.overKafka(broker.right.address)), "Kafka", seconds)
  }
  const { left } = broker
  if (left.step !== "java" && left.step !== "jars") return yield* left
  yield* Effect.sync(() => console.error(`NOT MEASURED: callbacks over Kafka. ${left.message}`))
  return []
})

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "intake",
  describe: "durable callbacks, against a bare node:http server with the same HMAC that keeps nothing",
  run: ({ effort }) =>
    Effect.gen(function* () {
      const door = yield* Door.make()
      const sluice = entry("sluice", yield* connected(door.sluiceUrl))
      const bare = entry("bare node:http", yield* connected(door.bareUrl))
      const contest: Contest.Contest = {
        title: `callbacks of 1 KB, ${connections} at a time`,
        unit: "callbacks/s",
        subject: sluice,
        peers: [{ ...bare, floor: bareFloor }]
      }
      const seconds = effort === Contest.short ? paceSeconds.short : paceSeconds.full
      const paced = yield* delays(door, "PostgreSQL", seconds)
      const contested = yield* Effect.promise(() => Contest.hold(contest, effort))
      const onKafka = yield* Effect.scoped(delaysOnKafka(seconds))
      return { contests: [contested, ...paced, ...onKafka] }
    }).pipe(Effect.scoped, Effect.runPromise)
}
