import * as Throughput from "@sluice/core/throttle/Throughput"
import { describe, expect, it } from "vitest"
import { throughput as policy } from "./figures.ts"

/** Departures of a sender that asks every millisecond, each answered at once. */
const greedy = (perSecond: number, spanMillis: number): ReadonlyArray<number> => {
  let state = Throughput.initial
  const departures: Array<number> = []
  for (let atMillis = 0; atMillis < spanMillis;) {
    if (Throughput.freeMillis(perSecond, state, atMillis) > atMillis) {
      atMillis++
      continue
    }
    departures.push(atMillis)
    state = Throughput.answered(Throughput.departed(perSecond, state, atMillis), atMillis)
  }
  return departures
}

describe("Throughput", () => {
  it("CLOUD_API 3.4: 80, 1000 and 20 a second by the number's standing", () => {
    const standings = ["standard", "upgraded", "coexistence"] as const
    expect(standings.map((throughput) => Throughput.perSecond(policy, { throughput }))).toEqual([80, 1_000, 20])
  })

  it.each([20, 80, 1_000])(
    "CLOUD_API 3.4: %i a second leave evenly: every tenth of a second has its tenth",
    (perSecond) => {
      const departures = greedy(perSecond, 5_000)
      for (let from = 100; from < 4_900; from += 100) {
        const count = departures.filter((atMillis) => atMillis >= from && atMillis < from + 100).length
        expect(Math.abs(count - perSecond / 10)).toBeLessThanOrEqual(1 + perSecond / 20)
      }
      expect(departures.length).toBeGreaterThanOrEqual(perSecond * 5 * 0.98)
    }
  )

  it("CLOUD_API 3.4: what is not answered counts without end", () => {
    const full = Array.from({ length: 80 }).reduce<Throughput.State>(
      (state, _, index) => Throughput.departed(80, state, index * 13),
      Throughput.initial
    )
    expect(Throughput.freeMillis(80, full, 100_000)).toBe(Number.POSITIVE_INFINITY)
    expect(Throughput.freeMillis(80, Throughput.answered(full, 100_000), 100_000)).toBe(101_000)
  })

  it("bounded: at a thousand a second the log holds a hundred entries", () => {
    let state = Throughput.initial
    for (let i = 0; i < 10_000; i++) state = Throughput.answered(Throughput.departed(1_000, state, i), i + 200)
    expect(state.answered.to - state.answered.from).toBeLessThanOrEqual(102)
  })
})
