import * as Policy from "@sluice/core/policy/Policy"
import * as Allowance from "@sluice/core/throttle/Allowance"
import { describe, expect, it } from "vitest"
import { window } from "./figures.ts"

const { pacing } = Policy.shipped.guide
const terms = (tier: "initial" | "raised"): Allowance.Terms => ({ pacing, standing: { tier }, timeZone: "Etc/UTC" })
const at = (tier: "initial" | "raised", iso: string, reputation = 1) =>
  Allowance.at(terms(tier), window, reputation, Date.parse(iso))

describe("Allowance", () => {
  it("RL-01, RL-06: 5 a minute with a light from 6 and a medium above 10; the counts grow with the base", () => {
    const at3 = "2026-03-10T03:00:00Z"
    const at10 = "2026-03-10T10:30:00Z"
    expect(at("initial", at10)).toMatchObject({ thousandthsMax: 5_000, messagesMax: 5, messagesLightMax: 10 })
    expect(at("raised", at3)).toMatchObject({ thousandthsMax: 30_000, messagesMax: 30, messagesLightMax: 60 })
    expect(at("raised", at10)).toMatchObject({ thousandthsMax: 50_000, messagesMax: 50, messagesLightMax: 100 })
  })

  it("RL-03: reputation moves the units; above 1 it does not move the messages that trip a hold", () => {
    const iso = "2026-03-10T03:00:00Z"
    expect(at("initial", iso, 1.3)).toMatchObject({ thousandthsMax: 6_500, messagesMax: 5 })
    expect(at("initial", iso, 0.7)).toMatchObject({ thousandthsMax: 3_500, messagesMax: 5 })
    expect(at("raised", iso, 1.1)).toMatchObject({ thousandthsMax: 33_000, messagesMax: 30 })
  })

  it("RL-01: the end of a peak is obeyed one window early, its beginning on time", () => {
    expect(at("raised", "2026-03-10T11:58:59.999Z").messagesMax).toBe(50)
    expect(at("raised", "2026-03-10T11:59:00.000Z").messagesMax).toBe(30)
    expect(at("raised", "2026-03-10T09:59:59.999Z").messagesMax).toBe(30)
    expect(at("raised", "2026-03-10T10:00:00.000Z").messagesMax).toBe(50)
  })

  it("RL-06: without a ladder no count of messages binds", () => {
    const free = Allowance.at({ ...terms("initial"), pacing: { ladder: null } }, window, 1, 0)
    expect(free.messagesMax).toBe(Number.POSITIVE_INFINITY)
    expect(free.thousandthsMax).toBe(5_000)
  })
})
