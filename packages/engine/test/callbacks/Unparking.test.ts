import * as Unparking from "@sluice/engine/callbacks/Unparking"
import { describe, expect, it } from "vitest"

const everyMillis = 1_000
const batchMax = 100

/** The looks of so many milliseconds, one question each 25 ms, none of which finds anything. */
const looks = (from: Unparking.State, fromMillis: number, untilMillis: number) => {
  const made: Array<Unparking.Look & { readonly atMillis: number }> = []
  let state = from
  for (let nowMillis = fromMillis; nowMillis < untilMillis; nowMillis += 25) {
    const look = Unparking.decide(state, everyMillis, nowMillis)
    if (look === null) continue
    made.push({ ...look, atMillis: nowMillis })
    state = Unparking.looked(state, look, 0, batchMax, nowMillis)
  }
  return { made, state }
}

describe("Looking through parked statuses", () => {
  it("WH-03: with nothing parked, all are looked through at the start and every ten minutes, and nothing in between", () => {
    const { made } = looks(Unparking.initial, 0, 1_800_000)
    expect(made.map(({ all, atMillis }) => [all, atMillis])).toEqual([
      [true, 0],
      [true, 600_000],
      [true, 1_200_000]
    ])
  })

  it("WH-03: what was parked is looked at every second for a minute, the young ones alone", () => {
    const { state } = looks(Unparking.initial, 0, 100_000)
    const { made } = looks(Unparking.parked(state, 100_000), 100_000, 300_000)
    expect(made.every(({ all }) => !all)).toBe(true)
    expect(made).toHaveLength(61)
    expect(made.every(({ atMillis, sinceMillis }) => sinceMillis === atMillis - 60_000)).toBe(true)
  })

  it("a full batch means that more are waiting: the same look is due again at once", () => {
    const look = Unparking.decide(Unparking.initial, everyMillis, 5_000)
    expect(look).toEqual({ all: true, sinceMillis: 0 })
    if (look === null) return
    const state = Unparking.looked(Unparking.initial, look, batchMax, batchMax, 5_000)
    expect(Unparking.decide(state, everyMillis, 5_000)).toEqual(look)
    expect(Unparking.decide(Unparking.looked(state, look, 3, batchMax, 5_000), everyMillis, 5_000)).toBeNull()
  })
})
