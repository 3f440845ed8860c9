import { guide } from "@sluice/core/policy/guide"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Bound from "../../src/pacing/Bound.ts"
import * as Platform from "../../src/pacing/Platform.ts"

const rules = Bound.rulesOf(guide.pacing)
const hourMillis = 3_600_000

const course = (of: Bound.Course, spanMillis: number): ReadonlyArray<number> => {
  const arrivals: Array<number> = []
  for (const atMillis of of) {
    if (atMillis >= spanMillis) break
    arrivals.push(atMillis)
  }
  return arrivals
}

/** What the judge says to a course of texts to one person each. */
const refusals = (arrivals: ReadonlyArray<number>): number => {
  const judge = Platform.judgeOf({ name: "bound", title: "bound", senders: 1, queuedEach: 1, hours: 1 }, "bound")
  return arrivals.filter(
    (atMillis, message) =>
      judge.judge({ phoneNumberId: "sender-1", recipient: Platform.recipient(message), type: "text" }, atMillis)
        ._tag === "Refused"
  ).length
}

/**
 * The most messages that can arrive by the end of each tick, by trying everything: at each tick any number from none to all that the window
 * has left.
 *
 * @param spacing ticks between two messages at least; 0 leaves them free.
 */
const best = ({ gapMillis, messagesMax, runMillis, windowMillis }: Bound.Rules, spacing: number, ticks: number) => {
  /** By what the rules remember: the arrivals of the last window, oldest first, the last arrival, and when the run began. */
  let states = new Map<string, { recent: ReadonlyArray<number>; last: number; start: number; count: number }>([
    ["", { recent: [], last: Number.NEGATIVE_INFINITY, start: Number.NEGATIVE_INFINITY, count: 0 }]
  ])
  const most: Array<number> = []
  for (let tick = 0; tick < ticks; tick++) {
    const next: typeof states = new Map()
    for (const { count, last, recent, start } of states.values()) {
      const held = recent.filter((at) => tick - at < windowMillis)
      for (let more = 0; more <= messagesMax - held.length; more++) {
        const runStart = more === 0 || tick - last < gapMillis ? start : tick
        const isSpaced = spacing === 0 || (more <= 1 && tick - last >= spacing)
        if (more > 0 && (!isSpaced || tick - runStart >= runMillis)) continue
        const state = {
          recent: [...held, ...Array.from({ length: more }, () => tick)],
          last: more === 0 ? last : tick,
          start: runStart,
          count: count + more
        }
        const key = `${state.recent.join()} ${state.last} ${state.start}`
        if ((next.get(key)?.count ?? -1) < state.count) next.set(key, state)
      }
    }
    states = next
    most.push(Math.max(...[...states.values()].map(({ count }) => count)))
  }
  return most
}

describe("what the rules let through at all", () => {
  it("RL-01, RL-05, RL-08: evenly, fifty messages and a pause of a minute in every 648 seconds", () => {
    expect(Bound.within(Bound.even(rules), 648_000)).toBe(50)
    expect(Bound.within(Bound.even(rules), 24 * hourMillis)).toBe(6_668)
  })

  it("RL-01: in bursts, five messages in every minute", () => {
    expect(Bound.within(Bound.bunched(rules), 24 * hourMillis)).toBe(7_200)
  })

  it("RL-06, RL-07, RL-08: the platform's judge takes either course for a day without a word", () => {
    expect(refusals(course(Bound.even(rules), 24 * hourMillis))).toBe(0)
    expect(refusals(course(Bound.bunched(rules), 24 * hourMillis))).toBe(0)
  })

  it("RL-06, RL-08: and refuses what is a thousandth faster", () => {
    const faster = (of: Bound.Course) => course(of, 24 * hourMillis).map((atMillis) => Math.floor(atMillis * 0.999))
    expect(refusals(faster(Bound.even(rules)))).toBeGreaterThan(0)
    expect(refusals(faster(Bound.bunched(rules)))).toBeGreaterThan(0)
  })

  it("RL-05, RL-08: trying everything finds no even course that is ahead of it at any time, whatever the figures", () => {
    const figures = fc.record({
      spacing: fc.integer({ min: 1, max: 3 }),
      messagesMax: fc.integer({ min: 1, max: 3 }),
      runMillis: fc.integer({ min: 1, max: 9 }),
      gapMillis: fc.integer({ min: 1, max: 6 })
    })
    fc.assert(
      fc.property(figures, ({ spacing, ...figure }) => {
        const small = { ...figure, windowMillis: spacing * figure.messagesMax }
        const ticks = 24
        expect(Array.from({ length: ticks }, (_, tick) => Bound.within(Bound.even(small), tick + 1))).toEqual(
          best(small, spacing, ticks)
        )
      }),
      { numRuns: 60 }
    )
  })

  it("RL-01, RL-08: trying everything finds no course in bursts that is ahead of it at any time", () => {
    const figures = fc.record({
      windowMillis: fc.integer({ min: 1, max: 4 }),
      messagesMax: fc.integer({ min: 1, max: 3 }),
      runMillis: fc.integer({ min: 1, max: 8 }),
      gapShare: fc.double({ min: 0.01, max: 1, noNaN: true })
    })
    fc.assert(
      fc.property(figures, ({ gapShare, ...figure }) => {
        const small = { ...figure, gapMillis: Math.ceil(gapShare * figure.windowMillis) }
        const ticks = 14
        expect(Array.from({ length: ticks }, (_, tick) => Bound.within(Bound.bunched(small), tick + 1))).toEqual(
          best(small, 0, ticks)
        )
      }),
      { numRuns: 40 }
    )
  })
})
