import { it } from "@effect/vitest"
import * as GroupedAppend from "@sluice/engine/intake/GroupedAppend"
import { CallbackLog, type NewCallback } from "@sluice/engine/ports/CallbackLog"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Deferred, Effect, Exit, Fiber, Scope, TestClock } from "effect"
import { describe, expect } from "vitest"

const callback = (name: string, bytes = 1): NewCallback => ({
  accountId: name,
  provider: "cloud-api",
  receivedMillis: 0,
  contentType: "application/json",
  body: new Uint8Array(bytes),
  digest: new Uint8Array(32),
  verdict: "pending"
})

type Answer = Effect.Effect<ReadonlyArray<"appended" | "duplicate">, StoreUnavailable>

/** As an Effect, which a test can wait for. */
const make = (options: GroupedAppend.Options) =>
  Effect.map(
    Effect.flatMap(Effect.clock, (clock) => GroupedAppend.make(options, clock)),
    (append) => (one: NewCallback) =>
      Effect.async<GroupedAppend.Appended, StoreUnavailable | GroupedAppend.IntakeFull>((resume) =>
        append(one, (result) => resume(result))
      )
  )

/** A log whose appends are answered by the test, one at a time. */
const heldLogWith = Effect.fnUntraced(function* (options: Partial<GroupedAppend.Options>) {
  const appends: Array<{
    readonly names: ReadonlyArray<string>
    readonly answer: (with_: Answer) => Effect.Effect<void>
  }> = []
  const log = CallbackLog.of({
    append: (callbacks) =>
      Effect.flatMap(Deferred.make<Answer>(), (answer) => {
        appends.push({
          names: callbacks.map(({ accountId }) => accountId),
          answer: (with_) => Effect.asVoid(Deferred.succeed(answer, with_))
        })
        return Effect.flatten(Deferred.await(answer))
      }),
    consume: () => Effect.dieMessage("not used"),
    oldestPendingMillis: Effect.succeed(null),
    heardMillis: () => Effect.succeed(new Map()),
    gaps: () => Effect.succeed([]),
    quarantined: () => Effect.succeed([]),
    maintain: () => Effect.void,
    counts: Effect.succeed({})
  })
  const append = yield* Effect.provideService(
    make({
      ...GroupedAppend.defaults,
      flushRowsMax: 3,
      flushBytesMax: 100,
      waitingRowsMax: 4,
      waitingBytesMax: 1_000,
      ...options
    }),
    CallbackLog,
    log
  )
  return { append, appends }
})

const heldLog = heldLogWith({})

const settle = Effect.repeatN(Effect.yieldNow(), 20)
const allAppended = (count: number): Answer => Effect.succeed(Array.from({ length: count }, () => "appended" as const))
const away = Effect.fail(new StoreUnavailable({ operation: "CallbackLog.append", cause: "away" }))

/** Callbacks by number, the answer to the newest flush, and how many each has carried. */
const underLoad = (options: Partial<GroupedAppend.Options>) =>
  Effect.map(
    heldLogWith({ flushRowsMax: 10, flushApartMillis: 10, waitingRowsMax: 100, ...options }),
    ({ append, appends }) => ({
      all: (count: number) =>
        Effect.forEach(Array.from({ length: count }), () => Effect.fork(append(callback("a"))), { discard: true }),
      sizes: () => appends.map(({ names }) => names.length),
      answer: Effect.suspend(
        () => appends.at(-1)?.answer(allAppended(appends.at(-1)?.names.length ?? 0)) ?? Effect.void
      )
    })
  )

describe("grouped commit of callbacks", () => {
  it.scoped("WH-03: an answer comes only when the callback is durable", () =>
    Effect.gen(function* () {
      const { append, appends } = yield* heldLog
      const one = yield* Effect.fork(append(callback("a")))
      yield* settle
      expect(appends.map(({ names }) => names)).toEqual([["a"]])
      expect(one.unsafePoll()).toBe(null)
      yield* appends[0]?.answer(allAppended(1)) ?? Effect.void
      expect(yield* Fiber.join(one)).toBe("appended")
    })
  )

  it.scoped("what comes during one flush goes together in the next, in order and within its bounds", () =>
    Effect.gen(function* () {
      const { append, appends } = yield* heldLog
      const first = yield* Effect.fork(append(callback("a")))
      yield* settle
      const rest = yield* Effect.forEach(["b", "c", "d", "e"], (name) => Effect.fork(append(callback(name))))
      yield* settle
      yield* appends[0]?.answer(allAppended(1)) ?? Effect.void
      yield* settle
      yield* appends[1]?.answer(Effect.succeed(["appended", "duplicate", "appended"])) ?? Effect.void
      yield* settle
      yield* appends[2]?.answer(allAppended(1)) ?? Effect.void
      expect(yield* Fiber.join(first)).toBe("appended")
      expect(yield* Effect.forEach(rest, Fiber.join)).toEqual(["appended", "duplicate", "appended", "appended"])
      expect(appends.map(({ names }) => names)).toEqual([["a"], ["b", "c", "d"], ["e"]])
    })
  )

  it.scoped("a flush carries no more bytes than its bound, but always at least one callback", () =>
    Effect.gen(function* () {
      const { append, appends } = yield* heldLog
      yield* Effect.fork(append(callback("a")))
      yield* settle
      for (const [name, bytes] of [
        ["b", 60],
        ["c", 60],
        ["d", 500]
      ] as const)
        yield* Effect.fork(append(callback(name, bytes)))
      yield* settle
      for (const index of [0, 1, 2, 3]) {
        yield* appends[index]?.answer(allAppended(1)) ?? Effect.void
        yield* settle
      }
      expect(appends.map(({ names }) => names)).toEqual([["a"], ["b"], ["c"], ["d"]])
    })
  )

  it.scoped(
    "WH-08: under load flushes begin no sooner than their distance apart, and a lone callback waits for nobody",
    () =>
      Effect.gen(function* () {
        const { all, answer, sizes } = yield* underLoad({})

        yield* all(1)
        yield* settle
        yield* all(6)
        yield* Effect.zipRight(answer, settle)
        expect(sizes(), "one alone was few: the next group began with its answer").toEqual([1, 6])

        yield* TestClock.adjust("4 millis")
        yield* all(2)
        yield* Effect.zipRight(answer, settle)
        expect(sizes(), "six were not").toEqual([1, 6])
        yield* all(1)
        yield* TestClock.adjust("5 millis")
        yield* settle
        expect(sizes()).toEqual([1, 6])
        yield* TestClock.adjust("1 millis")
        yield* settle
        expect(sizes(), "what came meanwhile goes with them").toEqual([1, 6, 3])

        yield* all(1)
        yield* Effect.zipRight(answer, settle)
        expect(sizes(), "three are few again").toEqual([1, 6, 3, 1])
        yield* answer
      })
  )

  it.scoped("where many wait, the next flush does not wait for the time, but for the one before it", () =>
    Effect.gen(function* () {
      const { all, answer, sizes } = yield* underLoad({ flushRowsMany: 5 })

      yield* all(1)
      yield* settle
      yield* all(6)
      yield* Effect.zipRight(answer, settle)
      yield* all(5)
      yield* settle
      expect(sizes(), "one flush is under way").toEqual([1, 6])
      yield* Effect.zipRight(answer, settle)
      expect(sizes(), "many came during it").toEqual([1, 6, 5])

      yield* Effect.zipRight(answer, settle)
      yield* all(4)
      yield* settle
      expect(sizes(), "four are not many").toEqual([1, 6, 5])
      yield* all(1)
      yield* settle
      expect(sizes(), "the fifth makes them many").toEqual([1, 6, 5, 5])
      yield* Effect.zipRight(answer, settle)

      yield* all(4)
      yield* settle
      expect(sizes()).toEqual([1, 6, 5, 5])
      yield* TestClock.adjust("10 millis")
      yield* settle
      expect(sizes(), "what was many once hastens nothing later").toEqual([1, 6, 5, 5, 4])
      yield* answer
    })
  )

  it.scoped(
    "WH-03: where the store was silent before a flush failed, everyone who waits is told; what comes then has its own try",
    () =>
      Effect.gen(function* () {
        const { append, appends } = yield* heldLog
        const first = yield* Effect.fork(append(callback("a")))
        yield* settle
        const rest = yield* Effect.forEach(["b", "c", "d", "e"], (name) => Effect.fork(append(callback(name))))
        yield* TestClock.adjust("5 seconds")
        yield* appends[0]?.answer(away) ?? Effect.void
        for (const fiber of [first, ...rest])
          expect(yield* Effect.flip(Fiber.join(fiber))).toMatchObject({ _tag: "StoreUnavailable" })
        expect(appends).toHaveLength(1)
        // Room for as many as at first: nothing of those that were told is counted any more.
        const later = yield* Effect.forEach(["f", "g", "h", "i"], (name) => Effect.fork(append(callback(name))))
        yield* settle
        yield* appends[1]?.answer(allAppended(1)) ?? Effect.void
        yield* settle
        yield* appends[2]?.answer(allAppended(3)) ?? Effect.void
        expect(yield* Effect.forEach(later, Fiber.join)).toEqual(["appended", "appended", "appended", "appended"])
      })
  )

  it.scoped("a flush that fails is told to everyone in it, and the next one goes on", () =>
    Effect.gen(function* () {
      const { append, appends } = yield* heldLog
      const lost = yield* Effect.fork(append(callback("a")))
      yield* settle
      const kept = yield* Effect.fork(append(callback("b")))
      yield* settle
      yield* appends[0]?.answer(away) ?? Effect.void
      yield* settle
      yield* appends[1]?.answer(allAppended(1)) ?? Effect.void
      expect(yield* Effect.flip(Fiber.join(lost))).toMatchObject({ _tag: "StoreUnavailable" })
      expect(yield* Fiber.join(kept)).toBe("appended")
    })
  )

  it.scoped("beyond its bounds it refuses at once instead of filling the memory", () =>
    Effect.gen(function* () {
      const { append, appends } = yield* heldLog
      yield* Effect.fork(append(callback("in flight")))
      yield* settle
      yield* Effect.forEach(["a", "b", "c", "d"], (name) => Effect.fork(append(callback(name))))
      yield* settle
      expect(yield* Effect.flip(append(callback("too many")))).toMatchObject({ _tag: "IntakeFull" })
      expect(yield* Effect.flip(append(callback("too large", 2_000)))).toMatchObject({ _tag: "IntakeFull" })
      for (const index of [0, 1, 2]) {
        yield* appends[index]?.answer(allAppended(3)) ?? Effect.void
        yield* settle
      }
      expect(yield* Effect.fork(append(callback("fits again")))).toBeDefined()
      yield* settle
      expect(appends.map(({ names }) => names)).toEqual([["in flight"], ["a", "b", "c"], ["d"], ["fits again"]])
      yield* appends[3]?.answer(allAppended(1)) ?? Effect.void
    })
  )

  it.effect("what was taken in is stored before the process ends, and nothing more is taken in", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { append, appends } = yield* Scope.extend(heldLog, scope)
      const one = yield* Effect.fork(append(callback("a")))
      yield* settle
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* settle
      expect(closing.unsafePoll()).toBe(null)
      expect(yield* Effect.flip(append(callback("late")))).toMatchObject({ _tag: "IntakeFull" })
      yield* appends[0]?.answer(allAppended(1)) ?? Effect.void
      expect(yield* Fiber.join(one)).toBe("appended")
      yield* Fiber.join(closing)
    })
  )

  it.effect("WH-03: a store that does not answer holds up the end of the process for no longer than it may", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { append } = yield* Scope.extend(heldLogWith({ drainMillis: 100 }), scope)
      yield* Effect.fork(append(callback("a")))
      yield* settle
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("99 millis")
      expect(closing.unsafePoll()).toBe(null)
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(closing)
    })
  )
})
