import * as Platform from "@sluice/cli/Platform"
import * as Batch from "@sluice/cli/stack/Batch"
import * as LaneOwners from "@sluice/cli/stack/LaneOwners"
import { Clock, Duration, Effect, Option, Random } from "effect"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"

/**
 * Enough that both workers have some, wherever the cluster puts them. It goes by the workers' ports, as by chance: of eight senders one worker had all in
 * three runs of a thousand.
 */
const senders = 16

const messages = ({ short }: Options): number => (short ? 800 : 2_400)

/** Of these, so many of each sender come after the kill: every lane has to be taken over, however long it took until they were shared. */
const lateEach = 3

const lookMillis = 100

/** Looks at who has which lane until it is as expected; none after `secondsMax`. */
const owners = (field: Field.Field, secondsMax: number, isExpected: (owners: ReadonlyMap<string, string>) => boolean) =>
  Effect.gen(function* () {
    for (;;) {
      const found = yield* LaneOwners.read(field.databaseUrl)
      if (isExpected(found)) return found
      yield* Effect.sleep(Duration.millis(lookMillis))
    }
  }).pipe(Effect.timeoutOption(Duration.seconds(secondsMax)))

const run = Effect.fn("TwoWorkers.run")(
  function* (databaseServer: string, options: Options) {
    const field = yield* Field.open(databaseServer, {
      name: "two-workers",
      senders,
      seed: options.seed,
      provider: options.provider
    })
    const [first, second] = yield* Effect.all([Field.startWorker(field, 1), Field.startWorker(field, 2)], {
      concurrency: "unbounded"
    })
    const startMillis = yield* Clock.currentTimeMillis
    const requests = Field.requests(field, messages(options))
    const early = yield* Batch.submit(field.client, requests.slice(0, -lateEach * senders))

    const shared = yield* owners(field, 20, (found) => found.size === senders && new Set(found.values()).size === 2)
    if (Option.isNone(shared)) return { counts: [], faults: ["the two workers did not share the lanes within 20 s"] }
    const random = Random.make(options.seed)
    const [dying, surviving] = (yield* random.nextBoolean) ? [first, second] : [second, first]
    yield* Effect.sleep(Duration.millis(yield* random.nextIntBetween(200, 1_200)))
    const orphans = [...shared.value].filter(([, runner]) => runner === dying.runner).map(([senderId]) => senderId)

    yield* dying.process.kill("SIGKILL")
    const killedMillis = yield* Clock.currentTimeMillis
    const late = yield* Batch.submit(field.client, requests.slice(-lateEach * senders))
    yield* options.say(`killed worker ${dying.number} with the lanes of ${orphans.join(", ")}`)
    const taken = yield* owners(field, 45, (found) => orphans.every((id) => found.get(id) === surviving.runner))
    const takeoverSeconds = Math.round(((yield* Clock.currentTimeMillis) - killedMillis) / 100) / 10
    if (Option.isNone(taken)) return { counts: [], faults: ["the other worker did not take over within 45 s"] }
    yield* options.say(`worker ${surviving.number} has them all after ${takeoverSeconds} s`)

    const account = yield* Account.settle(field, [...early, ...late], 150)
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return {
      ...account,
      counts: [
        ...account.counts,
        ["lanes of the killed worker", orphans.length] as const,
        ["takeover seconds", takeoverSeconds] as const,
        ["seconds", seconds] as const
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** Two workers share the lanes; kill -9 one, and the other takes over (ADR 3). */
export const drill: Drill = {
  name: "two-workers",
  describe: `messages of ${senders} senders through two workers, of which one is killed in the middle`,
  secondsMax: () => 240,
  run
}
