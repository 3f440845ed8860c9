import { Duration, Effect, Option, type Scope } from "effect"
import type { Incoming } from "./CallbackRecord.ts"
import * as Membership from "./Membership.ts"
import { wall } from "./request.ts"

export interface Options extends Membership.Options {
  /** How long `transfer` waits for a record where there is none: the delay that it saves is worth more than the wait. */
  readonly idleMillis: number
}

/**
 * Records on their way from Kafka to the store: at least once, in the order of each partition.
 *
 * A position is committed after `store` has made the records durable, and never before. What is fetched and not stored yet is kept while the
 * membership lasts, whoever owns the partition by then; when the membership ends, it is fetched again from the committed position. So no
 * record is passed over; one that is handed over twice is known by its digest.
 *
 * States: Apart -> Member(held) -> Apart …
 */
export interface Inflow {
  /**
   * Gives `store` what is there, up to `limit` records of the callbacks' topic with the dead letters among them: everything that was appended
   * before, where that is not more. Answers after a moment where there is nothing, or no broker. One transfer runs at a time.
   *
   * What it answers with commits the position, and never fails: until it has run, the same records may come again.
   */
  readonly transfer: <E, R>(
    limit: number,
    store: (records: ReadonlyArray<Incoming>) => Effect.Effect<void, E, R>
  ) => Effect.Effect<Effect.Effect<void>, E, R>
}

/** Between two attempts to join. */
const rejoinMillis = 1_000

/** How long the first transfer waits to become a member at all. */
const firstJoinMillisMax = 15_000

/** How long a transfer waits for what it knows to be there: a fetch is a matter of milliseconds, unless the brokers are in trouble. */
const gatherMillisMax = 2_000

interface Member {
  readonly membership: Membership.Membership
  /** Fetched, not stored; in order of their coming. */
  readonly held: Array<Incoming>
  /** The last of each partition that is stored, while the brokers have not taken its position. */
  readonly owed: Map<string, Incoming>
}

/** Dead letters beside the callbacks of one transfer: they may wait, but not for ever. */
const lettersMax = 200

/** Bytes of one transfer: bodies have up to 3 MB, and all of a transfer go to the store in one statement. */
const transferBytesMax = 8 * 1024 * 1024

const partitionOf = ({ partition, topic }: Incoming): string => `${topic}:${partition}`

/** @param join how this process becomes a member of the group; its membership is left with the scope */
export const make = Effect.fn("Inflow.make")(function* (
  options: Options,
  join: (options: Membership.Options) => Effect.Effect<Membership.Membership, unknown, Scope.Scope> = Membership.join
): Effect.fn.Return<Inflow, never, Scope.Scope> {
  const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
  const joined = yield* Effect.makeLatch(false)
  let member: Member | null = null

  const once = Effect.gen(function* () {
    const membership = yield* join(options)
    member = { membership, held: [], owed: new Map() }
    yield* joined.open
    const reason = yield* membership.ended
    yield* Effect.logWarning("the consumer group of the callbacks was left; joining again", reason)
  }).pipe(
    Effect.scoped,
    Effect.catchAllCause((cause) => Effect.logWarning("the consumer group of the callbacks was not joined", cause)),
    Effect.ensuring(
      Effect.sync(() => {
        member = null
      })
    ),
    Effect.zipRight(Effect.sleep(Duration.millis(rejoinMillis))),
    wall
  )
  yield* Effect.forkScoped(Effect.forever(once))

  const isCallback = ({ topic }: Incoming): boolean => topic === options.topics.callbacks

  /** Takes over what has come; true as soon as that is as much as one transfer carries. */
  const drain = ({ held, membership }: Member, limit: number): boolean => {
    let callbacks = held.filter(isCallback).length
    let bytes = held.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
    const isFull = () => callbacks >= limit || held.length - callbacks >= lettersMax || bytes >= transferBytesMax
    while (!isFull()) {
      const record = membership.next()
      if (record === null) return false
      held.push(record)
      bytes += record.value?.length ?? 0
      if (isCallback(record)) callbacks++
    }
    return true
  }

  /** Drains until there is enough, or everything that was there at the beginning has come. */
  const gather = Effect.fnUntraced(function* (current: Member, limit: number) {
    if (drain(current, limit)) return
    const { held, membership } = current
    const ends = yield* membership.ends
    while (!drain(current, limit) && !membership.reached(ends)) yield* membership.readable
    if (held.length > 0) return
    yield* Effect.timeoutOption(membership.readable, Duration.millis(options.idleMillis))
    drain(current, limit)
  })

  /**
   * While partitions are dealt anew no position is taken: it is told again with the next transfer, also where nothing comes any more. Of a partition that
   * has gone to another process its new owner tells.
   */
  const settle = ({ membership, owed }: Member): Effect.Effect<void> =>
    Effect.suspend(() => {
      const told = [...owed.values()]
      return Effect.matchEffect(membership.commit(told), {
        onSuccess: () =>
          Effect.sync(() => {
            for (const record of told) if (owed.get(partitionOf(record)) === record) owed.delete(partitionOf(record))
          }),
        onFailure: (error) => Effect.logDebug("the position was not committed", error)
      })
    })

  const transfer: Inflow["transfer"] = (limit, store) =>
    Effect.gen(function* () {
      yield* wall(Effect.timeoutOption(joined.await, Duration.millis(firstJoinMillisMax)))
      const current = member
      if (current === null) {
        yield* wall(Effect.sleep(Duration.millis(options.idleMillis)))
        return Effect.void
      }
      const gathered = yield* gather(current, limit).pipe(
        Effect.timeoutOption(Duration.millis(gatherMillisMax)),
        Effect.catchAll((error) => Effect.as(Effect.logDebug("the ends of the partitions are not known", error), null)),
        wall
      )
      if (gathered !== null && Option.isNone(gathered)) yield* Effect.logDebug("not all records have come in time")
      const { held, owed } = current
      if (held.length > 0) {
        const records = [...held]
        yield* store(records)
        held.splice(0, records.length)
        for (const record of records) owed.set(partitionOf(record), record)
      }
      return owed.size === 0 ? Effect.void : settle(current)
    }).pipe(oneAtATime)

  return { transfer }
})
