import * as ContinuousRun from "@sluice/core/throttle/ContinuousRun"
import { describe, expect, it } from "vitest"
import { continuous as policy } from "./figures.ts"

const minute = 60_000

/** One send at a time, answered 300 ms after each departure. */
const sending = (departures: ReadonlyArray<number>): ContinuousRun.State =>
  departures.reduce<ContinuousRun.State>(
    (state, atMillis) => ContinuousRun.answered(ContinuousRun.departed(policy, state, 0, atMillis), atMillis + 300),
    ContinuousRun.initial
  )

const every12s = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index * 12_000)

describe("ContinuousRun", () => {
  it("RL-08: sending goes on until one pause short of ten minutes, then rests a minute from the last answer", () => {
    const state = sending(every12s(45))
    const last = 44 * 12_000 + 300
    expect(ContinuousRun.freeMillis(policy, state, 0, 9 * minute - 1)).toBe(9 * minute - 1)
    expect(ContinuousRun.freeMillis(policy, state, 0, 9 * minute)).toBe(last + minute)
    expect(ContinuousRun.freeMillis(policy, state, 0, last + minute)).toBe(last + minute)
  })

  it("RL-08: the rest does not begin while a send is in flight", () => {
    const state = ContinuousRun.departed(policy, sending(every12s(45)), 0, 9 * minute - 1)
    expect(ContinuousRun.freeMillis(policy, state, 1, 9 * minute)).toBe(Number.POSITIVE_INFINITY)
  })

  it("RL-08: a pause of a minute ends a run, a shorter one does not", () => {
    const state = sending([0])
    expect(ContinuousRun.departed(policy, state, 0, 60_299)).toMatchObject({ sinceMillis: 0 })
    expect(ContinuousRun.departed(policy, state, 0, 60_300)).toMatchObject({ sinceMillis: 60_300 })
    expect(ContinuousRun.departed(policy, state, 1, 60_300)).toMatchObject({ sinceMillis: 0 })
  })

  it("RL-08: departures that reach ten minutes, by whomever, cool for an hour, and those during it begin it anew", () => {
    const cooling = sending(every12s(51))
    expect(cooling).toEqual({ _tag: "Cooling", untilMillis: 70 * minute })
    expect(ContinuousRun.freeMillis(policy, cooling, 0, 20 * minute)).toBe(70 * minute)
    expect(ContinuousRun.departed(policy, cooling, 0, 20 * minute)).toEqual({
      _tag: "Cooling",
      untilMillis: 80 * minute
    })
    expect(ContinuousRun.departed(policy, cooling, 0, 70 * minute)).toMatchObject({ _tag: "Running" })
  })

  it("RL-08: a policy with a pause longer than half a run still sends half of the time", () => {
    const odd = { ...policy, gapMillis: 8 * minute }
    const state = sending([0])
    expect(ContinuousRun.freeMillis(odd, state, 0, 5 * minute - 1)).toBe(5 * minute - 1)
    expect(ContinuousRun.freeMillis(odd, state, 0, 5 * minute)).toBe(8 * minute + 300)
  })
})
