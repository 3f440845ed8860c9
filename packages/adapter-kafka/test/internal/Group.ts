import { Effect } from "effect"
import type { Incoming } from "../../src/internal/CallbackRecord.ts"
import type { Membership } from "../../src/internal/Membership.ts"

/** The topics of the group. */
export const topics = { callbacks: "in", deadLetter: "dead" }

/** A group of one member, in memory: records come when they are told to, positions are taken or refused. */
export interface Group {
  readonly join: () => Effect.Effect<Membership>
  /** The next record of a partition. */
  readonly arrive: (partition: number) => void
  /** While it is true no position is taken. */
  refuses: boolean
  /** The offset from which each partition would be read again; none where nothing was taken. */
  readonly committed: ReadonlyMap<number, bigint>
  /** Ends the membership that lasts, as a session that has run out does. */
  readonly expel: Effect.Effect<void>
}

export const make = Effect.gen(function* () {
  const log = new Map<number, Array<Incoming>>()
  const committed = new Map<number, bigint>()
  const ofPartition = (partition: number) => log.get(partition) ?? []
  let expel: Effect.Effect<void> = Effect.void

  const arrive = (partition: number): void => {
    const records = ofPartition(partition)
    const offset = BigInt(records.length)
    log.set(partition, [
      ...records,
      { topic: topics.callbacks, partition, offset, key: undefined, value: undefined, headers: new Map() }
    ])
  }

  const join = () =>
    Effect.gen(function* () {
      const ended = yield* Effect.makeLatch(false)
      let isOver = false
      expel = Effect.suspend(() => {
        isOver = true
        return ended.open
      })
      const fetched = new Map(committed)
      const next = (): Incoming | null => {
        if (isOver) return null
        for (const [partition, records] of log) {
          const record = records[Number(fetched.get(partition) ?? 0n)]
          if (record === undefined) continue
          fetched.set(partition, record.offset + 1n)
          return record
        }
        return null
      }
      const membership: Membership = {
        next,
        readable: Effect.never,
        ends: Effect.sync(
          () => new Map([...log].map(([partition, { length }]) => [String(partition), BigInt(length)]))
        ),
        reached: (ends) =>
          isOver || [...ends].every(([partition, offset]) => (fetched.get(Number(partition)) ?? 0n) >= offset),
        commit: (records) =>
          Effect.suspend(() => {
            if (group.refuses || isOver) return Effect.fail("partitions are dealt anew")
            for (const { offset, partition } of records) committed.set(partition, offset + 1n)
            return Effect.void
          }),
        ended: Effect.as(ended.await, "expelled")
      }
      return membership
    })

  const group: Group = { join, arrive, refuses: false, committed, expel: Effect.suspend(() => expel) }
  return group
})
