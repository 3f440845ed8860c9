import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Order } from "effect"
import * as fc from "fast-check"
import { describe } from "vitest"
import * as Journal from "../../src/memory/internal/Journal.ts"
import * as Sorted from "../../src/memory/internal/Sorted.ts"
import * as Table from "../../src/memory/internal/Table.ts"

/** A table of numbers by letter, and the numbers in order beside it. */
const make = () => {
  const journal = Journal.make()
  const sorted = Sorted.make<readonly [number, string]>(
    Order.combine(
      Order.mapInput(Order.number, ([value]: readonly [number, string]) => value),
      Order.mapInput(Order.string, ([, key]: readonly [number, string]) => key)
    )
  )
  const table = Table.make<string, readonly [number, string]>(journal, { add: sorted.insert, drop: sorted.remove })
  const seen = () => ({
    rows: Object.fromEntries([...table.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    sorted: [...sorted.items]
  })
  return { journal, table, sorted, seen }
}

const changes = fc.array(
  fc.record({ key: fc.constantFrom("a", "b", "c", "d"), value: fc.option(fc.integer({ min: 0, max: 9 })) }),
  { maxLength: 20 }
)

const apply = (
  table: ReturnType<typeof make>["table"],
  list: typeof changes extends fc.Arbitrary<infer A> ? A : never
) => {
  for (const { key, value } of list) {
    if (value === null) table.remove(key)
    else table.put(key, [value, key])
  }
}

describe("the memory store's journal", () => {
  it("a transaction that fails leaves tables and indexes as they were; one that ends well leaves its changes", () =>
    fc.assert(
      fc.asyncProperty(changes, changes, fc.boolean(), (before, during, fails) =>
        Effect.gen(function* () {
          const { journal, seen, sorted, table } = make()
          apply(table, before)
          const changed = journal.step(() => apply(table, during))
          const exit = yield* Effect.exit(
            journal.transaction(fails ? Effect.zipRight(changed, Effect.fail("no")) : changed)
          )
          expect(Exit.isFailure(exit)).toBe(fails)
          const expected = make()
          apply(expected.table, fails ? before : [...before, ...during])
          expect(seen()).toEqual(expected.seen())
          expect(sorted.items).toHaveLength(table.size())
        }).pipe(Effect.runPromise)
      )
    ))

  it.effect("while a transaction is open, the steps of others wait for its end, and its own do not", () =>
    Effect.gen(function* () {
      const { journal, seen, table } = make()
      const inside = yield* Deferred.make<void>()
      const goOn = yield* Deferred.make<void>()
      const transaction = yield* Effect.fork(
        journal.transaction(
          Effect.gen(function* () {
            yield* journal.step(() => table.put("a", [1, "a"]))
            yield* Deferred.succeed(inside, undefined)
            yield* Deferred.await(goOn)
            yield* journal.transaction(journal.step(() => table.put("a", [2, "a"])))
          })
        )
      )
      yield* Deferred.await(inside)
      const other = yield* Effect.fork(journal.step(() => seen().rows))
      yield* Effect.yieldNow()
      expect(other.unsafePoll()).toBeNull()
      yield* Deferred.succeed(goOn, undefined)
      yield* Fiber.join(transaction)
      expect(yield* Fiber.join(other)).toEqual({ a: [2, "a"] })
    })
  )

  it.effect("a transaction that is interrupted is undone, and the next can begin", () =>
    Effect.gen(function* () {
      const { journal, seen, table } = make()
      const inside = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(
        journal.transaction(
          Effect.zipRight(
            journal.step(() => table.put("a", [1, "a"])),
            Effect.zipRight(Deferred.succeed(inside, undefined), Effect.never)
          )
        )
      )
      yield* Deferred.await(inside)
      yield* Fiber.interrupt(fiber)
      expect(yield* journal.step(() => seen().rows)).toEqual({})
    })
  )
})
