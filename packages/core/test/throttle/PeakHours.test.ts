import * as Policy from "@sluice/core/policy/Policy"
import * as PeakHours from "@sluice/core/throttle/PeakHours"
import { describe, expect, it } from "vitest"

const spans = Policy.shipped.guide.pacing.senderWindow?.peakHours ?? []
const endOfTime = Number.MAX_SAFE_INTEGER
const covers = (timeZone: string, iso: string): boolean => PeakHours.covers(spans, timeZone, Date.parse(iso))

describe("PeakHours", () => {
  it.each([
    ["2026-03-10T09:59:59.999Z", false],
    ["2026-03-10T10:00:00.000Z", true],
    ["2026-03-10T11:59:59.999Z", true],
    ["2026-03-10T12:00:00.000Z", false],
    ["2026-03-10T15:00:00.000Z", true],
    ["2026-03-10T17:00:00.000Z", false]
  ])("RL-01: 10:00 to 12:00 and 15:00 to 17:00, ends excluded: %s", (iso, peak) => {
    expect(covers("Etc/UTC", iso)).toBe(peak)
  })

  it("RL-01: hours are those of the business's time zone, quarter hours and days across midnight included", () => {
    expect(covers("Asia/Seoul", "2026-03-10T01:00:00Z")).toBe(true)
    expect(covers("Asia/Seoul", "2026-03-10T10:00:00Z")).toBe(false)
    expect(covers("Asia/Kathmandu", "2026-03-10T04:14:59Z")).toBe(false)
    expect(covers("Asia/Kathmandu", "2026-03-10T04:15:00Z")).toBe(true)
    expect(covers("America/Los_Angeles", "2026-01-10T00:30:00Z")).toBe(true)
  })

  it("RL-01: a change to summer time moves the peak in UTC", () => {
    expect(covers("Europe/Berlin", "2026-03-28T09:00:00Z")).toBe(true)
    expect(covers("Europe/Berlin", "2026-03-29T08:00:00Z")).toBe(true)
    expect(covers("Europe/Berlin", "2026-03-28T08:00:00Z")).toBe(false)
    expect(covers("Europe/Berlin", "2026-03-29T10:00:00Z")).toBe(false)
  })

  it("RL-01: a name that is no time zone has no peak hours, and many of them fill no memory", () => {
    for (let i = 0; i < 5_000; i++) expect(covers(`Nowhere/${i}`, "2026-03-10T10:30:00Z")).toBe(false)
  })

  it.each([
    ["Etc/UTC", "2026-03-10T00:00:00Z", "2026-03-10T10:00:00Z"],
    ["Etc/UTC", "2026-03-10T09:59:59.999Z", "2026-03-10T10:00:00Z"],
    ["Etc/UTC", "2026-03-10T10:00:00Z", "2026-03-10T12:00:00Z"],
    ["Etc/UTC", "2026-03-10T17:00:00Z", "2026-03-11T10:00:00Z"],
    ["Asia/Kathmandu", "2026-03-10T04:00:00Z", "2026-03-10T04:15:00Z"],
    ["Europe/Berlin", "2026-03-28T17:00:00Z", "2026-03-29T08:00:00Z"]
  ])("RL-01: the next edge of a peak, strictly later, on the clocks of %s after %s", (timeZone, from, expected) => {
    const edgeMillis = PeakHours.nextEdgeMillis(spans, timeZone, Date.parse(from), endOfTime)
    expect(new Date(edgeMillis).toISOString()).toBe(new Date(expected).toISOString())
  })

  it("RL-01: without spans, in an unknown time zone, and before the given moment no edge comes", () => {
    const edge = Date.parse("2026-03-10T10:00:00Z")
    expect(PeakHours.nextEdgeMillis([], "Etc/UTC", 0, endOfTime)).toBe(Number.POSITIVE_INFINITY)
    expect(PeakHours.nextEdgeMillis(spans, "Nowhere/Else", 0, endOfTime)).toBe(Number.POSITIVE_INFINITY)
    expect(PeakHours.nextEdgeMillis(spans, "Etc/UTC", edge - 60_000, edge)).toBe(Number.POSITIVE_INFINITY)
    expect(PeakHours.nextEdgeMillis(spans, "Etc/UTC", edge - 60_000, edge + 1)).toBe(edge)
  })
})
