import { it } from "@effect/vitest"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import { Ids } from "@sluice/engine/ports/Ids"
import { Effect, Layer, TestClock } from "effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"

const random = fc.uint8Array({ minLength: UuidV7.randomBytes, maxLength: UuidV7.randomBytes })

describe("uuid v7", () => {
  it("is printed as RFC 9562 lays it out (its own example, appendix A.6)", () => {
    // unix_ts_ms 0x017F22E279B0, rand_a 0xCC3 (above our counter's start, so reached by counting), rand_b 0x18C4DC0C0C07398F.
    const bytes = Uint8Array.from([0, 0, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
    const [id] = UuidV7.next({ millis: 0x017f22e279b0, counter: 0xcc2 }, 0x017f22e279b0, bytes)
    expect(id).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  })

  it("ascends within a process, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 48 - 1 }), random), { maxLength: 60 }), (calls) => {
        let state = UuidV7.initial
        let last = ""
        for (const [nowMillis, bytes] of calls) {
          const [id, advanced] = UuidV7.next(state, nowMillis, bytes)
          expect(UuidV7.is(id)).toBe(true)
          expect(id > last).toBe(true)
          last = id
          state = advanced
        }
      })
    )
  })

  it("goes on ascending when more ids are made in a millisecond than its counter holds", () => {
    let state = UuidV7.initial
    let last = ""
    for (let count = 0; count < 10_000; count++) {
      const [id, advanced] = UuidV7.next(state, 1_700_000_000_000, new Uint8Array(UuidV7.randomBytes))
      expect(id > last).toBe(true)
      last = id
      state = advanced
    }
    expect(state.millis).toBeLessThan(1_700_000_000_010)
  })

  it("tells a uuid v7 from anything else", () => {
    expect(UuidV7.is("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")).toBe(true)
    expect(UuidV7.is("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")).toBe(false)
    expect(UuidV7.is("017f22e2-79b0-4cc3-98c4-dc0c0c07398f")).toBe(false)
    expect(UuidV7.is("")).toBe(false)
  })
})

describe("the ids of a process", () => {
  it.effect("are distinct and in order, in one call and over many fibers", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const ids = yield* Ids
      const taken = yield* Effect.all(
        Array.from({ length: 20 }, () => ids.take(100)),
        { concurrency: "unbounded" }
      )
      const all = taken.flat()
      expect(new Set(all).size).toBe(2_000)
      for (const one of taken) expect([...one].sort()).toEqual(one)
      expect(all[0]?.startsWith("018bcfe5-6800-7")).toBe(true)
    }).pipe(Effect.provide(IdsLayer.layer.pipe(Layer.provide(TestCrypto.layer))))
  )
})
