import { describe, expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as SignInGuard from "@sluice/core/access/SignInGuard"

const terms: SignInGuard.Terms = { spanMillis: 1_000, triesOfSourceMax: 2, triesMax: 4, sourcesMax: 2 }

const after = (tries: ReadonlyArray<readonly [source: string, atMillis: number]>): SignInGuard.State =>
  tries.reduce((state, [source, atMillis]) => SignInGuard.tried(terms, state, source, atMillis), SignInGuard.initial)

describe("SignInGuard", () => {
  it("refuses an address that has had its tries until the span is over, and no other address", () => {
    const state = after([
      ["a", 0],
      ["a", 10]
    ])
    expect(SignInGuard.decide(terms, state, "a", 20)).toEqual({ _tag: "Refused", untilMillis: 1_000 })
    expect(SignInGuard.decide(terms, state, "b", 20)).toEqual({ _tag: "Allowed" })
    expect(SignInGuard.decide(terms, state, "a", 1_000)).toEqual({ _tag: "Allowed" })
  })

  it("refuses everybody once all tries of the span are used", () => {
    const state = after([
      ["a", 0],
      ["b", 1],
      ["c", 2],
      ["d", 3]
    ])
    expect(SignInGuard.decide(terms, state, "e", 4)).toEqual({ _tag: "Refused", untilMillis: 1_000 })
  })

  it("remembers no more addresses than it is told to", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.integer({ min: 0, max: 900 }))), (tries) => {
        expect(after(tries).bySource.size).toBeLessThanOrEqual(terms.sourcesMax)
      })
    )
  })

  it("never allows more within one span than its terms, whoever asks and when", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 400 })), { maxLength: 60 }),
        (steps) => {
          let state = SignInGuard.initial
          let nowMillis = 0
          const allowed: Array<{ readonly since: number; readonly source: string }> = []
          for (const [source, passed] of steps) {
            nowMillis += passed
            if (SignInGuard.decide(terms, state, source, nowMillis)._tag === "Refused") continue
            state = SignInGuard.tried(terms, state, source, nowMillis)
            allowed.push({ since: state.sinceMillis, source })
          }
          for (const { since, source } of allowed) {
            const together = allowed.filter((one) => one.since === since)
            expect(together.length).toBeLessThanOrEqual(terms.triesMax)
            expect(together.filter((one) => one.source === source).length).toBeLessThanOrEqual(terms.triesOfSourceMax)
          }
        }
      )
    )
  })
})
