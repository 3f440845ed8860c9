import * as Policy from "@sluice/core/policy/Policy"
import * as Allowance from "@sluice/core/throttle/Allowance"
import * as SenderWindow from "@sluice/core/throttle/SenderWindow"
import { describe, expect, it } from "vitest"
import { ladder, window } from "./figures.ts"

const { pacing } = Policy.shipped.guide
const terms = (tier: "initial" | "raised"): Allowance.Terms => ({ pacing, standing: { tier }, timeZone: "Etc/UTC" })
const initial = Allowance.at(terms("initial"), window, 1, 0)
const raised = Allowance.at(terms("raised"), window, 1, 0)

/** Departs and is answered in the same instant. */
const send = (
  state: SenderWindow.State,
  thousandths: number,
  atMillis: number,
  allowance = initial
): SenderWindow.State =>
  SenderWindow.answered(
    window,
    ladder,
    SenderWindow.departed(window, allowance, state, thousandths, atMillis),
    { thousandths, messages: 1 },
    atMillis
  )

const sends = (times: ReadonlyArray<number>, thousandths = 1_000): SenderWindow.State =>
  times.reduce((state, atMillis) => send(state, thousandths, atMillis), SenderWindow.initial)

describe("SenderWindow", () => {
  it("RL-02: three media are 5.4 units and do not fit into 5; two and a text do", () => {
    const two = sends([0, 21_600], 1_800)
    expect(SenderWindow.roomMillis(initial, two, 1_800, 43_200)).toBe(60_000)
    expect(SenderWindow.roomMillis(initial, two, 1_000, 43_200)).toBe(43_200)
    expect(SenderWindow.share(initial, two, 43_200)).toBeCloseTo(0.72)
  })

  it("RL-03: the window slides: a message is in use until a minute after its answer, not before and not longer", () => {
    const five = sends([0, 12_000, 24_000, 36_000, 48_000])
    expect(SenderWindow.roomMillis(initial, five, 1_000, 48_001)).toBe(60_000)
    expect(SenderWindow.roomMillis(initial, five, 1_000, 60_000)).toBe(60_000)
    expect(SenderWindow.share(initial, five, 60_000)).toBeCloseTo(0.8)
  })

  it("RL-03: what is in flight is in use without end", () => {
    let state = SenderWindow.initial
    for (let i = 0; i < 5; i++) state = SenderWindow.departed(window, initial, state, 1_000, i * 12_000)
    expect(SenderWindow.roomMillis(initial, state, 1_000, 10_000_000)).toBe(Number.POSITIVE_INFINITY)
    const recovered = SenderWindow.recovered(window, ladder, state, 10_000_000)
    expect(SenderWindow.roomMillis(initial, recovered, 1_000, 10_000_000)).toBe(10_060_000)
    expect(SenderWindow.messagesInUse(initial, recovered, 10_000_000)).toBe(5)
  })

  it("RL-05: spacing is window ÷ limit, and 1.8 of it after media", () => {
    expect(SenderWindow.spacedMillis(initial, SenderWindow.initial)).toBe(Number.NEGATIVE_INFINITY)
    expect(SenderWindow.spacedMillis(initial, sends([1_000]))).toBe(13_000)
    expect(SenderWindow.spacedMillis(initial, sends([1_000], 1_800))).toBe(22_600)
    expect(SenderWindow.spacedMillis(raised, sends([1_000]))).toBe(3_000)
    const poor = Allowance.at(terms("initial"), window, 0.7, 0)
    expect(SenderWindow.spacedMillis(poor, sends([0]))).toBe(17_143)
  })

  it("RL-04: the fourth of five warns once; the warning comes again only after a window below the share", () => {
    const four = sends([0, 12_000, 24_000, 36_000])
    expect(four).toMatchObject({ warnings: 1, warnedShare: 0.8 })
    expect(sends([0, 12_000, 24_000, 36_000, 48_000, 60_001, 72_001])).toMatchObject({ warnings: 1 })
    const later = [200_000, 212_000, 224_000, 236_000].reduce((state, at) => send(state, 1_000, at), four)
    expect(later.warnings).toBe(2)
  })

  it("RL-04: 4.5 of 5 pauses for ten seconds, 4 of 5 does not", () => {
    expect(sends([0, 12_000, 24_000, 36_000]).pausedUntilMillis).toBe(0)
    expect(sends([0, 12_000, 24_000, 36_000, 48_000]).pausedUntilMillis).toBe(58_000)
    const mixed = send(sends([0, 21_600], 1_800), 1_000, 43_200)
    expect(mixed.pausedUntilMillis).toBe(53_200)
    const exact = send(sends([0, 21_600], 1_800), 900, 43_200)
    expect(exact.pausedUntilMillis).toBe(53_200)
  })

  it("RL-04: where the pause costs more than the spacing, a message waits for use to drain; where it costs nothing, it goes", () => {
    const busy = Array.from({ length: 26 }).reduce<SenderWindow.State>(
      (state, _, index) => send(state, 1_000, index * 2_000, raised),
      SenderWindow.initial
    )
    // The 27th would be 90 %: the first leaves the window at 60 s, 8 s of pause beyond the spacing are saved from 52 s on.
    expect(SenderWindow.calmMillis(window, raised, busy, 1_000, 51_999)).toBe(51_999)
    expect(SenderWindow.calmMillis(window, raised, busy, 1_000, 52_001)).toBe(60_000)
    const five = sends([0, 12_000, 24_000, 36_000])
    expect(SenderWindow.calmMillis(window, initial, five, 1_000, 59_000)).toBe(59_000)
  })

  it("RL-01: a message heavier than the whole limit goes alone instead of never", () => {
    const small = { ...initial, thousandthsMax: 1_000 }
    expect(SenderWindow.roomMillis(small, SenderWindow.initial, 1_800, 0)).toBe(0)
    expect(SenderWindow.roomMillis(small, sends([0], 1_800), 1_800, 10)).toBe(60_000)
  })
})
