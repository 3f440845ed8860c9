import * as Turnstile from "@sluice/server/http/Turnstile"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"

const waitMillisMax = 1_000

/** Works that end when they are told to, and which of them have begun. */
const works = (turnstile: Turnstile.Turnstile, count: number) => {
  const begun: Array<number> = []
  const late: Array<number> = []
  const ends: Array<() => void> = []
  for (let n = 0; n < count; n++) {
    turnstile.pass(
      () => {
        begun.push(n)
        return new Promise((resolve) => {
          ends[n] = resolve
        })
      },
      () => late.push(n)
    )
  }
  return {
    begun,
    late,
    end: async (n: number) => {
      ends[n]?.()
      await Promise.resolve()
      await Promise.resolve()
    }
  }
}

describe("a turnstile", () => {
  it("WH-06: lets so many through at a time, and the others in order of arrival", async () => {
    const { begun, end } = works(Turnstile.make(2, waitMillisMax), 5)
    expect(begun).toEqual([0, 1])
    await end(1)
    expect(begun).toEqual([0, 1, 2])
    await end(0)
    await end(2)
    expect(begun).toEqual([0, 1, 2, 3, 4])
  })

  it("WH-06: has all its places again when everybody has gone, also after one that failed", async () => {
    const turnstile = Turnstile.make(1, waitMillisMax)
    const first = works(turnstile, 2)
    await first.end(0)
    await first.end(1)
    turnstile.pass(() => Promise.reject(new Error("broken")), vi.fn())
    await new Promise(setImmediate)
    const second = works(turnstile, 2)
    expect(second.begun).toEqual([0])
    await second.end(0)
    expect(second.begun).toEqual([0, 1])
  })

  describe("where the turn does not come", () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }))
    afterEach(() => void vi.useRealTimers())

    it("WH-06: who has waited too long is told so, takes no turn, and those behind wait on for their own time", async () => {
      const turnstile = Turnstile.make(1, waitMillisMax)
      const first = works(turnstile, 3)
      vi.advanceTimersByTime(600)
      const second = works(turnstile, 2)
      vi.advanceTimersByTime(399)
      expect(first.late).toEqual([])
      vi.advanceTimersByTime(2)
      expect(first.late).toEqual([1, 2])
      expect(second.late).toEqual([])
      await first.end(0)
      expect(second.begun).toEqual([0])
      vi.advanceTimersByTime(600)
      expect(second.late).toEqual([1])
      await second.end(0)
      expect(first.begun).toEqual([0])
      expect(works(turnstile, 1).begun).toEqual([0])
    })
  })
})
