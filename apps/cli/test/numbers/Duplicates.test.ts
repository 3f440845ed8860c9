import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Duplicates from "@sluice/cli/numbers/Duplicates"

const using = <A>(f: (duplicates: Duplicates.Duplicates) => A, cacheKib = Duplicates.cacheKib): A =>
  Effect.runSync(Effect.scoped(Effect.map(Duplicates.make(cacheKib), f)))

/** The same rule over maps, without a bound on memory. */
const model = () => {
  const good = new Map<string, number>()
  const faulty = new Map<string, number>()
  return (e164: string, row: number, sendable: boolean): number | null => {
    const earlier = good.get(e164) ?? (sendable ? undefined : faulty.get(e164))
    const rows = sendable ? good : faulty
    if (!rows.has(e164) && earlier === undefined) rows.set(e164, row)
    return earlier ?? null
  }
}

describe("Duplicates", () => {
  it("PH-09: finds every number that was there before, and no other", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean())
    const same = fc.property(fc.array(row, { maxLength: 200 }), (rows) =>
      using(({ firstRow }) => {
        const expected = model()
        return rows.every(([number, sendable], index) => {
          const e164 = `+8869${number}`
          return firstRow(e164, index, sendable) === expected(e164, index, sendable)
        })
      })
    )
    expect(fc.check(same, { numRuns: 50 }).counterexample).toBeNull()
  })

  it("PH-09: a good row is no duplicate of a faulty one before it, so that following the verdicts loses nobody", () => {
    expect(
      using(({ firstRow }) => [
        firstRow("+886912345678", 2, false),
        firstRow("+886912345678", 3, true),
        firstRow("+886912345678", 4, true),
        firstRow("+886912345678", 5, false)
      ])
    ).toEqual([null, null, 3, 3])
  })

  it("PH-09: numbers of more digits than a double holds are told apart", () => {
    const rows = using(({ firstRow }) =>
      ["+49123456789012345", "+49123456789012346", "+49123456789012345"].map((e164, index) =>
        firstRow(e164, index, true)
      )
    )
    expect(rows).toEqual([null, null, 0])
  })

  it("PH-09: stays exact when the numbers are many times what its cache holds", () => {
    const distinct = 100_000
    const wrong = using(({ firstRow }) => {
      let count = 0
      for (let row = 0; row < 2 * distinct; row++) {
        const found = firstRow(`+8869${(row * 7_919) % distinct}`, row, true)
        if (found !== (row < distinct ? null : row - distinct)) count++
      }
      return count
    }, 128)
    expect(wrong).toBe(0)
  })
})
