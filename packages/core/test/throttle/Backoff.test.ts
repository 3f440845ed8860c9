import * as Policy from "@sluice/core/policy/Policy"
import * as Backoff from "@sluice/core/throttle/Backoff"
import { describe, expect, it } from "vitest"

const { pairBackoff, senderBackoff } = Policy.shipped["cloud-api"].pacing

describe("Backoff", () => {
  it("CLOUD_API 3.3: a sender rests 1, 2, 4 s, a pair 1, 4, 16 s, up to an hour, while refusals follow one another", () => {
    const waits = (policy: typeof senderBackoff): ReadonlyArray<number> => {
      let state = Backoff.initial
      return Array.from({ length: 14 }, () => {
        const atMillis = state.untilMillis
        state = Backoff.refused(policy, state, { departedMillis: atMillis }, 0, atMillis + 1)
        return state.untilMillis - atMillis - 1
      })
    }
    expect(waits(senderBackoff).slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(waits(pairBackoff).slice(0, 4)).toEqual([1_000, 4_000, 16_000, 64_000])
    expect(waits(pairBackoff).at(-1)).toBe(3_600_000)
  })

  it("RL-07: what the answer asks for wins where it is longer", () => {
    const state = Backoff.refused(senderBackoff, Backoff.initial, { departedMillis: 0 }, 30_000, 100)
    expect(state.untilMillis).toBe(30_100)
    expect(Backoff.refused(senderBackoff, Backoff.initial, { departedMillis: 0 }, 10, 100).untilMillis).toBe(1_100)
  })

  it("CLOUD_API 3.3: refusals of sends that left before the rest began do not make it grow", () => {
    const first = Backoff.refused(senderBackoff, Backoff.initial, { departedMillis: 0 }, 0, 100)
    const echo = Backoff.refused(senderBackoff, first, { departedMillis: 90 }, 0, 150)
    expect(echo).toEqual(first)
    expect(Backoff.refused(senderBackoff, first, { departedMillis: 90 }, 5_000, 150)).toMatchObject({
      number: 1,
      refusalsInRow: 1,
      untilMillis: 5_150
    })
  })

  it("CLOUD_API 3.3: a send that left after the rest and was not refused ends the row; an older one does not", () => {
    const state = Backoff.refused(senderBackoff, Backoff.initial, { departedMillis: 0 }, 0, 100)
    expect(Backoff.passed(state, { departedMillis: 90 })).toBe(state)
    expect(Backoff.passed(state, { departedMillis: 1_100 }).refusalsInRow).toBe(0)
  })
})
