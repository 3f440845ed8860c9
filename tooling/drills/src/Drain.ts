import * as Platform from "@sluice/cli/Platform"
import * as LaneOwners from "@sluice/cli/stack/LaneOwners"
import { Clock, Duration, Effect, Fiber, Option, Random } from "effect"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Farewell from "./Farewell.ts"
import * as Field from "./Field.ts"
import * as Fleet from "./Fleet.ts"
import * as Persistence from "./Persistence.ts"

const senders = 8

const messages = ({ short }: Pick<Options, "short">): number => (short ? 1_600 : 8_000)

/** A second of all senders at the platform's limit, and what is waited until the next: the lanes are never long without work. */
const wave = 160
const waveMillis = 1_500

/** How many workers run, one step after the other. Each step up adds all that are missing at once, each step down dismisses them together. */
const scales = ({ short }: Pick<Options, "short">): ReadonlyArray<number> => (short ? [4, 2] : [4, 2, 3, 1, 4, 2])

const lookMillis = 100

/** Whether the lanes that work have come to be shared by so many workers; none after `secondsMax`. */
const shared = (field: Field.Field, workers: number, secondsMax: number) =>
  Effect.gen(function* () {
    for (;;) {
      const owners = yield* LaneOwners.read(field.databaseUrl)
      if (new Set(owners.values()).size >= workers) return owners.size
      yield* Effect.sleep(Duration.millis(lookMillis))
    }
  }).pipe(Effect.timeoutOption(Duration.seconds(secondsMax)))

const run = Effect.fn("Drain.run")(
  function* (databaseServer: string, options: Options) {
    const field = yield* Field.open(databaseServer, {
      name: "drain",
      senders,
      seed: options.seed,
      provider: options.provider,
      throughput: "coexistence",
      platform: { faults: { latencyRealMillisMin: 200, latencyRealMillisMax: 1_500 } }
    })
    const fleet = yield* Fleet.make(field)
    const random = Random.make(options.seed)
    yield* fleet.add
    const startMillis = yield* Clock.currentTimeMillis
    const handing = yield* Effect.fork(
      Persistence.submitInWaves(
        field.client,
        Field.requests(field, messages(options)),
        { wave, waveMillis },
        Persistence.experience()
      )
    )

    const farewells: Array<Farewell.Farewell> = []
    const faults: Array<string> = []
    let running = 1
    for (const wanted of scales(options)) {
      const before = running
      if (wanted > before) {
        yield* Effect.replicateEffect(fleet.add, wanted - before, { concurrency: "unbounded" })
        if (Option.isNone(yield* shared(field, 2, 20)))
          faults.push(`${wanted} workers did not share the lanes within 20 s`)
      } else {
        const gone = yield* Effect.replicateEffect(
          Effect.flatMap(random.next, (place) => Farewell.make(field, fleet, place)),
          before - wanted,
          { concurrency: 1 }
        )
        for (const farewell of gone) yield* options.say(Farewell.told(farewell))
        farewells.push(...gone)
      }
      running = wanted
      yield* options.say(`from ${before} to ${wanted} workers`)
      yield* Effect.sleep(Duration.millis(yield* random.nextIntBetween(500, 2_000)))
    }
    const ids = yield* Fiber.join(handing)
    const { orphaned, ...account } = yield* Account.settle(field, ids, 120)
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return {
      counts: [
        ...account.counts,
        ["workers that were told to end", farewells.length] as const,
        ["lanes that they had", farewells.reduce((sum, { lanes }) => sum + lanes, 0)] as const,
        [
          "sends that they left without an answer",
          farewells.reduce((sum, { sends }) => sum + sends.unanswered, 0)
        ] as const,
        ["slowest end ms", Math.max(...farewells.map(({ tookMillis }) => tookMillis))] as const,
        ["seconds", seconds] as const
      ],
      faults: [
        ...account.faults,
        ...faults,
        ...farewells.flatMap(Farewell.faults),
        ...(orphaned === 0 ? [] : [`${orphaned} sends were left in flight, and nothing was killed`]),
        ...(yield* fleet.fallen)
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** Workers come and go under load: who is told to end finishes what is under way, begins nothing more, and leaves nothing in doubt (RT-03, RT-04). */
export const drill: Drill = {
  name: "drain",
  describe: `workers added and dismissed under the traffic of ${senders} senders, with SIGTERM`,
  coveredBy: "rolling",
  secondsMax: (options) => (options.short ? 300 : 400),
  run
}
