import * as Platform from "@sluice/cli/Platform"
import * as SimulatorControl from "@sluice/cli/stack/SimulatorControl"
import type { MessageRequest } from "@sluice/client/Message"
import { Array, Clock, Duration, Effect } from "effect"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Inspector from "./Inspector.ts"
import * as Persistence from "./Persistence.ts"

const senders = 8

/** Rows that wait, few and many. */
const depths = ({ short }: Pick<Options, "short">): readonly [few: number, many: number] =>
  short ? [10_000, 60_000] : [10_000, 1_000_000]

/** The promise: between few and many, no more than this share apart. */
const shareMax = 0.2

const batch = 2_500
const callers = 2

/** Messages that a worker sends before the measurement, and in it. Together they are less than the few rows. */
const warmMessages = 1_000
const measuredMessages = 4_000

/**
 * The measured messages are timed in parts, and the best of them is the speed: a long queue is there in each, and whatever else the machine has to do can
 * only slow one down. So there are more of them, up to `partsMax`, while the speed is less than it must be: what a queue costs it costs in all of them.
 */
const parts = 5
const partsMax = 20

/** What the platform lets through of all senders: a part that seems quicker was timed late at its beginning. */
const perSecondMax = 80 * senders

/** However slow the machine, the measurement ends after this. */
const measureSecondsMax = 60

const lookMillis = 50

/**
 * The platform answers quickly, and tells at once that a message arrived: what comes later would be looked for, and cost the second measurement
 * what belongs to the first.
 */
const platform: NonNullable<Field.Plan["platform"]> = {
  faults: { latencyRealMillisMin: 5, latencyRealMillisMax: 15 },
  fates: {
    failureShare: 0,
    readLostShare: 1,
    sent: { minMillis: 100, maxMillis: 300 },
    delivered: { minMillis: 300, maxMillis: 1_000 }
  }
}

/** What was read at one depth. */
interface Measured {
  /** In the best of its parts. */
  readonly perSecond: number
  readonly workerCpuMillisPerThousand: number
  readonly server: Inspector.Reading
  readonly worker: Inspector.Reading
}

const request = (field: Field.Field, index: number): MessageRequest => ({
  senderId: field.senderIds[index % field.senderIds.length] ?? "",
  recipient: `+8869${String(index).padStart(8, "0")}`,
  content: { type: "text", text: { body: `drill ${index + 1}` } }
})

/** Hands over the messages from `from` to `to`, by numbers, through the batch door. */
const fill = Effect.fn("Memory.fill")(function* (field: Field.Field, from: number, to: number) {
  const seen = Persistence.experience()
  const starts = Array.range(0, Math.ceil((to - from) / batch) - 1).map((index) => from + index * batch)
  yield* Effect.forEach(
    starts,
    (start) =>
      Persistence.submit(
        field.client,
        Array.makeBy(Math.min(batch, to - start), (index) => request(field, start + index)),
        seen
      ),
    { concurrency: callers, discard: true }
  )
})

/** Looks at the platform's count until it has taken so many; what it has taken then, and when. */
const untilAccepted = (field: Field.Field, count: number, secondsMax: number = measureSecondsMax) =>
  Effect.gen(function* () {
    const endMillis = (yield* Clock.currentTimeMillis) + secondsMax * 1_000
    for (;;) {
      const { messages } = yield* SimulatorControl.stats(field.stack.simulatorUrl)
      const atMillis = yield* Clock.currentTimeMillis
      if (messages.accepted >= count || atMillis >= endMillis) return { accepted: messages.accepted, atMillis }
      yield* Effect.sleep(Duration.millis(lookMillis))
    }
  })

/** A fresh worker, measured while it sends, and told to end. @param perSecondMin what it must come up to; it need not be measured for longer then. */
const measure = Effect.fn("Memory.measure")(function* (field: Field.Field, number: number, perSecondMin = 0) {
  const earlier = yield* untilAccepted(field, 0)
  const { process } = yield* Field.startWorker(field, number)
  const from = yield* untilAccepted(field, earlier.accepted + warmMessages)
  const { cpuMillis } = yield* Inspector.read(process)
  let to = from
  let perSecond = 0
  for (let part = 0; part < parts || (part < partsMax && perSecond < perSecondMin); part++) {
    const before = to
    to = yield* untilAccepted(field, before.accepted + measuredMessages / parts, measureSecondsMax / parts)
    perSecond = Math.max(perSecond, ((to.accepted - before.accepted) * 1_000) / (to.atMillis - before.atMillis))
  }
  const worker = yield* Inspector.read(process)
  yield* process.kill("SIGTERM")
  const sent = to.accepted - from.accepted
  const measured: Measured = {
    perSecond: Math.min(perSecond, perSecondMax),
    workerCpuMillisPerThousand: ((worker.cpuMillis - cpuMillis) * 1_000) / Math.max(1, sent),
    worker,
    server: yield* Inspector.read(field.stack.server)
  }
  return measured
})

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 102.4) / 10

/** One figure at both depths. `isMore` where more of it is what must not be. */
const compared = (name: string, few: number, many: number, isMore: boolean) => {
  const share = few === 0 ? 0 : (isMore ? many - few : few - many) / few
  return {
    counts: [[name, `${Math.round(few * 10) / 10} / ${Math.round(many * 10) / 10}`] as const],
    faults: share > shareMax ? [`${name}: ${few} with few rows, ${many} with many`] : []
  }
}

const run = Effect.fn("Memory.run")(
  function* (databaseServer: string, options: Options) {
    const field = yield* Field.open(databaseServer, {
      name: "memory",
      senders,
      seed: options.seed,
      provider: options.provider,
      throughput: "standard",
      platform,
      nodeFlags: Inspector.nodeFlags
    })
    const [few, many] = depths(options)
    const startMillis = yield* Clock.currentTimeMillis
    yield* fill(field, 0, few)
    yield* options.say(`handed over ${few} rows`)
    const atFew = yield* measure(field, 1)
    yield* options.say(`measured with ${few} rows`)
    const fillMillis = yield* Clock.currentTimeMillis
    yield* fill(field, few, many + few)
    const filled = Math.round((many * 1_000) / ((yield* Clock.currentTimeMillis) - fillMillis))
    yield* options.say(`handed over ${many} rows, ${filled} a second`)
    const atMany = yield* measure(field, 2, atFew.perSecond * (1 - shareMax))

    const figures = [
      compared("server memory in use MB", megabytes(atFew.server.usedBytes), megabytes(atMany.server.usedBytes), true),
      compared("server memory MB", megabytes(atFew.server.residentBytes), megabytes(atMany.server.residentBytes), true),
      compared("worker memory in use MB", megabytes(atFew.worker.usedBytes), megabytes(atMany.worker.usedBytes), true),
      compared("worker memory MB", megabytes(atFew.worker.residentBytes), megabytes(atMany.worker.residentBytes), true),
      compared("messages a second", atFew.perSecond, atMany.perSecond, false)
    ]
    const cpu = compared(
      "worker processor ms for 1000 messages",
      atFew.workerCpuMillisPerThousand,
      atMany.workerCpuMillisPerThousand,
      true
    )
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return {
      counts: [
        ["rows", `${few} / ${many}`] as const,
        ...figures.flatMap(({ counts }) => counts),
        // For people: how busy the rest of the machine is shows in it.
        ...cpu.counts,
        ["rows handed over a second", filled] as const,
        ["seconds", seconds] as const
      ],
      faults: figures.flatMap(({ faults }) => faults)
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** A long queue costs neither memory nor speed: server and worker with few rows that wait, and with many (ADR 9). */
export const drill: Drill = {
  name: "memory",
  describe: "memory and dispatch with a short queue, and with a long one",
  secondsMax: (options) => (options.short ? 400 : 1_800),
  run
}
