import { describe, expect, it } from "vitest"
import * as FixedDelay from "../../../src/pacing/contestants/FixedDelay.ts"
import * as Scripted from "../scripted.ts"

const firstIsRefused = (times: number) => (_: Scripted.Try, number: number) => (number <= times ? 30_000 : null)

describe("a loop with a fixed delay", () => {
  it("sends one message a delay after the answer to the one before", async () => {
    const made = await Scripted.tries(FixedDelay.make({ delayMillis: 6_000, retry: "same delay" }), 3, 60_000)
    expect(made).toEqual([
      { message: 0, atMillis: 0 },
      { message: 1, atMillis: 6_100 },
      { message: 2, atMillis: 12_200 }
    ])
  })

  it("tries what is refused again after the same delay, and the next message only then", async () => {
    const loop = FixedDelay.make({ delayMillis: 6_000, retry: "same delay" })
    const made = await Scripted.tries(loop, 2, 60_000, firstIsRefused(2))
    expect(made.map(({ message }) => message)).toEqual([0, 0, 0, 1])
    expect(Scripted.times(made)).toEqual([0, 6_100, 12_200, 18_300])
  })

  it("backs off by a second, then two, four and so on, up to an hour, and begins anew with the next message", async () => {
    const loop = FixedDelay.make({ delayMillis: 6_000, retry: "back-off" })
    const made = await Scripted.tries(loop, 1, 86_400_000, firstIsRefused(16))
    const waits = Scripted.times(made).map((at, index, all) => at - (all[index - 1] ?? 0) - Scripted.answerMillis)
    expect(waits.slice(1, 5)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(waits.slice(-3)).toEqual([3_600_000, 3_600_000, 3_600_000])
    const [, , , next] = await Scripted.tries(loop, 2, 60_000, (_, number) => (number === 1 || number === 3 ? 1 : null))
    expect(next).toEqual({ message: 1, atMillis: 1_100 + 6_100 + 1_100 })
  })

  it("waits as long as the 429 asks, where it heeds it", async () => {
    const loop = FixedDelay.make({ delayMillis: 6_000, retry: "Retry-After" })
    expect(Scripted.times(await Scripted.tries(loop, 1, 60_000, firstIsRefused(1)))).toEqual([0, 30_100])
  })
})
