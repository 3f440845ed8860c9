import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck as fc } from "effect"
import type { Incoming } from "../../src/internal/CallbackRecord.ts"
import * as Inflow from "../../src/internal/Inflow.ts"
import * as Group from "./Group.ts"

const options: Inflow.Options = {
  connection: { brokers: [], clientId: "test", tls: null, sasl: null },
  topics: Group.topics,
  groupId: "test",
  sessionMillis: 6_000,
  idleMillis: 1
}

/** A group, and its member's way to a store that keeps everything. */
const opened = Effect.gen(function* () {
  const group = yield* Group.make
  const inflow = yield* Inflow.make(options, group.join)
  const stored: Array<Incoming> = []
  const store = (records: ReadonlyArray<Incoming>) => Effect.sync(() => void stored.push(...records))
  return { group, inflow, stored, transfer: inflow.transfer(100, store) }
})

/** Where each partition would be read again, had everything that is stored been told. */
const positions = (stored: ReadonlyArray<Incoming>) =>
  new Map(stored.map(({ offset, partition }) => [partition, offset + 1n]))

describe("records on their way to the store", () => {
  it.scopedLive("WH-08: a position that was refused is told again, also where nothing comes any more", () =>
    Effect.gen(function* () {
      const { group, stored, transfer } = yield* opened
      group.arrive(0)
      group.arrive(1)
      group.refuses = true
      yield* Effect.flatten(transfer)
      expect(stored.length).toBe(2)
      expect(group.committed).toEqual(new Map())
      group.refuses = false
      yield* Effect.flatten(transfer)
      expect(stored.length).toBe(2)
      expect(group.committed).toEqual(new Map([0, 1].map((partition) => [partition, 1n])))
    })
  )

  it.scopedLive("WH-08: what is stored while a position is told is told next", () =>
    Effect.gen(function* () {
      const { group, transfer } = yield* opened
      group.arrive(0)
      const first = yield* transfer
      group.arrive(0)
      const second = yield* transfer
      yield* first
      expect(group.committed).toEqual(new Map([[0, 2n]]))
      group.arrive(0)
      yield* transfer
      yield* second
      expect(group.committed).toEqual(new Map([[0, 3n]]))
    })
  )

  it.scopedLive("WH-03: no position is told of what the store did not take, and it is handed over again", () =>
    Effect.gen(function* () {
      const { group, inflow, stored, transfer } = yield* opened
      group.arrive(0)
      expect(yield* Effect.flip(inflow.transfer(100, () => Effect.fail("away")))).toBe("away")
      expect(group.committed).toEqual(new Map())
      yield* Effect.flatten(transfer)
      expect(stored.length).toBe(1)
      expect(group.committed).toEqual(new Map([[0, 1n]]))
    })
  )

  it.scopedLive(
    "WH-03: whoever becomes a member anew begins where the last position was taken, and tells none from before",
    () =>
      Effect.gen(function* () {
        const { group, stored, transfer } = yield* opened
        group.arrive(0)
        yield* Effect.flatten(transfer)
        group.refuses = true
        group.arrive(0)
        yield* Effect.flatten(transfer)
        yield* group.expel
        group.refuses = false
        while (stored.length < 3) yield* Effect.flatten(transfer)
        expect(stored.map(({ offset }) => offset)).toEqual([0n, 1n, 1n])
        expect(group.committed).toEqual(new Map([[0, 2n]]))
      })
  )

  it.live(
    "WH-08: whatever is refused in between, no position is ahead of the store, and one that is taken is the last",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.array(fc.record({ arriving: fc.array(fc.nat(3), { maxLength: 4 }), isRefused: fc.boolean() }), {
              maxLength: 12
            }),
            (steps) =>
              Effect.gen(function* () {
                const { group, stored, transfer } = yield* opened
                for (const { arriving, isRefused } of steps) {
                  for (const partition of arriving) group.arrive(partition)
                  const before = new Map(group.committed)
                  group.refuses = isRefused
                  yield* Effect.flatten(transfer)
                  expect(group.committed).toEqual(isRefused ? before : positions(stored))
                }
                group.refuses = false
                yield* Effect.flatten(transfer)
                expect(group.committed).toEqual(positions(stored))
                expect(stored.length).toBe(steps.flatMap(({ arriving }) => arriving).length)
              }).pipe(Effect.scoped, Effect.runPromise)
          ),
          { numRuns: 50 }
        )
      )
  )
})
