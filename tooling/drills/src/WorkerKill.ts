import * as Batch from "@sluice/cli/stack/Batch"
import { Clock, Effect, Random } from "effect"
import * as Platform from "@sluice/cli/Platform"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"

const senders = 4
const messages = 200

/** Kills of a run; each costs the time until the cluster notices that the runner is gone. */
const kills = ({ short }: Pick<Options, "short">): number => (short ? 2 : 6)

/** Where the kills fall: one in each equal part of the messages, somewhere in it. Drawn from the seed alone. */
export const places = (options: Pick<Options, "seed" | "short">): Effect.Effect<ReadonlyArray<number>> => {
  const random = Random.make(options.seed)
  const part = Math.floor(messages / (kills(options) + 1))
  return Effect.forEach(
    Array.from({ length: kills(options) }, (_, index) => index),
    (index) => Effect.map(random.nextIntBetween(0, part), (within) => index * part + Math.floor(part / 2) + within)
  )
}

const run = Effect.fn("WorkerKill.run")(
  function* (databaseServer: string, options: Options) {
    const field = yield* Field.open(databaseServer, {
      name: "worker-kill",
      senders,
      seed: options.seed,
      provider: options.provider
    })
    let worker = yield* Field.startWorker(field, 1)
    const startMillis = yield* Clock.currentTimeMillis
    const ids = yield* Batch.submit(field.client, Field.requests(field, messages))
    let killed = 0
    for (const place of yield* places(options)) {
      yield* Field.untilAnswered(field, place)
      yield* worker.process.kill("SIGKILL")
      killed++
      yield* options.say(`killed worker ${worker.number} after ${place} messages; starting another`)
      worker = yield* Field.startWorker(field, worker.number + 1)
    }
    const account = yield* Account.settle(field, ids, 150)
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return { ...account, counts: [...account.counts, ["kills", killed] as const, ["seconds", seconds] as const] }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** kill -9 of the only worker in the middle of its traffic, again and again, each time with another one in its place (RT-03, RT-04). */
export const drill: Drill = {
  name: "worker-kill",
  coveredBy: "two-workers",
  describe: `${messages} messages of ${senders} senders, their worker killed in the middle and started again`,
  secondsMax: (options) => 150 + 30 * kills(options),
  run
}
