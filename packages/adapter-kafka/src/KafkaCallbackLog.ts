import {
  CallbackLog,
  repeatMillis,
  type NewCallback,
  type Processed,
  type StoredCallback
} from "@sluice/engine/ports/CallbackLog"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Layer, Scope } from "effect"
import type { Connection } from "./Connection.ts"
import * as Group from "./Group.ts"
import * as Backlog from "./internal/Backlog.ts"
import * as CallbackRecord from "./internal/CallbackRecord.ts"
import * as Inflow from "./internal/Inflow.ts"
import * as RecentDigests from "./internal/RecentDigests.ts"
import { KafkaProducer } from "./KafkaProducer.ts"
import type { KafkaUnreachable } from "./KafkaRefusal.ts"
import * as Topics from "./Topics.ts"

/** How a process appends to Kafka and consumes from it (SPEC WH-08). What a deployment need not say is in `defaults`. */
export interface Options {
  readonly connection: Connection
  readonly topics: Topics.TopicNames
  /** How topics are made where they are not there; null: missing ones stop the start. */
  readonly creation: Topics.Creation | null
  /** Those who process callbacks together: one group a deployment. */
  readonly groupId: string
  /** Milliseconds. */
  readonly sendMillisMax: number
  /** After so long without a sign of life the partitions of a consumer go to the others; milliseconds, at least 6000 by the brokers' default. */
  readonly sessionMillis: number
  /** How long `consume` waits for a callback where there is none. */
  readonly idleMillis: number
}

/** What a deployment may leave as it is. */
export const defaults = {
  topics: { callbacks: "sluice.callbacks", deadLetter: "sluice.callbacks.dead" },
  groupId: "sluice.callbacks",
  partitions: 12,
  sessionMillis: 10_000,
  idleMillis: 100
} as const

/**
 * Repeats that this process knows without asking: the platform repeats within seconds or not for minutes, and 50,000 digests are what comes
 * in the heaviest minute (5 MB).
 */
const recentMax = 50_000

const make = (options: Options) =>
  Effect.gen(function* () {
    const { topics } = options
    const store = yield* CallbackLog
    const producer = yield* KafkaProducer
    const scope = yield* Effect.scope
    yield* Topics.ensure({ connection: options.connection, names: topics, creation: options.creation })
    yield* Group.ensure(options)
    const backlog = yield* Backlog.make({ ...options, topic: topics.callbacks })
    // A process that never consumes must not become a member: it would be given partitions, and leave them lying.
    const inflow = yield* Effect.cached(Scope.extend(Inflow.make(options), scope))
    const recent = RecentDigests.make(recentMax, repeatMillis)
    const oneAppend = (yield* Effect.makeSemaphore(1)).withPermits(1)

    const append = Effect.fn("CallbackLog.append")(function* (callbacks: ReadonlyArray<NewCallback>) {
      const given = RecentDigests.make(callbacks.length, repeatMillis)
      const known = callbacks.map(({ digest, receivedMillis }) => {
        const repeated = recent.has(digest, receivedMillis) || given.has(digest, receivedMillis)
        given.add(digest, receivedMillis)
        return repeated
      })
      const fresh = callbacks.filter((_, index) => known[index] === false)
      yield* producer.send(fresh.map((callback) => CallbackRecord.ofDoor(topics, callback)))
      for (const { digest, receivedMillis } of fresh) recent.add(digest, receivedMillis)
      return known.map((repeated) => (repeated ? "duplicate" : "appended"))
    }, oneAppend)

    /** What came over Kafka, as the store's pending callbacks; repeats are known there by their digests. */
    const takeOver = Effect.fnUntraced(function* (records: ReadonlyArray<CallbackRecord.Incoming>) {
      const callbacks: Array<NewCallback> = []
      const unreadable: Array<ReturnType<typeof CallbackRecord.ofLog>> = []
      for (const record of records) {
        const reading = CallbackRecord.read(record)
        if (reading._tag === "Callback") callbacks.push(reading.callback)
        // A dead letter that cannot be read lies where it belongs.
        if (reading._tag !== "Unreadable" || record.topic === topics.deadLetter) continue
        unreadable.push(CallbackRecord.ofLog(topics, record, reading.reason))
      }
      if (unreadable.length > 0) yield* producer.send(unreadable)
      if (callbacks.length > 0) yield* store.append(callbacks)
    })

    /** Before the verdicts count: a dead letter may be written twice, but is never missing. */
    const bury = (callbacks: ReadonlyArray<StoredCallback>, processed: ReadonlyArray<Processed>) => {
      const byId = new Map(callbacks.map((callback) => [callback.id, callback]))
      const letters = processed.flatMap((one) => {
        const callback = one.verdict === "processed" ? undefined : byId.get(one.id)
        return callback === undefined ? [] : [CallbackRecord.ofProcessing(topics, callback, one)]
      })
      return letters.length === 0 ? Effect.void : producer.send(letters)
    }

    const consume = Effect.fn("CallbackLog.consume")(function* <E, R>(
      limit: number,
      f: (callbacks: ReadonlyArray<StoredCallback>) => Effect.Effect<ReadonlyArray<Processed>, E, R>
    ): Effect.fn.Return<number, StoreUnavailable | E, R> {
      const { transfer } = yield* inflow
      const commit = yield* transfer(limit, takeOver)
      const processing = store.consume(limit, (callbacks) =>
        Effect.tap(f(callbacks), (processed) => bury(callbacks, processed))
      )
      // The rows are durable: nobody has to wait for the brokers to learn of it.
      return yield* Effect.zipLeft(processing, commit, { concurrent: true })
    })

    return CallbackLog.of({
      // What is asked of processed callbacks, the store knows.
      ...store,
      append,
      consume,
      oldestPendingMillis: Effect.zipWith(store.oldestPendingMillis, backlog.oldestMillis, (stored, waiting) =>
        stored === null || waiting === null ? (stored ?? waiting) : Math.min(stored, waiting)
      ).pipe(Effect.withSpan("CallbackLog.oldestPendingMillis")),
      counts: Effect.zipWith(store.counts, backlog.count, (counts, waiting): Readonly<Record<string, number>> =>
        waiting === 0 ? counts : { ...counts, pending: (counts["pending"] ?? 0) + waiting }
      ).pipe(Effect.withSpan("CallbackLog.counts"))
    })
  })

/**
 * The callback log on Kafka (SPEC WH-08), in front of the store's own (the `CallbackLog` it is built on).
 *
 * The door appends to Kafka alone: what it acknowledges is durable there, also while the store is away. `consume` takes records over into the
 * store, where the unique digest makes one callback of all its repeats, and commits their position; then it processes what is pending
 * there, as always: effects and verdict in one transaction. A crash in between repeats a step and never its effect. Of a backlog, no more
 * than `limit` callbacks a consumer lie in the store: it stays in Kafka.
 *
 * `append` says "duplicate" of what this process has appended lately; a repeat that it does not know is "appended", and dropped on its way
 * to the processing.
 *
 * Fails to start with `KafkaUnreachable` or `TopicUnfit`.
 */
export const layer = (options: Options): Layer.Layer<CallbackLog, KafkaUnreachable | Topics.TopicUnfit, CallbackLog> =>
  Layer.scoped(CallbackLog, make(options)).pipe(Layer.provide(KafkaProducer.layer(options)))
