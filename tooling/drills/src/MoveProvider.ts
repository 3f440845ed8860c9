import * as Platform from "@sluice/cli/Platform"
import * as Seat from "@sluice/cli/stack/Seat"
import * as SimulatorControl from "@sluice/cli/stack/SimulatorControl"
import { Clock, Duration, Effect, Fiber } from "effect"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Persistence from "./Persistence.ts"
import * as Records from "./Records.ts"

const senders = 4

/** Messages for each place that the senders are at: some seconds of traffic, with a queue in front of them when they are moved. */
const perPlace = 80

/** As much as the senders let through in the time, so that the caller goes on while they are moved. */
const wave = 40
const waveMillis = 1_000

/** For so long the platform keeps its answers to itself when a worker is to be killed: nobody hears one in a drill. */
const silent = { latencyRealMillisMin: 600_000, latencyRealMillisMax: 600_000 }
const lookMillis = 20

/**
 * Kills a worker while requests of it are under way, however quick or slow the machine is: what it begins once the platform has fallen silent has no
 * answer, and the worker goes before it would have given up waiting for one. The places that it had.
 */
const killUnderWay = Effect.fn("MoveProvider.killUnderWay")(function* (
  field: Field.Field,
  { process, runner }: Field.Worker
) {
  const { simulatorUrl } = field.stack
  yield* SimulatorControl.setFaults(simulatorUrl, silent)
  const silentMillis = yield* Clock.currentTimeMillis
  for (;;) {
    const places = yield* Records.places(field.databaseUrl, runner)
    const { begun } = yield* Records.sends(field.databaseUrl, places, silentMillis)
    // As many as there are senders: they send in step, a few each.
    if (begun < senders) {
      yield* Effect.sleep(Duration.millis(lookMillis))
      continue
    }
    yield* process.kill("SIGKILL")
    yield* SimulatorControl.setFaults(simulatorUrl, Field.faults)
    return places
  }
})

/** Where the senders are one after the other: at the platform, then elsewhere; in the full form everywhere, and at last at the platform again. */
const placesOf = ({ provider, short }: Pick<Options, "provider" | "short">): ReadonlyArray<Seat.Provider> => {
  const to: Seat.Provider = provider === "cloud-api" ? "twilio" : provider
  return short ? ["cloud-api", to] : [...Seat.providers, "cloud-api"]
}

/** How many messages the platform has taken by each provider's doors. */
const takenBy = (sandbox: Seat.Known, entries: ReadonlyArray<SimulatorControl.Entry>): ReadonlyMap<string, number> => {
  const providerOf = new Map(
    Seat.of(sandbox).flatMap(({ provider, senders: known }) =>
      known.map(({ phoneNumberId }) => [phoneNumberId, provider] as const)
    )
  )
  const taken = new Map<string, number>()
  for (const { phoneNumberId } of entries) {
    const provider = providerOf.get(phoneNumberId) ?? "unknown"
    taken.set(provider, (taken.get(provider) ?? 0) + 1)
  }
  return taken
}

const run = Effect.fn("MoveProvider.run")(
  function* (databaseServer: string, options: Options) {
    const [home, ...moves] = placesOf(options)
    const field = yield* Field.open(databaseServer, {
      name: "move-provider",
      senders,
      seed: options.seed,
      provider: home ?? "cloud-api",
      others: [...new Set(moves.filter((place) => place !== home))]
    })
    const { stack } = field
    const messages = perPlace * (moves.length + 1)
    let { server } = stack
    let worker = yield* Field.startWorker(field, 1)
    const startMillis = yield* Clock.currentTimeMillis
    const caller = Persistence.experience()
    const handing = yield* Effect.fork(
      Persistence.submitInWaves(field.client, Field.requests(field, messages), { wave, waveMillis }, caller)
    )
    const left: Array<ReadonlyArray<Records.Place>> = []
    for (const [index, place] of moves.entries()) {
      yield* Field.untilAnswered(field, perPlace * (index + 1) - perPlace / 2)
      // What is under way stays behind at the old provider, without anybody who hears its answer.
      left.push(yield* killUnderWay(field, worker))
      yield* stack.moveSenders(place)
      yield* server.kill("SIGKILL")
      server = yield* stack.startServer
      worker = yield* Field.startWorker(field, worker.number + 1)
      yield* options.say(`killed server and worker ${worker.number - 1}; the senders are at ${place} now`)
    }
    const ids = yield* Fiber.join(handing)
    const account = yield* Account.settle(field, ids, 150)
    const { unanswered } = yield* Records.sends(field.databaseUrl, left.flat(), startMillis)
    const taken = takenBy(field.sandbox, yield* SimulatorControl.messages(stack.simulatorUrl))
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    const places = [...new Set(placesOf(options))]
    return {
      counts: [
        ...account.counts,
        ...places.map((place) => [`taken by ${place}`, taken.get(place) ?? 0] as const),
        ["moves", moves.length] as const,
        ["sends whose answer nobody heard", unanswered] as const,
        ["batches handed over again", caller.repeats] as const,
        ["seconds", seconds] as const
      ],
      faults: [
        ...account.faults,
        ...places.filter((place) => !taken.has(place)).map((place) => `nothing was sent by ${place}`),
        ...(unanswered > 0
          ? []
          : ["nothing was in flight when the worker was killed: the move was not put to the test"])
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/**
 * Senders are moved from one provider to another under load, as an operator does it, with kill -9 of server and worker in between: what waited goes by the
 * new one, what was in flight is settled by the old one's callbacks, and nobody is written to twice (RT-03, RT-04).
 */
export const drill: Drill = {
  name: "move-provider",
  describe: `${senders} senders moved to another provider under load, server and worker killed in between`,
  secondsMax: (options) => (options.short ? 200 : 600),
  run
}
