import * as Platform from "@sluice/cli/Platform"
import { Array, Clock, Duration, Effect, Fiber } from "effect"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Farewell from "./Farewell.ts"
import * as Field from "./Field.ts"
import * as Fleet from "./Fleet.ts"
import * as NewerVersion from "./NewerVersion.ts"
import * as Persistence from "./Persistence.ts"
import * as Vigil from "./Vigil.ts"

const senders = 8
const workers = 2

interface Size {
  readonly messages: number
  readonly wave: number
  readonly waveMillis: number
  /** How often all workers are replaced: once forward, then back and forward again. */
  readonly rounds: number
}

const size = ({ short }: Pick<Options, "short">): Size =>
  short
    ? { messages: 1_920, wave: 240, waveMillis: 1_500, rounds: 1 }
    : { messages: 8_000, wave: 240, waveMillis: 1_500, rounds: 3 }

/** From a worker's start to the end of the one that it replaces, and on to the next. */
const settleMillis = 2_000

const run = Effect.fn("Rolling.run")(
  function* (databaseServer: string, options: Options) {
    const { messages, rounds, wave, waveMillis } = size(options)
    const field = yield* Field.open(databaseServer, {
      name: "rolling",
      senders,
      seed: options.seed,
      provider: options.provider,
      throughput: "coexistence"
    })
    const fleet = yield* Fleet.make(field)
    const other = options.beside ?? undefined
    yield* Effect.replicateEffect(fleet.addOf(other), workers)
    const startMillis = yield* Clock.currentTimeMillis
    const seen = yield* Vigil.keep(field)
    const caller = Persistence.experience()
    const handing = yield* Effect.fork(
      Persistence.submitInWaves(field.client, Field.requests(field, messages), { wave, waveMillis }, caller)
    )
    yield* Effect.sleep(Duration.millis(settleMillis))
    yield* NewerVersion.migrate(field.databaseUrl)
    yield* options.say("the database is migrated as by a newer version")

    const farewells: globalThis.Array<Farewell.Farewell> = []
    for (let round = 0; round < rounds; round++) {
      const program = round % 2 === 0 ? undefined : other
      for (let replaced = 0; replaced < workers; replaced++) {
        const next = yield* fleet.addOf(program)
        yield* Effect.sleep(Duration.millis(settleMillis))
        const farewell = yield* Farewell.make(field, fleet, 0)
        farewells.push(farewell)
        yield* options.say(`${Farewell.told(farewell)}; worker ${next.number} is in its place`)
      }
    }
    const ids = yield* Fiber.join(handing)
    const marked = yield* NewerVersion.marked(field.databaseUrl)
    const { orphaned, ...account } = yield* Account.settle(field, ids, 120)
    const uncertain = farewells.reduce((sum, { sends }) => sum + sends.unanswered, 0)
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return {
      counts: [
        ...account.counts,
        ["workers replaced", farewells.length] as const,
        ["sends that they left without an answer", uncertain] as const,
        ["senders whose state a newer version wrote", marked] as const,
        ["server answered", seen.answered] as const,
        ["server answered 503", seen.unavailable] as const,
        ["seconds", seconds] as const
      ],
      faults: [
        ...account.faults,
        ...farewells.flatMap(Farewell.faults),
        ...(orphaned === 0 ? [] : [`${orphaned} sends were left in flight, and nothing was killed`]),
        ...(marked === senders ? [] : [`${marked} of ${senders} senders have a state that a newer version wrote`]),
        ...(yield* fleet.fallen),
        ...Array.dedupe(seen.wrong).map((what) => `the server answered wrongly: ${what}`)
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/**
 * A deployment under load: the database is migrated first, as by a newer version, and the workers are replaced one after the other, so that old
 * and new ones share the lanes and hand them to one another (RT-03, RL-03, RL-07).
 */
export const drill: Drill = {
  name: "rolling",
  describe: "workers replaced one by one, on a database that a newer version has migrated and writes to",
  secondsMax: (options) => (options.short ? 300 : 600),
  run
}
