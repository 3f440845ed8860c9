import * as Platform from "@sluice/cli/Platform"
import * as SimulatorControl from "@sluice/cli/stack/SimulatorControl"
import type { MessageRequest } from "@sluice/client/Message"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Array, Clock, Duration, Effect, Fiber } from "effect"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Fleet from "./Fleet.ts"
import * as Mishaps from "./Mishaps.ts"
import * as Persistence from "./Persistence.ts"
import * as Vigil from "./Vigil.ts"

interface Size {
  readonly messages: number
  readonly senders: number
  readonly workers: number
  /** Messages that are handed over at once, and what is waited between: each wave takes the senders to the platform's limit. */
  readonly wave: number
  readonly waveMillis: number
  readonly settleSeconds: number
}

const size = ({ short }: Pick<Options, "short">): Size =>
  short
    ? { messages: 600, senders: 6, workers: 2, wave: 150, waveMillis: 3_000, settleSeconds: 100 }
    : { messages: 10_000, senders: 20, workers: 4, wave: 500, waveMillis: 5_000, settleSeconds: 300 }

/** Shares of the messages that meet each fault: a bad day, not the end of the world. */
const platform: NonNullable<Field.Plan["platform"]> = {
  faults: {
    latencyRealMillisMin: 50,
    latencyRealMillisMax: 300,
    errors: [
      // 500, 503 and 429, as the platform answers them.
      { code: 131000, share: 0.02 },
      { code: 131016, share: 0.01 },
      { code: 130429, share: 0.005 }
    ],
    dropShare: 0.005,
    // Accepted, and the answer is never heard.
    dropAfterAcceptShare: 0.01,
    timeoutAfterAcceptShare: 0.01
  },
  fates: { sent: { minMillis: 0, maxMillis: 2_000 } },
  callbacks: { duplicateShare: 0.1, disorderShare: 0.2, duplicateDelay: { minMillis: 0, maxMillis: 8_000 } }
}

/** Every so many messages of a sender, one goes to the recipient of the one before: conversations are kept in order, and paced by themselves. */
const pairEvery = 5

/** The drill's messages: shared out evenly, most to somebody new. */
const requests = (field: Field.Field, count: number): ReadonlyArray<MessageRequest> => {
  const senders = field.senderIds.length
  const plain = Field.requests(field, count)
  return plain.map((request, index) => {
    const before = Math.floor(index / senders) % pairEvery === 1 ? plain[index - senders] : undefined
    return before === undefined ? request : { ...request, recipient: before.recipient }
  })
}

/** What the fleet, the database and the platform go through. */
const suffer = Effect.fn("Chaos.suffer")(function* (
  field: Field.Field,
  fleet: Fleet.Fleet,
  database: Effect.Effect.Success<ReturnType<typeof EmbeddedPostgres.start>>,
  options: Options
) {
  const counts = { kills: 0, restarts: 0, silences: 0 }
  const { simulatorUrl } = field.stack
  for (const mishap of yield* Mishaps.drawn(options)) {
    yield* Effect.sleep(Duration.millis(mishap.pauseMillis))
    yield* Mishaps.match(mishap, {
      WorkerKilled: ({ place }) =>
        Effect.gen(function* () {
          const worker = yield* fleet.at(place)
          yield* fleet.kill(worker)
          counts.kills++
          const next = yield* fleet.add
          yield* options.say(`killed worker ${worker.number}; worker ${next.number} takes its place`)
        }),
      CallbacksLate: ({ lastsMillis }) =>
        Effect.gen(function* () {
          yield* SimulatorControl.setFaults(simulatorUrl, { callbacksPaused: true })
          yield* Effect.sleep(Duration.millis(lastsMillis))
          yield* SimulatorControl.setFaults(simulatorUrl, { callbacksPaused: false })
          counts.silences++
          yield* options.say(`callbacks were late by ${lastsMillis} ms`)
        }),
      DatabaseRestarted: ({ downMillis, how }) =>
        Effect.gen(function* () {
          yield* how === "killed" ? database.kill : database.stop
          yield* Effect.sleep(Duration.millis(downMillis))
          yield* database.restart
          counts.restarts++
          yield* options.say(`the database was ${how}, and started again after ${downMillis} ms`)
        })
    })
  }
  return counts
})

const run = Effect.fn("Chaos.run")(
  function* (_databaseServer: string, options: Options) {
    const { messages, senders, settleSeconds, wave, waveMillis, workers } = size(options)
    // Nobody else's: it is killed.
    const database = yield* EmbeddedPostgres.start()
    const field = yield* Field.open(database.url, {
      name: "chaos",
      senders,
      seed: options.seed,
      provider: options.provider,
      throughput: "coexistence",
      platform
    })
    const fleet = yield* Fleet.make(field)
    yield* Effect.replicateEffect(fleet.add, workers)
    const startMillis = yield* Clock.currentTimeMillis
    const seen = yield* Vigil.keep(field)
    const caller = Persistence.experience()
    const handing = yield* Effect.fork(
      Persistence.submitInWaves(field.client, requests(field, messages), { wave, waveMillis }, caller)
    )
    const counts = yield* suffer(field, fleet, database, options)
    const ids = yield* Fiber.join(handing)
    const account = yield* Account.settle(field, ids, settleSeconds)

    const stats = yield* SimulatorControl.stats(field.stack.simulatorUrl)
    const fallen = yield* fleet.fallen
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return {
      counts: [
        ...account.counts,
        ["kills", counts.kills] as const,
        ["database restarts", counts.restarts] as const,
        ["silences of the platform", counts.silences] as const,
        ["requests refused or cut off", stats.messages.faulted] as const,
        ["accepted without an answer", stats.messages.unanswered] as const,
        ["statuses sent twice", stats.callbacks.duplicated] as const,
        ["callbacks repeated", stats.callbacks.posts.repeated] as const,
        ["batches handed over again", caller.repeats] as const,
        ["server answered", seen.answered] as const,
        ["server answered 503", seen.unavailable] as const,
        ["slowest answer ms", seen.slowestMillis] as const,
        ["seconds", seconds] as const
      ],
      faults: [
        ...account.faults,
        ...fallen,
        ...Array.dedupe(seen.wrong).map((what) => `the server answered wrongly: ${what}`)
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/**
 * Everything at once: kill -9 of workers, restarts of the database, a platform that answers 500, 503, 429 or not at all, and callbacks that come
 * late, twice and in the wrong order (RT-03, RT-04, RT-05, WH-03, RL-07).
 */
export const drill: Drill = {
  name: "chaos",
  describe: "workers killed, the database restarted, and a platform at its worst, all at the same time",
  secondsMax: (options) => (options.short ? 300 : 1_500),
  run
}
