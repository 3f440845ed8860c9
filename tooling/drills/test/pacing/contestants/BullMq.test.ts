import { describe, expect, it } from "vitest"
import * as BullMq from "../../../src/pacing/contestants/BullMq.ts"
import * as Scripted from "../scripted.ts"

const limited = (retry: BullMq.Retry) => BullMq.make({ max: 5, durationMillis: 60_000, retry })

describe("BullMQ's limiter", () => {
  it("starts a window with its first job, lets five through one after the other, and sleeps until it has expired", async () => {
    const made = await Scripted.tries(limited("back-off"), 12, 180_000)
    expect(Scripted.times(made)).toEqual([
      0, 100, 200, 300, 400, 60_000, 60_100, 60_200, 60_300, 60_400, 120_000, 120_100
    ])
    expect(made.map(({ message }) => message)).toEqual(Array.from({ length: 12 }, (_, message) => message))
  })

  it("delays a job that failed by a second, then two, and lets the others past meanwhile", async () => {
    const made = await Scripted.tries(limited("back-off"), 2, 180_000, ({ message }, number) =>
      message === 0 && number < 5 ? 1 : null
    )
    expect(made).toEqual([
      { message: 0, atMillis: 0 },
      { message: 1, atMillis: 100 },
      { message: 0, atMillis: 1_100 },
      { message: 0, atMillis: 3_200 },
      { message: 0, atMillis: 7_300 }
    ])
  })

  it("counts what failed against the window", async () => {
    const made = await Scripted.tries(limited("back-off"), 9, 60_500, ({ message }, number) =>
      message === 0 && number === 1 ? 1 : null
    )
    expect(made.filter(({ atMillis }) => atMillis < 60_000)).toHaveLength(5)
    expect(made.map(({ message }) => message)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 0])
  })

  it("stops for as long as the 429 asked where it is told of it, and begins with the job that was refused", async () => {
    const made = await Scripted.tries(limited("Retry-After"), 3, 600_000, (_, number) =>
      number === 2 ? 300_000 : null
    )
    expect(made).toEqual([
      { message: 0, atMillis: 0 },
      { message: 1, atMillis: 100 },
      { message: 1, atMillis: 300_200 },
      { message: 2, atMillis: 300_300 }
    ])
  })
})
