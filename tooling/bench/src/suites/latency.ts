import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Effect } from "effect"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"
import type { Contestant } from "../dispatch/Contestant.ts"
import * as GraphileWorker from "../dispatch/GraphileWorker.ts"
import * as PgBossQueue from "../dispatch/PgBossQueue.ts"
import * as Platform from "../dispatch/Platform.ts"
import * as SluiceLanes from "../dispatch/SluiceLanes.ts"
import * as Delays from "../latency/Delays.ts"
import * as Offer from "../latency/Offer.ts"
import * as Table from "../latency/Table.ts"

/** The pace, how long it is kept before anything counts, and how long it is measured. */
const perSecond = 1_000
const warmSeconds = 3
const measuredSeconds = { short: 4, full: 30 }
/** What is promised at that pace, and its share that is asked: all of it in full, on a machine that does nothing else; in the short form what no noise explains. */
const promisedMillis = 50
const floors = { short: 0.1, full: 1 }

/** Each on a database of its own, on one server: only one works at a time. */
const contest = (form: keyof typeof measuredSeconds) =>
  Effect.gen(function* () {
    const seconds = measuredSeconds[form]
    const { url } = yield* EmbeddedPostgres.make({ url: process.env["DATABASE_URL"] })
    const platform = yield* Effect.acquireRelease(
      Effect.promise(() => Platform.start(true)),
      ({ close }) => Effect.promise(close)
    )
    const offsets = Offer.schedule("latency", perSecond, perSecond * (warmSeconds + seconds))
    const entrant = Effect.fnUntraced(function* (make: (url: string) => Promise<Contestant>) {
      const address = yield* Databases.fresh(url)
      const contestant = yield* Effect.acquireRelease(
        Effect.promise(() => make(address)),
        ({ close }) => Effect.promise(close)
      )
      const { name } = contestant
      const delays = yield* Effect.promise(() =>
        Delays.measure(contestant, platform, { name, url: address, offsets }, perSecond * warmSeconds)
      )
      return { name, delays }
    }, Effect.scoped)
    return Table.promised(
      `accepted to sent, ${perSecond} messages/s for ${seconds} s`,
      yield* entrant((address) => SluiceLanes.make(address, platform)),
      { millisMax: promisedMillis, floor: floors[form] },
      [
        yield* entrant((address) => GraphileWorker.make(address, platform, GraphileWorker.forLatency)),
        yield* entrant((address) => PgBossQueue.make(address, platform, PgBossQueue.forLatency))
      ]
    )
  }).pipe(Effect.scoped)

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "latency",
  describe: "from durable to sent, a few messages at a time at an open pace, against graphile-worker and pg-boss",
  run: async ({ effort }) => ({
    contests: [await Effect.runPromise(contest(effort === Contest.short ? "short" : "full"))]
  })
}
