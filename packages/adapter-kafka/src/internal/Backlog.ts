import { Consumer } from "@platformatic/kafka"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect } from "effect"
import * as Connection from "../Connection.ts"
import * as CallbackRecord from "./CallbackRecord.ts"
import { request } from "./request.ts"

export interface Options {
  readonly connection: Connection.Connection
  readonly topic: string
  readonly groupId: string
}

/** What the group has not taken over yet, seen from outside of it: nobody's partitions move because somebody looks. */
export interface Backlog {
  /** How many records. Positions are committed after the fact, so it is never too few. */
  readonly count: Effect.Effect<number, StoreUnavailable>
  /** Arrival of the oldest; null where there are none. */
  readonly oldestMillis: Effect.Effect<number | null, StoreUnavailable>
}

/** A partition with a backlog. */
interface Lagging {
  readonly partition: number
  /** The first offset that was not taken over. */
  readonly offset: bigint
  readonly count: number
}

const requestMillisMax = 5_000

/** A broker gives the whole batch that holds the record, however little is asked for. */
const peekBytes = 1

/** Timestamps of the earliest kept and of the latest record: how the brokers call their offsets. */
const earliest = -2n
const latest = -1n

export const make = Effect.fn("Backlog.make")(function* (options: Options) {
  const { topic } = options
  const consumer = yield* Effect.acquireRelease(
    Effect.sync(() => new Consumer({ ...Connection.clientOptions(options.connection), groupId: options.groupId })),
    (client) => Effect.ignore(request("CallbackLog.close", requestMillisMax, () => client.close(true)))
  )

  const lagging = (operation: string) =>
    Effect.gen(function* () {
      const ask = <A>(run: () => Promise<A>) => request(operation, requestMillisMax, run)
      const ends = (yield* ask(() => consumer.listOffsets({ topics: [topic], timestamp: latest }))).get(topic) ?? []
      const partitions = ends.map((_, partition) => partition)
      const committed = yield* ask(() => consumer.listCommittedOffsets({ topics: [{ topic, partitions }] }))
      const starts = yield* ask(() => consumer.listOffsets({ topics: [topic], timestamp: earliest }))
      return ends.flatMap((end, partition): ReadonlyArray<Lagging> => {
        const position = committed.get(topic)?.[partition] ?? -1n
        const start = starts.get(topic)?.[partition] ?? 0n
        // What retention has removed cannot be taken over any more.
        const offset = position > start ? position : start
        return end > offset ? [{ partition, offset, count: Number(end - offset) }] : []
      })
    })

  const peek = Effect.fnUntraced(function* (operation: string, { offset, partition }: Lagging) {
    const metadata = yield* request(operation, requestMillisMax, () => consumer.metadata({ topics: [topic] }))
    const known = metadata.topics.get(topic)
    const leader = known?.partitions[partition]?.leader
    if (known === undefined || leader === undefined) return []
    const epochs = { currentLeaderEpoch: -1, lastFetchedEpoch: -1 }
    const response = yield* request(operation, requestMillisMax, () =>
      consumer.fetch({
        node: leader,
        maxWaitTime: 0,
        minBytes: 0,
        topics: [
          {
            topicId: known.id,
            partitions: [{ partition, fetchOffset: offset, partitionMaxBytes: peekBytes, ...epochs }]
          }
        ]
      })
    )
    return response.responses.flatMap(({ partitions }) =>
      partitions.flatMap(({ records }) =>
        (records ?? []).flatMap((batch) =>
          batch.records
            .filter(({ offsetDelta }) => batch.firstOffset + BigInt(offsetDelta) >= offset)
            .flatMap(({ headers }) => CallbackRecord.receivedMillis(headers) ?? [])
        )
      )
    )
  })

  const backlog: Backlog = {
    count: Effect.map(lagging("CallbackLog.counts"), (found) => found.reduce((sum, { count }) => sum + count, 0)),
    oldestMillis: Effect.gen(function* () {
      const operation = "CallbackLog.oldestPendingMillis"
      const found = yield* lagging(operation)
      const times = yield* Effect.forEach(found, (one) => peek(operation, one), { concurrency: 4 })
      // The first of each partition is its oldest.
      const heads = times.flatMap(([first]) => (first === undefined ? [] : [first]))
      return heads.length === 0 ? null : Math.min(...heads)
    })
  }
  return backlog
})
