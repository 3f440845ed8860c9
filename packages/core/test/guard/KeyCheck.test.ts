import * as KeyCheck from "@sluice/core/guard/KeyCheck"
import { guide } from "@sluice/core/policy/guide"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"

const minute = 60_000
const after = (state: KeyCheck.State, ...times: ReadonlyArray<number>): KeyCheck.State =>
  times.reduce((from, atMillis) => KeyCheck.afterTooFast(guide.receiving, from, atMillis), state)
const every = (count: number, stepMillis: number, fromMillis = 0): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, index) => fromMillis + index * stepMillis)

describe("KeyCheck", () => {
  it("GD-04: the tenth within an hour calls for a check, nine do not", () => {
    expect(KeyCheck.call(after(KeyCheck.initial, ...every(9, minute)))).toBeNull()
    const called = after(KeyCheck.initial, ...every(10, minute))
    expect(KeyCheck.call(called)).toEqual({ number: 1, sinceMillis: 9 * minute })
  })

  it("GD-04: ten within more than an hour call for none, in whatever order they come", () => {
    const times = every(10, (60 * minute) / 9)
    expect(KeyCheck.call(after(KeyCheck.initial, ...times))).toBeNull()
    expect(KeyCheck.call(after(KeyCheck.initial, ...times.toReversed()))).toBeNull()
    expect(KeyCheck.call(after(KeyCheck.initial, ...every(500, 7 * minute)))).toBeNull()
  })

  it("GD-04: one check is called for, however many errors follow; after its report ten more call for the next", () => {
    const called = after(KeyCheck.initial, ...every(10, 1))
    expect(after(called, ...every(100, 1, 20))).toBe(called)
    const outcome: KeyCheck.Outcome = { _tag: "Invalid", reason: "expired" }
    const reported = Either.getOrThrow(KeyCheck.checked(called, 1, outcome, 500))
    expect(reported).toEqual({ _tag: "Counting", timesMillis: [], report: { number: 1, atMillis: 500, outcome } })
    expect(KeyCheck.call(after(reported, ...every(9, 1, 600)))).toBeNull()
    expect(KeyCheck.call(after(reported, ...every(10, 1, 600)))?.number).toBe(2)
  })

  it("GD-04: an outcome that answers another check, or none, is refused by its number", () => {
    const valid: KeyCheck.Outcome = { _tag: "Valid" }
    const called = after(KeyCheck.initial, ...every(10, 1))
    expect(Either.flip(KeyCheck.checked(called, 2, valid, 9))).toEqual(
      Either.right(new KeyCheck.StaleCheck({ given: 2, called: 1 }))
    )
    const none = Either.flip(KeyCheck.checked(KeyCheck.initial, 1, valid, 9))
    expect(Either.getOrThrow(none).message).toBe("this answers check 1, and none is called for")
  })

  it("GD-04: its states survive their JSON", () => {
    const called = after(KeyCheck.initial, ...every(10, 1))
    const down: KeyCheck.Outcome = { _tag: "Unreachable", reason: "no answer" }
    for (const state of [called, Either.getOrThrow(KeyCheck.checked(called, 1, down, 9))]) {
      expect(Schema.decodeUnknownSync(KeyCheck.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})
