import { shipped } from "@sluice/core/policy/Policy"
import * as TopOfHour from "@sluice/core/routing/TopOfHour"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const minute = 60_000
const { pacing } = shipped.guide
const start = (iso: string, unit: number, zone = "Etc/UTC"): string =>
  new Date(TopOfHour.startMillis(pacing, zone, Date.parse(iso), unit)).toISOString()
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe("TopOfHour", () => {
  it.each([
    ["2026-03-10T09:54:59.999Z", 0.5, "2026-03-10T09:54:59.999Z"],
    ["2026-03-10T09:55:00.000Z", 0, "2026-03-10T10:05:00.000Z"],
    ["2026-03-10T10:00:00.000Z", 0.5, "2026-03-10T10:10:00.000Z"],
    ["2026-03-10T10:04:59.999Z", 0.999999, "2026-03-10T10:14:59.999Z"],
    ["2026-03-10T10:05:00.000Z", 0.5, "2026-03-10T10:05:00.000Z"]
  ])("RL-11: a start keeps five minutes from the top of the hour: %s with %d is %s", (planned, unitOf, expected) => {
    expect(start(planned, unitOf)).toBe(expected)
  })

  it("RL-11: hours are those of the business's clock", () => {
    expect(start("2026-03-10T04:15:00.000Z", 0, "Asia/Kathmandu")).toBe("2026-03-10T04:20:00.000Z")
    expect(start("2026-03-10T04:00:00.000Z", 0, "Asia/Kathmandu")).toBe("2026-03-10T04:00:00.000Z")
    expect(start("2026-03-10T04:00:00.000Z", 0, "no such zone")).toBe("2026-03-10T04:05:00.000Z")
  })

  it("RL-11: no start is ever near the top of an hour, earlier than planned, or moved by more than 20 minutes", () => {
    const zone = fc.constantFrom("Etc/UTC", "Asia/Seoul", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin")
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 41), max: 2 ** 42 }), unit, zone, (planned, random, timeZone) => {
        const startMillis = TopOfHour.startMillis(pacing, timeZone, planned, random)
        expect(TopOfHour.outlook(pacing, timeZone, startMillis).topOfHour).toBe(false)
        expect(startMillis).toBeGreaterThanOrEqual(planned)
        expect(startMillis - planned).toBeLessThanOrEqual(20 * minute)
        expect(TopOfHour.startMillis(pacing, timeZone, startMillis, random)).toBe(startMillis)
      })
    )
  })

  it("RL-11: starts planned for the same moment are spread evenly over ten minutes", () => {
    const planned = Date.parse("2026-03-10T10:00:00Z")
    const perMinute = Array.from({ length: 10 }, () => 0)
    for (let index = 0; index < 1_000; index++) {
      const at = TopOfHour.startMillis(pacing, "Etc/UTC", planned, index / 1_000)
      const slot = Math.floor((at - planned) / minute) - 5
      perMinute[slot] = (perMinute[slot] ?? 0) + 1
    }
    expect(perMinute).toEqual(Array.from({ length: 10 }, () => 100))
  })

  it("RL-11: a policy that avoids the whole hour leaves half of it", () => {
    const wide = { ...pacing, topOfHourAvoidMillis: 60 * minute }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 41 }), unit, (planned, random) => {
        const startMillis = TopOfHour.startMillis(wide, "Etc/UTC", planned, random)
        expect(TopOfHour.outlook(wide, "Etc/UTC", startMillis).topOfHour).toBe(false)
      })
    )
  })

  it("RL-11: the planner knows the peak hours, and the load and the limits at the top of the hour", () => {
    const at = (iso: string) => TopOfHour.outlook(pacing, "Etc/UTC", Date.parse(iso))
    const top = { topOfHour: true, loadFactor: 1.4, tripFactor: 1.25 }
    const calm = { topOfHour: false, loadFactor: 1, tripFactor: 1 }
    expect(at("2026-03-10T10:00:00Z")).toEqual({ peakHours: true, ...top })
    expect(at("2026-03-10T11:30:00Z")).toEqual({ peakHours: true, ...calm })
    expect(at("2026-03-10T13:58:00Z")).toEqual({ peakHours: false, ...top })
    const cloudApi = shipped["cloud-api"].pacing
    expect(TopOfHour.outlook(cloudApi, "Etc/UTC", Date.parse("2026-03-10T10:30:00Z")).peakHours).toBe(false)
  })
})
