import { describe, expect, it } from "vitest"
import * as Recipient from "@sluice/simulator/messages/Recipient"

describe("Recipient", () => {
  it("CLOUD_API: separators are accepted, and a plus makes the number whole", () => {
    for (const to of ["+886912345678", "+886 912-345-678", "+886 (912) 345.678"]) {
      expect(Recipient.read(to, "1")).toEqual({ waId: "886912345678", prefixed: false })
    }
  })

  it("CLOUD_API: without a plus the business's calling code is put in front: a foreign number goes astray", () => {
    expect(Recipient.read("912345678", "886")).toEqual({ waId: "886912345678", prefixed: true })
    expect(Recipient.read("886912345678", "886")).toEqual({ waId: "886912345678", prefixed: false })
    expect(Recipient.read("6581234567", "886")).toEqual({ waId: "8866581234567", prefixed: true })
  })

  it("CLOUD_API 3.1: the id that comes back can differ from the number in Mexico and Brazil", () => {
    expect(Recipient.read("+525512345678", "1")?.waId).toBe("5215512345678")
    expect(Recipient.read("+5215512345678", "1")?.waId).toBe("5215512345678")
    expect(Recipient.read("+5531987654321", "1")?.waId).toBe("553187654321")
    expect(Recipient.read("+5511987654321", "1")?.waId).toBe("5511987654321")
  })

  it("what cannot be a number is none", () => {
    for (const to of [
      "",
      "+",
      "abc",
      "+8869x2345678",
      "+123456",
      "+1234567890123456",
      "+0912345678",
      "１２３４５６７８"
    ]) {
      expect(Recipient.read(to, "1")).toBeNull()
    }
  })
})
