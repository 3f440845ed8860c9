import * as Poison from "@sluice/engine/callbacks/Poison"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

/** A consumer over rows of which some break whatever batch they are in: what became of each, and in how many rounds. */
const consume = (rows: ReadonlyArray<string>, broken: ReadonlySet<string>, batchMax: number) => {
  let pending = [...rows]
  let state = Poison.initial
  const outcome = { passed: Array<string>(), aside: Array<string>(), rounds: 0 }
  while (pending.length > 0 && outcome.rounds < 10_000) {
    outcome.rounds++
    const batch = pending.slice(0, Poison.limit(state, batchMax))
    const suspected = Poison.isSuspect(state, batch)
    if (!suspected && batch.some((row) => broken.has(row))) {
      state = Poison.afterDefect(state, batch)
      continue
    }
    ;(suspected ? outcome.aside : outcome.passed).push(...batch)
    pending = pending.slice(batch.length)
    state = Poison.afterPassed(state, batch.length)
  }
  return outcome
}

describe("rows that cannot be processed", () => {
  it("WH-11: each is set aside alone, and all others pass, in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (breaks, batchMax) => {
        const rows = breaks.map((_, n) => String(n))
        const broken = new Set(rows.filter((_, n) => breaks[n]))
        const { aside, passed, rounds } = consume(rows, broken, batchMax)
        expect(aside).toEqual(rows.filter((row) => broken.has(row)))
        expect(passed).toEqual(rows.filter((row) => !broken.has(row)))
        expect(rounds).toBeLessThanOrEqual(rows.length + 2 * broken.size + Math.ceil(rows.length / batchMax))
      })
    )
  })

  it("without a defect, batches stay whole", () => {
    expect(
      consume(
        Array.from({ length: 100 }, (_, n) => String(n)),
        new Set(),
        20
      ).rounds
    ).toBe(5)
  })

  it("when others have taken what was left, batches are whole again", () => {
    const state = Poison.afterDefect(Poison.initial, ["1", "2", "3"])
    expect(Poison.limit(state, 20)).toBe(1)
    expect(Poison.limit(Poison.afterPassed(state, 0), 20)).toBe(20)
  })
})
