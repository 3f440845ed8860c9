import * as Refusal from "@sluice/dashboard/api/Refusal"
import { describe, expect, it } from "vitest"

describe("refusals", () => {
  it("are read from the server's problems, and from what is none by their status", () => {
    const refusal = Refusal.fromBody(409, { type: "urn:sluice:problem:state-conflict", detail: "it is over" })
    expect([refusal.status, refusal.kind, refusal.detail]).toEqual([409, "state-conflict", "it is over"])
    for (const body of [null, "<html>", 7, {}, { type: "about:blank", detail: 3 }]) {
      const other = Refusal.fromBody(502, body)
      expect([other.status, other.kind, other.detail]).toEqual([502, "", ""])
    }
  })

  it("tell who has to sign in again from who may not see something", () => {
    expect(Refusal.isSignedOut(Refusal.fromBody(401, null))).toBe(true)
    expect(Refusal.isForbidden(Refusal.fromBody(403, null))).toBe(true)
    expect(Refusal.isSignedOut(Refusal.unreachable())).toBe(false)
    expect(Refusal.isForbidden(new Error("403"))).toBe(false)
  })
})
