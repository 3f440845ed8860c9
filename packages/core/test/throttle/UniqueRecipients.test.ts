import { cloudApi } from "@sluice/core/policy/cloudApi"
import * as UniqueRecipients from "@sluice/core/throttle/UniqueRecipients"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { known } from "./figures.ts"

const policy = known(cloudApi.pacing.uniqueRecipients)
const hour = 3_600_000
const day = 24 * hour

const sent = (state: UniqueRecipients.State, key: string, atMillis: number): UniqueRecipients.State =>
  UniqueRecipients.answered(UniqueRecipients.departed(policy, state, key, atMillis), key, atMillis)

const free = (slots: number, state: UniqueRecipients.State, key: string, nowMillis: number): number =>
  UniqueRecipients.freeMillis(policy, slots, state, key, nowMillis)

describe("UniqueRecipients", () => {
  it("CLOUD_API 3.4: 250, 2,000, 10,000, 100,000, unlimited; a tier that nobody knows counts as the lowest", () => {
    const tiers = ["TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED", "TIER_NEW", null]
    expect(tiers.map((tier) => UniqueRecipients.capacity(policy, tier))).toEqual([
      250,
      2_000,
      10_000,
      100_000,
      null,
      250,
      250
    ])
    expect(UniqueRecipients.capacity({ windowMillis: day, tiers: { TIER_UNLIMITED: null } }, "x")).toBeNull()
  })

  it("CLOUD_API 3.4: a recipient that is counted already is free, and keeps its slot for a day from its last message", () => {
    const two = sent(sent(UniqueRecipients.initial, "a", 0), "b", hour)
    expect(free(2, two, "a", 2 * hour)).toBe(2 * hour)
    expect(free(2, two, "c", 2 * hour)).toBe(day)
    expect(free(2, two, "c", day)).toBeLessThanOrEqual(day)
    const again = sent(two, "a", 2 * hour)
    expect(free(2, again, "c", 3 * hour)).toBe(hour + day)
    expect(UniqueRecipients.inUse(policy, again, hour + day)).toBe(1)
    expect(UniqueRecipients.inUse(policy, again, 2 * hour + day)).toBe(0)
  })

  it("CLOUD_API 3.4: what is in flight keeps its slot without end: only an answer starts its day", () => {
    const flying = UniqueRecipients.departed(policy, UniqueRecipients.initial, "a", 0)
    expect(free(1, flying, "b", 2 * day)).toBe(Number.POSITIVE_INFINITY)
    const landed = UniqueRecipients.answered(flying, "a", 2 * day)
    expect(free(1, landed, "b", 2 * day)).toBe(3 * day)
  })

  it("several messages to one recipient at once are one slot, and answers of none change nothing", () => {
    let state = UniqueRecipients.initial
    for (let i = 0; i < 3; i++) state = UniqueRecipients.departed(policy, state, "a", i)
    for (let i = 0; i < 3; i++) state = UniqueRecipients.answered(state, "a", 10)
    expect(UniqueRecipients.answered(state, "a", 20)).toBe(state)
    expect(UniqueRecipients.answered(state, "z", 20)).toBe(state)
    expect(UniqueRecipients.inUse(policy, state, 20)).toBe(1)
    expect(UniqueRecipients.inUse(policy, state, 10 + day)).toBe(0)
    expect(free(1, state, "b", 20)).toBe(10 + day)
  })

  it("bounded: as many entries as recipients of a day, whatever is sent to them", () => {
    let state = UniqueRecipients.initial
    for (let i = 0; i < 30_000; i++) state = sent(state, `r${i % 50}`, i * 1_000)
    expect(state.occupied).toBe(50)
    expect(state.answers.to - state.answers.from).toBeLessThanOrEqual(1_024)
    for (let i = 0; i < 5_000; i++) state = sent(state, `s${i}`, 30_000_000 + i * hour)
    expect(state.occupied).toBeLessThanOrEqual(25)
  })

  it("CLOUD_API 3.4: counts as a plain list of sends does, and names the instant of the next slot exactly", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            key: fc.integer({ min: 0, max: 12 }).map(String),
            after: fc.integer({ min: 0, max: 6 * hour }),
            flight: fc.integer({ min: 0, max: 3_000 })
          }),
          { maxLength: 80 }
        ),
        fc.integer({ min: 1, max: 8 }),
        (sends, slots) => {
          let nowMillis = 0
          let state = UniqueRecipients.initial
          const plain = new Map<string, number>()
          for (const { after, flight, key } of sends) {
            nowMillis += after
            const free = UniqueRecipients.freeMillis(policy, slots, state, key, nowMillis)
            const live = (atMillis: number): number =>
              [...plain.values()].filter((last) => last + day > atMillis).length
            const counted = (plain.get(key) ?? Number.NEGATIVE_INFINITY) + day > nowMillis
            expect(UniqueRecipients.inUse(policy, state, nowMillis)).toBe(live(nowMillis))
            expect(free <= nowMillis).toBe(counted || live(nowMillis) < slots)
            const exact = live(free) < slots && live(free - 1) >= slots
            expect(free <= nowMillis || exact).toBe(true)
            nowMillis = Math.max(nowMillis, free)
            state = UniqueRecipients.departed(policy, state, key, nowMillis)
            nowMillis += flight
            state = UniqueRecipients.answered(state, key, nowMillis)
            plain.set(key, nowMillis)
          }
        }
      ),
      { numRuns: 300, seed: 5 }
    )
  })
})
