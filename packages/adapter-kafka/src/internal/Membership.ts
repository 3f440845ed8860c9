import { Consumer, type Message, stringDeserializer } from "@platformatic/kafka"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect } from "effect"
import * as Connection from "../Connection.ts"
import type { TopicNames } from "../Topics.ts"
import type { Incoming } from "./CallbackRecord.ts"
import { request } from "./request.ts"

/** How a process takes part in a consumer group. */
export interface Options {
  readonly connection: Connection.Connection
  readonly topics: TopicNames
  readonly groupId: string
  /** After so long without a sign of life its partitions go to the others. */
  readonly sessionMillis: number
}

/** A message as the client hands it over: bytes, but for the names of headers. */
type FromBroker = Message<Buffer, Buffer, string, Buffer>

/** The membership of one process in the group, while it lasts. */
export interface Membership {
  /** The next record that has come, or null. */
  readonly next: () => Incoming | null
  /** Until a record may have come. */
  readonly readable: Effect.Effect<void>
  /** Ends of the partitions that are ours, now; keys as in `fetched`. */
  readonly ends: Effect.Effect<ReadonlyMap<string, bigint>, unknown>
  /** Whether everything before these ends has come, and has been taken with `next`; also where nothing comes any more. */
  readonly reached: (ends: ReadonlyMap<string, bigint>) => boolean
  /** Tells the group that everything up to these records is done; of partitions that are not ours any more, nothing. Fails while they are dealt anew. */
  readonly commit: (records: ReadonlyArray<Incoming>) => Effect.Effect<void, unknown>
  /** Completes when the membership is over, with the reason. */
  readonly ended: Effect.Effect<unknown>
}

const operation = "CallbackLog.consume"

const joinMillisMax = 60_000
const requestMillisMax = 5_000

/** To say goodbye to brokers that may be gone; without it the group waits for a session to end. */
const leaveMillisMax = 2_000

/**
 * Records of one fetch: bounded, since nobody has asked for them yet. A partition may give one batch, which is at most as large as a message
 * may be; of a backlog that is a few thousand callbacks at a time.
 */
const fetchBytesMax = 8 * 1024 * 1024
const partitionBytesMax = 4 * 1024 * 1024

/** How long the brokers hold a fetch for which there is nothing: a record that comes meanwhile is handed over at once. */
const fetchWaitMillis = 500

/**
 * Records that wait in the stream before it stops fetching: with one, the next fetch begins when the last record of the one before has been
 * taken, so that no more than one fetch of each broker lies in memory.
 */
const waitingMax = 1

const keyOf = (topic: string, partition: number): string => `${topic}:${partition}`

/** The offset after the last record of each partition. */
const positions = (records: ReadonlyArray<Incoming>) => {
  const last = new Map<string, Incoming>()
  for (const record of records) last.set(keyOf(record.topic, record.partition), record)
  return [...last.values()].map(({ offset, partition, topic }) => ({
    topic,
    partition,
    offset: offset + 1n,
    leaderEpoch: -1
  }))
}

const incoming = ({ headers, key, offset, partition, topic, value }: FromBroker): Incoming => ({
  topic,
  partition,
  offset,
  key,
  value,
  headers
})

/**
 * Joins the group, and begins where it left off, or at the beginning where it never was. The membership is left with the scope; the
 * others then take over at once, and after a kill when `sessionMillis` have passed.
 */
export const join = Effect.fn("Membership.join")(function* (options: Options) {
  const { callbacks, deadLetter } = options.topics
  let joining: Promise<unknown> = Promise.resolve()
  /**
   * Not before it is known what became of joining: a client that is closed in between joins all the same, and its heartbeats keep partitions for it that
   * nobody reads.
   */
  const goodbye = (client: Pick<Consumer, "close">): Promise<void> => joining.then(() => client.close(true))
  const consumer = yield* Effect.acquireRelease(
    Effect.sync(
      () =>
        new Consumer<Buffer, Buffer, string, Buffer>({
          ...Connection.clientOptions(options.connection),
          groupId: options.groupId,
          deserializers: { headerKey: (name) => stringDeserializer(name) ?? "" },
          sessionTimeout: options.sessionMillis,
          // A member learns by its heartbeats that the partitions are dealt anew: nobody gets records until all know.
          heartbeatInterval: Math.ceil(options.sessionMillis / 10),
          rebalanceTimeout: options.sessionMillis,
          autocommit: false
        })
    ),
    // Where that takes longer, it is said goodbye later, whatever has become of its scope.
    (client) => Effect.ignore(request(operation, leaveMillisMax, () => goodbye(client)))
  )
  let over: { readonly reason: unknown } | null = null
  const end = (reason: unknown) => {
    over ??= { reason }
  }
  // Told of a rejoin that failed, after which the client tries nothing more. An error that nobody listens for would end the process.
  consumer.on("error", end)
  const stream = yield* request(operation, joinMillisMax, () => {
    const joined = consumer.consume({
      topics: [callbacks, deadLetter],
      mode: "committed",
      fallbackMode: "earliest",
      maxBytes: fetchBytesMax,
      maxBytesPerPartition: partitionBytesMax,
      maxWaitTime: fetchWaitMillis,
      highWaterMark: waitingMax
    })
    joining = joined.catch(() => undefined)
    return joined
  })

  const leave = (reason: unknown) => {
    end(reason)
    stream.destroy()
  }
  stream.on("error", end)
  stream.once("close", () => end("the stream was closed"))
  consumer.on("error", leave)
  consumer.on("consumer:heartbeat:stalled", () => leave("no heartbeat was answered"))
  // Without a listener nothing is fetched, and a record that nobody reads would not be told of.
  stream.on("readable", () => {})

  const closed = Effect.async<void>((resume) => {
    const listener = () => resume(Effect.void)
    stream.once("close", listener)
    return Effect.sync(() => void stream.off("close", listener))
  })
  const becameReadable = Effect.async<void>((resume) => {
    const listener = () => resume(Effect.void)
    stream.once("readable", listener)
    return Effect.sync(() => void stream.off("readable", listener))
  })

  const membership: Membership = {
    next: () => {
      const message: FromBroker | null = over === null ? stream.read() : null
      return message === null ? null : incoming(message)
    },
    readable: Effect.suspend(() => (stream.readableLength > 0 || over !== null ? Effect.void : becameReadable)),
    ends: Effect.map(
      request(operation, requestMillisMax, () => consumer.listOffsets({ topics: [callbacks, deadLetter] })),
      (offsets) => {
        const own = new Map<string, bigint>()
        for (const { partitions, topic } of consumer.assignments ?? []) {
          for (const partition of partitions) {
            own.set(keyOf(topic, partition), offsets.get(topic)?.[partition] ?? 0n)
          }
        }
        return own
      }
    ),
    reached: (ends) =>
      over !== null ||
      (stream.readableLength === 0 &&
        [...ends].every(([key, offset]) => (stream.offsetsToFetch.get(key) ?? 0n) >= offset)),
    commit: (records) =>
      Effect.suspend(() => {
        const { assignments } = consumer
        if (assignments === null)
          return new StoreUnavailable({ operation, cause: new Error("partitions are dealt anew") })
        const own = new Set(assignments.flatMap(({ partitions, topic }) => partitions.map((one) => keyOf(topic, one))))
        const offsets = positions(records.filter(({ partition, topic }) => own.has(keyOf(topic, partition))))
        return offsets.length === 0
          ? Effect.void
          : request(operation, requestMillisMax, () => consumer.commit({ offsets }))
      }),
    ended: Effect.suspend(() =>
      Effect.map(over === null ? closed : Effect.void, () => over?.reason ?? "the stream was closed")
    )
  }
  return membership
})
