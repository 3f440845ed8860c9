import { cloudApi } from "@sluice/core/policy/cloudApi"
import * as Usage from "@sluice/core/throttle/Usage"
import * as UsageReport from "@sluice/core/throttle/UsageReport"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { known } from "./figures.ts"

const policy = known(cloudApi.pacing.usage)
const minute = 60_000

const after = (share: number, regainMillis: number, atMillis: number): Usage.State =>
  Usage.reported(policy, Usage.initial, { share, regainMillis }, atMillis)

describe("UsageReport", () => {
  it("CLOUD_API 3.1: X-App-Usage, by the most spent of its three counts", () => {
    expect(UsageReport.fromAppUsage('{"call_count":12,"total_cputime":88,"total_time":3}')).toEqual({
      share: 0.88,
      regainMillis: 0
    })
    expect(UsageReport.fromAppUsage('{"call_count":0,"total_cputime":0,"total_time":0}')).toEqual({
      share: 0,
      regainMillis: 0
    })
  })

  it("CLOUD_API 3.1: X-Business-Use-Case-Usage of one account, minutes until access is regained", () => {
    const header = JSON.stringify({
      "104996122399160": [
        { type: "whatsapp", call_count: 100, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 19 },
        { type: "other", call_count: 4, total_cputime: 101, total_time: 1, estimated_time_to_regain_access: 2 }
      ],
      "2": [{ type: "whatsapp", call_count: 7, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 }]
    })
    expect(UsageReport.fromBusinessUsage(header, "104996122399160")).toEqual({ share: 1.01, regainMillis: 19 * minute })
    expect(UsageReport.fromBusinessUsage(header, "2")).toEqual({ share: 0.07, regainMillis: 0 })
    expect(UsageReport.fromBusinessUsage(header, "3")).toBeNull()
  })

  it("WH-09: what cannot be read says nothing, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (header) => {
        for (const report of [UsageReport.fromAppUsage(header), UsageReport.fromBusinessUsage(header, "1")]) {
          expect(report === null || (report.share >= 0 && report.regainMillis >= 0)).toBe(true)
        }
      }),
      { numRuns: 300, seed: 3 }
    )
    expect(UsageReport.fromAppUsage('{"call_count":"many"}')).toBeNull()
    expect(UsageReport.fromAppUsage('{"call_count":-3}')).toBeNull()
  })
})

describe("Usage", () => {
  it("CLOUD_API 3.3: without a report, and below the slow share, everything goes", () => {
    expect(Usage.freeMillis(policy, Usage.initial, 5)).toBeLessThanOrEqual(5)
    expect(Usage.freeMillis(policy, Usage.departed(after(0.79, 0, 1_000), 2_000), 2_000)).toBeLessThanOrEqual(2_000)
  })

  it("CLOUD_API 3.3: from 80 % on departures are spaced, the wider the more is spent", () => {
    const spacing = (share: number): number =>
      Usage.freeMillis(policy, Usage.departed(after(share, 0, 1_000), 2_000), 2_000) - 2_000
    expect([0.8, 0.85, 0.9, 0.95, 0.99].map(spacing)).toEqual([0, 2_500, 5_000, 7_500, 9_500])
  })

  it("CLOUD_API 3.3: code 4, 80007: all of it spent holds until access is regained, to the instant", () => {
    expect(Usage.freeMillis(policy, after(0.5, 19 * minute, 1_000), 1_001)).toBe(1_000 + 19 * minute)
    expect(Usage.freeMillis(policy, after(1, 0, 1_000), 1_001)).toBe(1_000 + 5 * minute)
  })

  it("CLOUD_API 3.3: after the hold one goes at a time, until a report says that there is room", () => {
    const held = after(1, 0, 0)
    const over = 5 * minute
    expect(Usage.freeMillis(policy, held, over)).toBeLessThanOrEqual(over)
    const tried = Usage.departed(held, over)
    expect(Usage.freeMillis(policy, tried, over)).toBe(over + 10_000)
    const told = Usage.reported(policy, tried, { share: 0.1, regainMillis: 0 }, over + 200)
    expect(Usage.freeMillis(policy, told, over + 200)).toBeLessThanOrEqual(over + 200)
  })

  it("a report that is older than the last, or older than the platform's window, says nothing", () => {
    const state = after(0.9, 0, 10_000)
    expect(Usage.reported(policy, state, { share: 0, regainMillis: 0 }, 9_000)).toBe(state)
    const later = Usage.departed(state, 10_000 + 60 * minute - 1)
    expect(Usage.freeMillis(policy, later, 10_000 + 60 * minute - 1)).toBe(10_000 + 60 * minute)
    expect(Usage.freeMillis(policy, later, 10_000 + 60 * minute)).toBeLessThanOrEqual(10_000 + 60 * minute)
  })

  it("CLOUD_API 3.3: the named instant is exact and finite, on any history", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            after: fc.integer({ min: 0, max: 20 * minute }),
            report: fc.option(
              fc.record({
                share: fc.double({ min: 0, max: 1.3, noNaN: true }),
                regainMillis: fc.integer({ min: 0, max: 70 * minute })
              })
            )
          }),
          { maxLength: 60 }
        ),
        (steps) => {
          let nowMillis = 0
          let state = Usage.initial
          for (const { after: span, report } of steps) {
            nowMillis += span
            state =
              report === null ? Usage.departed(state, nowMillis) : Usage.reported(policy, state, report, nowMillis)
            const free = Usage.freeMillis(policy, state, nowMillis)
            if (free <= nowMillis) continue
            expect(Usage.freeMillis(policy, state, free)).toBeLessThanOrEqual(free)
            expect(Usage.freeMillis(policy, state, free - 1)).toBeGreaterThan(free - 1)
          }
        }
      ),
      { numRuns: 300, seed: 4 }
    )
  })
})
