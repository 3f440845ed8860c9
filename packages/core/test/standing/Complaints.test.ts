import * as Complaints from "@sluice/core/standing/Complaints"
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dayMillis, each, standing, traffic } from "./traffic.ts"

const week = 7 * dayMillis
const act = fc.record({ day: fc.integer({ min: 100, max: 110 }), sent: fc.nat(1_000), complaints: fc.nat(5) })

const run = (acts: ReadonlyArray<{ day: number; sent: number; complaints: number }>): Complaints.State =>
  acts.reduce((state, { complaints, day, sent }) => {
    const once = Complaints.sent(standing, state, sent, day * dayMillis)
    return Complaints.complained(standing, once, complaints, day * dayMillis + 5)
  }, Complaints.initial)

describe("Complaints", () => {
  it("ST-01: the share is complaints over sends of the window, older days left out", () => {
    const state = traffic(100, [...each(3, 1_000, 50), ...each(8, 1_000, 2)])
    expect(Complaints.share(state, week, 110 * dayMillis + 1)).toEqual({ sent: 8_000, complaints: 16, share: 0.002 })
  })

  it("ST-01: nothing sent and no complaint is unknown, not zero; complaints without sends are all of it", () => {
    expect(Complaints.share(Complaints.initial, week, 0)).toEqual({ sent: 0, complaints: 0, share: null })
    expect(Complaints.share(traffic(100, [[0, 2]]), week, 101 * dayMillis).share).toBe(1)
    expect(Complaints.share(traffic(100, [[1, 2]]), week, 101 * dayMillis).share).toBe(1)
    expect(Complaints.share(traffic(100, [[5, 0]]), week, 101 * dayMillis).share).toBe(0)
  })

  it("ST-01: messages a day are the mean of the whole days before today", () => {
    const state = traffic(100, [...each(7, 700), [9_999, 0]])
    expect(Complaints.dailyMessages(state, week, 107 * dayMillis + 1)).toBe(700)
    expect(Complaints.dailyMessages(traffic(100, [[700, 0]]), week, 101 * dayMillis)).toBe(100)
  })

  it("ST-01: counts do not depend on the order in which they come", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        expect(run(acts.toReversed())).toEqual(run(acts))
      })
    )
  })

  it("ST-01: what is counted is what happened, day by day in order", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { days } = run(acts)
        const total = (key: "sent" | "complaints"): number => acts.reduce((sum, one) => sum + one[key], 0)
        const share = Complaints.share({ firstSentDay: null, days }, 20 * dayMillis, 111 * dayMillis)
        expect([share.sent, share.complaints]).toEqual([total("sent"), total("complaints")])
        expect(days.map(({ day }) => day)).toEqual([...new Set(days.map(({ day }) => day))].toSorted((a, b) => a - b))
      })
    )
  })

  it("ST-01: a year leaves no more days than the rules can ask for, and the day of the first message", () => {
    const state = traffic(100, each(365, 10))
    expect(state.firstSentDay).toBe(100)
    expect(state.days.length).toBe(60)
    expect(Complaints.sent(standing, state, 0, 900 * dayMillis)).toBe(state)
    expect(Schema.decodeUnknownSync(Complaints.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })

  it("ST-03: senders of one business count together, whichever comes first", () => {
    const [one, other] = [
      traffic(100, [
        [100, 1],
        [50, 0]
      ]),
      traffic(99, [
        [10, 2],
        [10, 3]
      ])
    ]
    const sum = Complaints.together(standing, [one, other])
    expect(sum).toEqual(Complaints.together(standing, [other, one]))
    expect(sum).toEqual({
      firstSentDay: 99,
      days: [
        { day: 99, sent: 10, complaints: 2 },
        { day: 100, sent: 110, complaints: 4 },
        { day: 101, sent: 50, complaints: 0 }
      ]
    })
  })

  it("ST-01: a report of no complaints where none were known leaves no day", () => {
    const once = Complaints.reported(standing, Complaints.initial, 100, 4)
    expect(Complaints.reported(standing, once, 100, 0)).toEqual(Complaints.initial)
  })
})
