import * as RefusedCallbacks from "@sluice/core/guard/RefusedCallbacks"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const day = 86_400_000

const at = (atMillis: number, change: Partial<RefusedCallbacks.Tally> = {}): RefusedCallbacks.Tally => ({
  ...RefusedCallbacks.once({ door: "cloud-api", reason: "mismatch", lastHadProof: true, lastBodyBytes: 512 }, atMillis),
  ...change
})

const tally = fc.record({
  door: fc.constantFrom("cloud-api" as const, "twilio" as const, null),
  reason: fc.constantFrom("mismatch" as const, "missing" as const, "plain-http" as const),
  atMillis: fc.nat(day),
  lastBodyBytes: fc.option(fc.nat(5_000))
})

describe("RefusedCallbacks", () => {
  it("GD-03: refusals at one door for one reason are one tally: how many, from when to when, and what the last looked like", () => {
    const all = [at(10), at(30, { lastBodyBytes: 2, lastHadProof: null }), at(20)].reduce(RefusedCallbacks.add, [])
    expect(all).toEqual([at(10, { count: 3, lastMillis: 30, lastBodyBytes: 2, lastHadProof: null })])
    expect(RefusedCallbacks.add(all, at(40, { reason: "missing" }))).toHaveLength(2)
    expect(RefusedCallbacks.add(all, at(40, { door: "twilio" }))).toHaveLength(2)
  })

  it("GD-03: nothing is lost however processes put together what they saw, and there are never more tallies than doors and reasons", () => {
    fc.assert(
      fc.property(fc.array(tally), fc.array(tally), (here, there) => {
        const of = (seen: typeof here) =>
          seen.map(({ atMillis, ...one }) => at(atMillis, one)).reduce(RefusedCallbacks.add, RefusedCallbacks.initial)
        const both = RefusedCallbacks.merge(of(here), of(there))
        expect(RefusedCallbacks.count(both)).toBe(here.length + there.length)
        expect(both.length).toBeLessThanOrEqual(9)
        for (const { firstMillis, lastMillis } of both) expect(firstMillis).toBeLessThanOrEqual(lastMillis)
      })
    )
  })

  it("after a quiet day a count begins anew, and after thirty nothing of it is told", () => {
    const before = at(0, { count: 7, lastMillis: 5 })
    expect(RefusedCallbacks.add([before], at(5 + day))).toEqual([at(0, { count: 8, lastMillis: 5 + day })])
    expect(RefusedCallbacks.add([before], at(6 + day))).toEqual([at(6 + day)])
    expect(RefusedCallbacks.told([before, at(9)], 6 + 30 * day - 1)).toEqual([at(9)])
  })

  it("a line tells count, door, reason, whether the header was there, and bytes", () => {
    expect(RefusedCallbacks.line(at(0, { count: 12 }))).toBe(
      "12 at cloud-api: the proof in its header is not good: it was not made over this delivery with a secret of this account (mismatch); the last came with the header of its proof and a body of 512 bytes"
    )
    expect(RefusedCallbacks.line(at(0, { door: null, reason: "provider-unknown", lastHadProof: null }))).toContain(
      "1 at no provider's door: its address names no provider (provider-unknown); the last came of unknown proof"
    )
    for (const reason of RefusedCallbacks.Reason.literals) expect(RefusedCallbacks.words(reason)).not.toBe("")
  })
})
