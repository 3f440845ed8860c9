import { describe, expect, it } from "vitest"
import * as Bottleneck from "../../../src/pacing/contestants/Bottleneck.ts"
import * as Scripted from "../scripted.ts"

const reservoir = { reservoir: 5, refreshMillis: 60_000, minTimeMillis: 0, maxConcurrent: 1 }

describe("Bottleneck, on virtual time", () => {
  it("empties its reservoir, one job at a time, and goes on when it is refreshed", async () => {
    const made = await Scripted.tries(Bottleneck.make({ ...reservoir, retry: "back-off" }), 12, 180_000)
    expect(Scripted.times(made)).toEqual([
      0, 100, 200, 300, 400, 60_000, 60_100, 60_200, 60_300, 60_400, 120_000, 120_100
    ])
  })

  it("keeps its jobs apart by minTime", async () => {
    const spaced = Bottleneck.make({ ...reservoir, minTimeMillis: 12_000, retry: "back-off" })
    expect(Scripted.times(await Scripted.tries(spaced, 7, 180_000))).toEqual([
      0, 12_000, 24_000, 36_000, 48_000, 60_000, 72_000
    ])
  })

  it("tries a job that failed again in its place, by its own retries, without taking from the reservoir", async () => {
    const made = await Scripted.tries(Bottleneck.make({ ...reservoir, retry: "back-off" }), 6, 59_000, (_, number) =>
      number <= 2 ? 30_000 : null
    )
    expect(made.map(({ message }) => message)).toEqual([0, 0, 0, 1, 2, 3, 4])
    expect(Scripted.times(made).slice(0, 4)).toEqual([0, 1_100, 3_200, 3_300])
  })

  it("waits as long as the 429 asks, where it heeds it", async () => {
    const heeding = Bottleneck.make({ ...reservoir, retry: "Retry-After" })
    const made = await Scripted.tries(heeding, 1, 59_000, (_, number) => (number === 1 ? 30_000 : null))
    expect(Scripted.times(made)).toEqual([0, 30_100])
  })
})
