import * as KafkaBroker from "@sluice/services/kafka/KafkaBroker"
import { Duration, Effect, Either, Schema } from "effect"
import * as Callbacks from "../intake/Callbacks.ts"
import * as Door from "../intake/Door.ts"
import * as Load from "../intake/Load.ts"
import * as Messages from "../intake/Messages.ts"
import * as Pace from "../intake/Pace.ts"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"
import * as Table from "../latency/Table.ts"

/** The promise: durable callbacks at no less than this share of what the same HMAC allows where nothing is kept. */
const bareFloor = 0.35

/** Callbacks of one call, and how many are on their way at a time. */
const count = 4_000
const connections = 256

/** The pace at which delays are promised, and how long it is kept (WH-01, WH-08); the bare server is asked for as long. */
const pacePerSecond = 1_000
const paceSeconds = { short: 3, full: 10 }
/**
 * What goes before it, unmeasured, at the same pace: processes that have run for seconds and not for days still compile what they do, and the first full
 * collection of a heap that has just grown is the longest. The bare server gets as much.
 */
const warmSeconds = { short: 2, full: 14 }
/**
 * What a promise is judged by: all of it in full, on a machine that does nothing else; in the short form, which runs where others work, what no noise explains.
 * A bare server, with nothing to keep, has been seen to need 140 ms there.
 */
const floors = { short: 0.1, full: 1 }
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
 * Statuses of messages that are there, at an even pace: how long until each is answered, and until it is processed. Beside it what the bare server
 * makes of the same pace, and how late the sender itself was: of a slow answer that is the machine's part.
 */
const delays = Effect.fnUntraced(function* (door: Door.Door, on: string, form: keyof typeof paceSeconds) {
  const floor = floors[form]
  const ids = yield* Messages.accepted(door.databaseUrl, pacePerSecond * (warmSeconds[form] + paceSeconds[form]))
  const processor = yield* Door.processor(door)
  const load = yield* connected(door.sluiceUrl)
  const all = Callbacks.requests(ids)
  const warm = all.slice(0, warmSeconds[form] * pacePerSecond)
  const requests = all.slice(warm.length)
  yield* Effect.promise(() => Pace.at(load, warm, pacePerSecond))
  // What is measured is a worker at work, not one that begins.
  yield* processor.line(/^taking$/)
  yield* Effect.sleep(Duration.millis(settleMillis))
  const answered = yield* Effect.promise(() => Pace.at(load, requests, pacePerSecond))
  // What came last is processed within its promise, or is late.
  yield* Effect.sleep(Duration.millis(2 * processedMillisMax))
  yield* processor.kill("SIGTERM")
  const processed = yield* Effect.flatMap(processor.line(/^\[/), numbers)
  const late = Array.from({ length: all.length - processed.length }, () => neverMillis)
  const bare = yield* connected(door.bareUrl)
  yield* Effect.promise(() => Pace.at(bare, warm, pacePerSecond))
  const bareAnswered = yield* Effect.promise(() => Pace.at(bare, requests, pacePerSecond))
  return [
    Table.promised(
      `answered on ${on}, at ${pacePerSecond} callbacks/s`,
      { name: "sluice", delays: answered.tookMillis },
      { millisMax: answeredMillisMax, floor },
      [
        { name: "bare node:http", delays: bareAnswered.tookMillis },
        { name: "of which late from the sender", delays: answered.lateMillis }
      ]
    ),
    Table.promised(
      `arrived to processed on ${on}, at the same`,
      { name: "sluice", delays: [...processed, ...late].slice(warm.length) },
      { millisMax: processedMillisMax, floor },
      []
    )
  ]
})

/** The same over Kafka, whose broker shares the cores with everything else here. Where its programs are not on the machine, that is said aloud. */
const delaysOnKafka = Effect.fnUntraced(function* (form: keyof typeof paceSeconds) {
  const broker = yield* Effect.either(KafkaBroker.start())
  if (Either.isRight(broker)) {
    return yield* delays(yield* Door.make(Door.overKafka(broker.right.address)), "Kafka", form)
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
      const form = effort === Contest.short ? "short" : "full"
      const paced = yield* delays(door, "PostgreSQL", form)
      const contested = yield* Effect.promise(() => Contest.hold(contest, effort))
      const onKafka = yield* Effect.scoped(delaysOnKafka(form))
      return { contests: [contested, ...paced, ...onKafka] }
    }).pipe(Effect.scoped, Effect.runPromise)
}
