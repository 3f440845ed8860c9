import * as LineType from "@sluice/core/phone/LineType"
import { guide } from "@sluice/core/policy/guide"
import * as NumberVerification from "@sluice/core/verification/NumberVerification"
import { Either, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const minute = 60_000
const hour = 60 * minute
const { numbers } = guide
type State = NumberVerification.State

const begin = (state: State, nowMillis: number): State =>
  Either.getOrThrow(NumberVerification.begun(numbers, state, nowMillis))
const answer = (state: State, number: number, how: NumberVerification.Answer, nowMillis: number) =>
  NumberVerification.answered(numbers, state, number, how, nowMillis)
/** Attempts that fail by a wrong code, a minute each, from 0 on. */
const failures = (count: number): State =>
  Array.from({ length: count }).reduce<State>(
    (state, _, index) =>
      Either.getOrThrow(answer(begin(state, index * minute), index + 1, "wrong-code", (index + 1) * minute)),
    NumberVerification.initial
  )
const admits = (state: State, nowMillis: number) =>
  NumberVerification.admits(numbers, LineType.risk("voip"), state, nowMillis)

describe("NumberVerification", () => {
  it("NV-01: a VoIP number needs the verification, and no other line does", () => {
    const needing = LineType.LineType.literals.filter((type) => {
      const risk = LineType.risk(type)
      return NumberVerification.admits(numbers, risk, NumberVerification.initial, 0)._tag === "Needed"
    })
    expect(needing).toEqual(["voip"])
  })

  it("NV-01: an attempt is usually answered within two to three minutes, and opens the number when it passes", () => {
    const pending = begin(NumberVerification.initial, 0)
    expect(admits(pending, 1)).toEqual({ _tag: "Awaited", usualMillis: 2 * minute, untilMillis: 3 * minute })
    const verified = Either.getOrThrow(answer(pending, 1, "passed", 2 * minute))
    expect(verified).toEqual({ _tag: "Verified", number: 1, atMillis: 2 * minute })
    expect(admits(verified, 1_000 * hour)).toEqual({ _tag: "Admitted" })
  })

  it("NV-01: three failures in a row block the number for eight hours, two do not", () => {
    expect(admits(failures(2), 2 * minute)).toEqual({ _tag: "Needed", failuresInRow: 2 })
    const blocked = failures(3)
    const untilMillis = 3 * minute + 8 * hour
    expect(admits(blocked, untilMillis - 1)).toEqual({ _tag: "Blocked", untilMillis })
    expect(admits(blocked, untilMillis)).toEqual({ _tag: "Needed", failuresInRow: 0 })
    const refused = NumberVerification.begun(numbers, blocked, 4 * minute)
    expect(refused).toEqual(Either.left(new NumberVerification.NotNow({ reason: "blocked", untilMillis })))
    expect(begin(blocked, untilMillis)).toMatchObject({ _tag: "Pending", number: 4, failuresInRow: 0 })
  })

  it("NV-01: an attempt without an answer has failed when its three minutes are over, and a block runs from there", () => {
    const third = begin(failures(2), 10 * minute)
    const later = 4 * hour
    expect(admits(third, later)).toEqual({ _tag: "Blocked", untilMillis: 13 * minute + 8 * hour })
    expect(admits(third, 13 * minute + 8 * hour)).toEqual({ _tag: "Needed", failuresInRow: 0 })
    const undelivered = answer(begin(failures(2), 10 * minute), 3, "undelivered", 11 * minute)
    expect(Either.getOrThrow(undelivered)).toMatchObject({ _tag: "Blocked", sinceMillis: 11 * minute })
  })

  it("NV-01: a late answer changes nothing, a good one neither", () => {
    const first = begin(NumberVerification.initial, 0)
    const over = new NumberVerification.StaleAnswer({ given: 1, pending: null })
    expect(answer(first, 1, "passed", 3 * minute)).toEqual(Either.left(over))
    const second = begin(first, 4 * minute)
    const other = new NumberVerification.StaleAnswer({ given: 1, pending: 2 })
    expect(answer(second, 1, "passed", 5 * minute)).toEqual(Either.left(other))
    expect(other.message).toBe("this answers attempt 1, and attempt 2 is under way")
    const verified = Either.getOrThrow(answer(second, 2, "passed", 5 * minute))
    expect(Either.isLeft(answer(verified, 2, "wrong-code", 6 * minute))).toBe(true)
  })

  it("NV-01: one attempt at a time, and none for a verified number", () => {
    const pending = begin(NumberVerification.initial, 0)
    const busy = new NumberVerification.NotNow({ reason: "pending", untilMillis: 3 * minute })
    expect(NumberVerification.begun(numbers, pending, 1)).toEqual(Either.left(busy))
    const verified = Either.getOrThrow(answer(pending, 1, "passed", 1))
    const done = new NumberVerification.NotNow({ reason: "verified", untilMillis: null })
    expect(NumberVerification.begun(numbers, verified, 2)).toEqual(Either.left(done))
  })

  it("NV-01: never more than three attempts within eight hours, whatever is tried, and numbers only grow", () => {
    const step = fc.record({
      afterMillis: fc.integer({ min: 0, max: 2 * hour }),
      act: fc.constantFrom("begin", "wrong-code", "undelivered", "stale")
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let state: State = NumberVerification.initial
        let now = 0
        const begunMillis: Array<number> = []
        for (const { act, afterMillis } of steps) {
          now += afterMillis
          const { number } = state
          const next: Either.Either<State, unknown> =
            act === "begin"
              ? NumberVerification.begun(numbers, state, now)
              : act === "stale"
                ? answer(state, number - 1, "passed", now)
                : answer(state, number, act === "undelivered" ? "undelivered" : "wrong-code", now)
          state = Either.getOrElse(next, () => state)
          if (act === "begin" && Either.isRight(next)) begunMillis.push(now)
          expect(state.number).toBeGreaterThanOrEqual(number)
          expect(Schema.decodeUnknownSync(NumberVerification.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
        }
        for (let third = 3; third < begunMillis.length; third += 3) {
          expect((begunMillis[third] ?? 0) - (begunMillis[third - 1] ?? 0)).toBeGreaterThanOrEqual(8 * hour)
        }
      }),
      { numRuns: 60 }
    )
  })
})
