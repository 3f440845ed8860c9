import { expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { describe } from "vitest"
import * as Together from "../../src/internal/Together.ts"

interface Call {
  readonly key: string
  readonly value: number
}

const call = (value: number, key = `key ${value}`): Call => ({ key, value })

/** Answers each call with ten times its value, and keeps what went together. `fails` says of which rounds. */
const made = (fails: (values: ReadonlyArray<number>) => string | null = () => null) => {
  const rounds: Array<ReadonlyArray<number>> = []
  const run = (calls: ReadonlyArray<Call>) =>
    Effect.suspend(() => {
      const values = calls.map(({ value }) => value)
      rounds.push(values)
      const error = fails(values)
      return error === null
        ? Effect.as(
            Effect.yieldNow(),
            values.map((value) => value * 10)
          )
        : Effect.fail(error)
    })
  const options = { run, keyOf: ({ key }: Call) => key, isOnesFault: (error: string) => error === "bad value" }
  return { rounds, together: Together.make(options) }
}

const all = { concurrency: "unbounded" } as const

describe("Together", () => {
  it.live("calls of the same moment are one round, and each gets its own answer", () =>
    Effect.gen(function* () {
      const { rounds, together } = made()
      expect(yield* Effect.forEach([call(1), call(2), call(3)], together, all)).toEqual([10, 20, 30])
      expect(yield* together(call(4))).toBe(40)
      expect(rounds).toEqual([[1, 2, 3], [4]])
    })
  )

  it.live("of two calls of one key the second comes a round later", () =>
    Effect.gen(function* () {
      const { rounds, together } = made()
      expect(yield* Effect.forEach([call(1, "a"), call(2, "a"), call(3, "b")], together, all)).toEqual([10, 20, 30])
      expect(rounds).toEqual([[1, 3], [2]])
    })
  )

  it.live("a call that is the fault of its own fails alone: the others are run again without it", () =>
    Effect.gen(function* () {
      const { rounds, together } = made((values) => (values.includes(2) ? "bad value" : null))
      const exits = yield* Effect.forEach([call(1), call(2), call(3)], (of) => Effect.exit(together(of)), all)
      expect(exits).toEqual([Exit.succeed(10), Exit.fail("bad value"), Exit.succeed(30)])
      expect(rounds).toEqual([[1, 2, 3], [1], [2], [3]])
    })
  )

  it.live("where the store is away all of them fail, and the next round is tried as ever", () =>
    Effect.gen(function* () {
      let isAway = true
      const { together } = made(() => (isAway ? "away" : null))
      const exits = yield* Effect.forEach([call(1), call(2)], (of) => Effect.exit(together(of)), all)
      expect(exits).toEqual([Exit.fail("away"), Exit.fail("away")])
      isAway = false
      expect(yield* together(call(3))).toBe(30)
    })
  )

  it.live("a caller that is told to stop keeps nobody else from an answer", () =>
    Effect.gen(function* () {
      const { together } = made()
      const first = yield* Effect.fork(together(call(1)))
      const second = yield* Effect.fork(together(call(2)))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(first)
      expect(yield* Fiber.join(second)).toBe(20)
    })
  )
})
