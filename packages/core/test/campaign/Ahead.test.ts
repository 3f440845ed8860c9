import * as Ahead from "@sluice/core/campaign/Ahead"
import * as Policy from "@sluice/core/policy/Policy"
import { describe, expect, it } from "vitest"

const context = (policy: "guide" | "cloud-api", tier: "initial" | "raised", throughput: "standard" | "upgraded") => ({
  sender: "a",
  pacing: Policy.shipped[policy].pacing,
  standing: { tier, throughput },
  timeZone: "UTC"
})

const night = Date.parse("2026-03-10T03:00:00Z")
const peak = Date.parse("2026-03-10T10:30:00Z")

describe("Ahead", () => {
  it("RL-10: two minutes of a sender's limit wait at its lane, whatever limits it", () => {
    const units = (...of: Parameters<typeof context>) => Ahead.units(Ahead.defaults, context(...of), night)
    expect(units("guide", "initial", "standard")).toBeCloseTo(10)
    expect(units("guide", "raised", "standard")).toBeCloseTo(60)
    expect(Ahead.units(Ahead.defaults, context("guide", "raised", "standard"), peak)).toBeCloseTo(100)
  })

  it("at the largest rates a few thousand are enough", () => {
    const units = (throughput: "standard" | "upgraded") =>
      Ahead.units(Ahead.defaults, context("cloud-api", "initial", throughput), night)
    expect(units("standard")).toBe(Ahead.defaults.unitsMax)
    expect(units("upgraded")).toBe(Ahead.defaults.unitsMax)
    const { pacing } = Policy.shipped["cloud-api"]
    const free = { ...context("cloud-api", "initial", "standard"), pacing: { ...pacing, throughput: null } }
    expect(Ahead.units(Ahead.defaults, free, night)).toBe(Ahead.defaults.unitsMax)
  })

  it("campaigns that share a sender have equal parts", () => {
    expect(Ahead.part(60, 3)).toBe(20)
    expect(Ahead.part(60, 0)).toBe(60)
  })
})
