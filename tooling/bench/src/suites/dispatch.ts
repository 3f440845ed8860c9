import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Effect } from "effect"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"
import * as ByHand from "../dispatch/ByHand.ts"
import * as GraphileWorker from "../dispatch/GraphileWorker.ts"
import type { Drained } from "../dispatch/Contestant.ts"
import * as PgBossQueue from "../dispatch/PgBossQueue.ts"
import * as Platform from "../dispatch/Platform.ts"
import * as SluiceLanes from "../dispatch/SluiceLanes.ts"

/** A drain is one measurement: enough messages that starting and stopping do not count. */
const messages = { short: 8_000, full: 20_000 }
const rounds = { short: 3, full: 7 }

/** Of the peers' speed, below the three quarters that it shows, since a busy machine shows less: it is there to notice a fall. Each message is five rows here, which stay, and one there (ADR 10). */
const floor = 0.5

const entry = (contestant: Drained, count: number): Contest.Entry => ({
  name: contestant.name,
  operations: count,
  prepare: () => contestant.fill(count),
  run: async () => {
    await contestant.drain()
    return count
  }
})

/** Each on a database of its own, on one server: only one works at a time. */
const contest = (effort: "short" | "full") =>
  Effect.gen(function* () {
    const { url } = yield* EmbeddedPostgres.make({ url: process.env["DATABASE_URL"] })
    const platform = yield* Effect.acquireRelease(
      Effect.promise(() => Platform.start()),
      ({ close }) => Effect.promise(close)
    )
    const contestant = (make: (url: string, platform: Platform.Platform) => Promise<Drained>) =>
      Effect.flatMap(Databases.fresh(url), (address) =>
        Effect.acquireRelease(
          Effect.promise(() => make(address, platform)),
          ({ close }) => Effect.promise(close)
        )
      )
    const subject = entry(yield* contestant(SluiceLanes.make), messages[effort])
    const peers = [
      entry(
        yield* contestant((url, to) => GraphileWorker.make(url, to, GraphileWorker.forThroughput)),
        messages[effort]
      ),
      entry(yield* contestant((url, to) => PgBossQueue.make(url, to, PgBossQueue.forThroughput)), messages[effort])
    ].map((peer): Contest.Peer => ({ ...peer, floor }))
    const bound = entry(yield* contestant(ByHand.make), messages[effort])
    const title = `${messages[effort]} queued messages, sent over HTTP and their outcomes recorded`
    return yield* Effect.promise(() =>
      Contest.hold(
        { title, unit: "messages/s", subject, peers: [...peers, bound] },
        { rounds: rounds[effort], roundMillis: 0 }
      )
    )
  })

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "dispatch",
  describe:
    "from queued to recorded outcome through an instant platform on one PostgreSQL, with attempts and history, against graphile-worker and pg-boss",
  run: async ({ effort }) => ({
    contests: [await Effect.runPromise(Effect.scoped(contest(effort === Contest.short ? "short" : "full")))]
  })
}
