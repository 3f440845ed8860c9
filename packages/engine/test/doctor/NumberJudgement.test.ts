import * as NumberJudgement from "@sluice/engine/doctor/NumberJudgement"
import { ProviderUnwilling } from "@sluice/engine/ports/ProviderAnswer"
import type { NumberReport } from "@sluice/engine/ports/ProviderInspection"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const sender = World.sender("cloud-api", { messagingTier: "TIER_2K" })

const report = (changes: Partial<NumberReport> = {}): NumberReport => ({
  senderId: sender.id,
  displayNumber: "+1 555 010 0001",
  verifiedName: "Sample Shop",
  nameStatus: "APPROVED",
  quality: "GREEN",
  throughput: "standard",
  messagingTier: "TIER_2K",
  status: "CONNECTED",
  verification: "VERIFIED",
  health: { canSend: "AVAILABLE", parts: [] },
  businessAccountId: "300",
  ...changes
})

const of = (changes: Partial<NumberReport>) => NumberJudgement.of(sender, report(changes))

describe("the doctor on numbers", () => {
  it("CLOUD_API 3.4: a number that may send as configured is told with what the platform says of it", () => {
    expect(of({})).toEqual([
      {
        check: "numbers",
        subject: sender.id,
        verdict: "ok",
        seen: '"Sample Shop", CONNECTED, quality GREEN, TIER_2K, throughput standard',
        remedy: null
      }
    ])
    // What it does not tell is no fault.
    const silent = { quality: null, throughput: null, messagingTier: null, status: null, health: null } as const
    expect(of(silent)).toMatchObject([{ verdict: "ok" }])
  })

  it("CLOUD_API 3.4: a number that is blocked fails, with the platform's own reason and remedy", () => {
    const part = {
      entity: "WABA",
      id: "300",
      canSend: "BLOCKED",
      errors: [{ code: 141006, description: "Payment is due", remedy: "Pay" }],
      notes: []
    } as const
    expect(of({ health: { canSend: "BLOCKED", parts: [part] } })).toMatchObject([
      { verdict: "fail", seen: "WABA is BLOCKED: Payment is due", remedy: "Pay" }
    ])
    expect(of({ status: "BANNED" })).toMatchObject([{ verdict: "fail", seen: "its status is BANNED" }])
  })

  it("CLOUD_API 3.4: limits that are other than configured, and what goes down, are each a doubt with what to do", () => {
    const found = of({ quality: "RED", nameStatus: "DECLINED", throughput: "upgraded", messagingTier: "TIER_10K" })
    expect(found.map(({ verdict }) => verdict)).toEqual(["warn", "warn", "warn", "warn"])
    expect(found.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining("131048"),
      expect.stringContaining("another name"),
      expect.stringContaining('"throughput" to "upgraded"'),
      expect.stringContaining('"messagingTier" to "TIER_10K"')
    ])
  })

  it("what the provider does not tell changes no verdict", () => {
    const unwilling = (why: ProviderUnwilling["why"]) =>
      NumberJudgement.untold(
        sender,
        new ProviderUnwilling({ accountId: "account", why, code: null, detail: "no", remedy: "do" })
      ).verdict
    expect([unwilling("unsupported"), unwilling("unreachable"), unwilling("refused")]).toEqual([
      "skipped",
      "skipped",
      "skipped"
    ])
  })
})
