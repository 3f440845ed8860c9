import * as LaneLook from "@sluice/core/routing/LaneLook"
import * as LaneView from "@sluice/core/routing/LaneView"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const rhythm = { ...LaneLook.defaults, peekMax: 3, keptBackMax: 5 }

const place = fc.record({
  priority: fc.integer({ min: -1, max: 1 }),
  dueMillis: fc.integer({ min: 0, max: 2 }),
  id: fc.constantFrom("0a", "0b", "1a")
})

const at = (n: number): LaneView.Place => ({ priority: 0, dueMillis: n, id: "0" })

/** One look at a queue of `length`, in which `free` can leave and all others are kept back. */
const look = (length: number, free: ReadonlySet<number>, aim: LaneView.Aim, keptBack: number) => {
  const view = LaneView.view(rhythm, keptBack, aim)
  const front = Array.from({ length: Math.min(view.frontMax, length) }, (_, n) => n)
  const isFull = front.length >= view.frontMax
  const from = Math.max(front.length, (aim?.after?.dueMillis ?? -1) + 1)
  const part = isFull
    ? Array.from({ length: Math.max(0, Math.min(view.partMax, length - from)) }, (_, n) => from + n)
    : []
  const shown = [...front, ...part]
  const first = shown.find((n) => free.has(n))
  const lastOf = (some: ReadonlyArray<number>) => (some.length === 0 ? null : at(some.at(-1) ?? 0))
  return {
    shown,
    keptBack: first === undefined ? shown.length : shown.indexOf(first),
    next: LaneView.next(
      rhythm,
      aim,
      view,
      { isFull, last: lastOf(front) },
      { isFull: part.length >= view.partMax, last: lastOf(part) },
      first === undefined ? "none" : at(first)
    )
  }
}

describe("LaneView", () => {
  it("RL-05: one message of two is taken later: by priority, then due time, then id", () => {
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b)
        expect([LaneView.isBehind(a, b), LaneView.isBehind(b, a)].filter(Boolean)).toHaveLength(isSame ? 0 : 1)
        const isChain = LaneView.isBehind(a, b) && LaneView.isBehind(b, c)
        expect(!isChain || LaneView.isBehind(a, c)).toBe(true)
      })
    )
    expect(LaneView.isBehind({ priority: 1, dueMillis: 0, id: "a" }, { priority: 0, dueMillis: 9, id: "b" })).toBe(true)
    expect(LaneView.isBehind({ priority: 0, dueMillis: 1, id: "a" }, { priority: 0, dueMillis: 0, id: "b" })).toBe(true)
    expect(LaneView.isBehind({ priority: 0, dueMillis: 0, id: "b" }, { priority: 0, dueMillis: 0, id: "a" })).toBe(true)
  })

  it("RL-05: a message that can leave is shown, wherever in the queue and whatever the looks before; none shows one twice", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat({ max: 40 }), (length, pick, looksBefore) => {
        const none: ReadonlySet<number> = new Set()
        let aim: LaneView.Aim = null
        let keptBack = 0
        const step = (free: ReadonlySet<number>) => {
          const seen = look(length, free, aim, keptBack)
          expect(new Set(seen.shown).size).toBe(seen.shown.length)
          expect(seen.shown.length).toBeLessThanOrEqual(rhythm.peekMax + rhythm.keptBackMax)
          aim = seen.next
          keptBack = seen.keptBack
          return seen.shown
        }
        for (let n = 0; n < looksBefore; n++) step(none)
        const free = pick % length
        let looks = 0
        while (!step(new Set([free])).includes(free)) expect(++looks).toBeLessThan(30)
        // It is in sight until it leaves.
        for (let n = 0; n < 3; n++) expect(step(new Set([free]))).toContain(free)
      }),
      { numRuns: 500 }
    )
  })

  it("a look at which the sender itself waited moves nothing", () => {
    const full = { isFull: true, last: at(9) }
    const view = LaneView.view(rhythm, 5, { after: at(4) })
    expect(LaneView.next(rhythm, { after: at(4) }, view, full, full, "unknown")).toEqual({ after: at(4) })
    expect(LaneView.next(rhythm, null, LaneView.view(rhythm, 5, null), full, full, "unknown")).toBe(null)
  })
})
