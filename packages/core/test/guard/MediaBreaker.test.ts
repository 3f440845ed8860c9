import * as MediaBreaker from "@sluice/core/guard/MediaBreaker"
import { guide } from "@sluice/core/policy/guide"
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const hour = 3_600_000
const { media } = guide
const failed = (state: MediaBreaker.State, atMillis: number, departedMillis = atMillis): MediaBreaker.State =>
  MediaBreaker.afterFailure(media, state, departedMillis, atMillis)
const failures = (count: number, atMillis: number): MediaBreaker.State =>
  Array.from({ length: count }).reduce<MediaBreaker.State>((state) => failed(state, atMillis), MediaBreaker.initial)

describe("MediaBreaker", () => {
  it("MD-03: five media failures in a row suspend media for two hours, four do not", () => {
    expect(MediaBreaker.admits(failures(4, 10), 10)).toEqual({ _tag: "Admitted" })
    const open = failures(5, 10)
    expect(MediaBreaker.admits(open, 10 + 2 * hour - 1)).toEqual({ _tag: "Held", untilMillis: 10 + 2 * hour })
    expect(MediaBreaker.admits(open, 10 + 2 * hour)).toEqual({ _tag: "Admitted" })
  })

  it("MD-03: a success breaks the row", () => {
    const broken = MediaBreaker.afterSuccess(failures(4, 10), 11, 11)
    expect(broken).toEqual(MediaBreaker.initial)
    expect(MediaBreaker.afterSuccess(broken, 12, 12)).toBe(broken)
  })

  it("MD-03: what is answered during a suspension was sent before it: it neither ends nor prolongs it", () => {
    const open = failures(5, 10)
    expect(failed(open, hour, 5)).toBe(open)
    expect(MediaBreaker.afterSuccess(open, 5, hour)).toBe(open)
  })

  it("MD-03: after a suspension five new failures are needed, and statuses of earlier sends do not count", () => {
    const open = failures(5, 10)
    const end = 10 + 2 * hour
    expect(failed(open, end + 5, 9)).toBe(open)
    const four = [1, 2, 3, 4].reduce<MediaBreaker.State>((state, later) => failed(state, end + later), open)
    expect(four).toEqual({ _tag: "Closed", failuresInRow: 4, sinceMillis: end })
    expect(failed(four, end + 5, 9)).toBe(four)
    expect(MediaBreaker.afterSuccess(four, 9, end + 5)).toBe(four)
    expect(failed(four, end + 5)).toMatchObject({ _tag: "Open", untilMillis: end + 5 + 2 * hour })
  })

  it("MD-03: whatever is answered, media are held only for two hours at a time and only after five failures", () => {
    const answer = fc.record({ good: fc.boolean(), afterMillis: fc.integer({ min: 1, max: hour }) })
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 300 }), (answers) => {
        let state = MediaBreaker.initial
        let now = 0
        let sinceOpened = 0
        for (const { afterMillis, good } of answers) {
          now += afterMillis
          const before = state
          state = good ? MediaBreaker.afterSuccess(state, now, now) : failed(state, now)
          if (!good) sinceOpened++
          const opened = state._tag === "Open" && state !== before
          expect(opened && sinceOpened < 5).toBe(false)
          const decision = MediaBreaker.admits(state, now)
          expect(decision._tag === "Held" && decision.untilMillis - now > 2 * hour).toBe(false)
          if (opened) sinceOpened = 0
          expect(Schema.decodeUnknownSync(MediaBreaker.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
        }
      }),
      { numRuns: 50 }
    )
  })
})
