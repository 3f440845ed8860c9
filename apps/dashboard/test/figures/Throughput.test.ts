import * as Throughput from "@sluice/dashboard/figures/Throughput"
import { describe, expect, it } from "vitest"

const step = (senderId: string, minute: number, sends: number, accepted = sends, refused = 0) => ({
  senderId,
  from: `2026-03-01T10:0${minute}:00.000Z`,
  sends,
  accepted,
  refused
})

const figures = {
  from: "2026-03-01T10:00:00.000Z",
  until: "2026-03-01T10:03:00.000Z",
  stepSeconds: 60,
  sends: [step("a", 0, 3, 2, 1), step("a", 2, 1), step("b", 1, 7)]
}

describe("throughput", () => {
  it("SF-07: a series has every minute of the span, with nothing where nothing was sent", () => {
    const [a, b, c] = Throughput.series(figures, ["a", "b", "c"])
    expect(a?.points.map(({ sends }) => sends)).toEqual([3, 0, 1])
    expect(b?.points.map(({ sends }) => sends)).toEqual([0, 7, 0])
    expect(c?.points.map(({ sends }) => sends)).toEqual([0, 0, 0])
    expect(a?.points[0]?.at).toEqual(new Date(figures.from))
  })

  it("only so many lines are drawn: the busiest, in their own order", () => {
    const all = Throughput.series(figures, ["a", "c", "b"])
    expect(Throughput.busiest(all, 2).map(({ senderId }) => senderId)).toEqual(["a", "b"])
    expect(Throughput.busiest(all, 9)).toHaveLength(3)
  })

  it("the last minute is the last one that is over", () => {
    const [, b] = Throughput.series(figures, ["a", "b"])
    expect(b === undefined ? null : Throughput.lastMinute(b)).toBe(7)
    expect(Throughput.lastMinute({ senderId: "x", points: [] })).toBe(0)
  })

  it("totals are of one sender, by what became of its sends", () => {
    expect(Throughput.totals(figures, "a")).toEqual({ sends: 4, accepted: 3, refused: 1 })
    expect(Throughput.totals(figures, "c")).toEqual({ sends: 0, accepted: 0, refused: 0 })
  })
})
