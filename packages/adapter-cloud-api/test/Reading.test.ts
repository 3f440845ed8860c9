import * as Reading from "@sluice/adapter-cloud-api/Reading"
import { NoAnswer } from "@sluice/engine/ports/Wire"
import * as Shared from "@sluice/engine/providers/Reading"
import { describe, expect, it } from "vitest"

const answer = (
  httpStatus: number,
  body: unknown,
  headers: { readonly retryAfter?: string; readonly usage?: string; readonly appUsage?: string } = {}
) =>
  Reading.answer(
    {
      status: httpStatus,
      text: typeof body === "string" ? body : JSON.stringify(body),
      headers: {
        "retry-after": headers.retryAfter,
        "x-business-use-case-usage": headers.usage,
        "x-app-usage": headers.appUsage
      }
    },
    0
  )

const graphError = (code: number, details = "because") => ({
  error: { message: `(#${code}) refused for +15550200001`, type: "OAuthException", code, error_data: { details } }
})

describe("Reading an answer of the Cloud API", () => {
  it("SF-06: a success with a message id is accepted; pacing by the platform is told", () => {
    const body = { messaging_product: "whatsapp", contacts: [], messages: [{ id: "wamid.A" }] }
    expect(answer(200, body)).toEqual({ _tag: "Accepted", wamid: "wamid.A", httpStatus: 200, heldByPlatform: false })
    const held = { messages: [{ id: "wamid.B", message_status: "held_for_quality_assessment" }] }
    expect(answer(200, held)).toMatchObject({ _tag: "Accepted", heldByPlatform: true })
  })

  it("RT-04: a success without a message id is uncertain, whatever the body is", () => {
    const bodies = ["", "<html>", "{}", "[]", "null", '{"messages":[]}', '{"messages":[{"id":""}]}', '{"messages":{}}']
    expect(bodies.map((body) => [body, answer(200, body)._tag])).toEqual(bodies.map((body) => [body, "Uncertain"]))
  })

  it("RT-04: a server error that the platform did not write is uncertain; one that it wrote is a refusal", () => {
    expect(answer(502, "<html>bad gateway</html>")._tag).toBe("Uncertain")
    expect(answer(504, "")._tag).toBe("Uncertain")
    expect(answer(500, graphError(131000))).toMatchObject({ _tag: "Refused", failure: { code: 131000 } })
  })

  it("SF-01: a refusal is classified by its code, not by its status", () => {
    expect(answer(400, graphError(130429))).toMatchObject({
      _tag: "Refused",
      failure: { retry: "throttle", scope: "phone_number" }
    })
    expect(answer(429, graphError(130429))).toMatchObject({
      _tag: "Refused",
      failure: { retry: "throttle", scope: "phone_number" }
    })
    expect(answer(500, graphError(3))).toMatchObject({ _tag: "Refused", failure: { retry: "after_fix" } })
    expect(answer(429, "slow down")).toMatchObject({ _tag: "Refused", failure: { cause: "rate-limited" } })
  })

  it("RL-07: Retry-After and the usage header are read, and the longer wins", () => {
    expect(answer(429, graphError(130429), { retryAfter: "7" })).toMatchObject({ failure: { statedMillis: 7_000 } })
    const usage = JSON.stringify({ "1": [{ type: "whatsapp", estimated_time_to_regain_access: 2 }] })
    expect(answer(400, graphError(80007), { retryAfter: "7", usage })).toMatchObject({
      failure: { statedMillis: 120_000 }
    })
  })

  it("CLOUD_API 3.1: usage is told with every answer that states it, accepted or refused, and what cannot be read is not", () => {
    const usage = JSON.stringify({
      "1": [
        { type: "whatsapp", call_count: 12, total_cputime: 3, total_time: 91, estimated_time_to_regain_access: 0 },
        { type: "whatsapp_business_management", call_count: 4, total_cputime: 1, total_time: 1 }
      ]
    })
    const appUsage = JSON.stringify({ call_count: 100, total_cputime: 0, total_time: 0 })
    const told = [
      { scope: "business", report: { share: 0.91, regainMillis: 0 } },
      { scope: "app", report: { share: 1, regainMillis: 0 } }
    ]
    expect(answer(200, { messages: [{ id: "wamid.A" }] }, { usage, appUsage })).toMatchObject({ usage: told })
    expect(answer(400, graphError(4), { usage, appUsage })).toMatchObject({ _tag: "Refused", usage: told })
    for (const odd of ["", "{", "[]", "null", '{"1":{}}', '{"1":[{"call_count":"12"}]}']) {
      expect(answer(200, { messages: [{ id: "wamid.A" }] }, { usage: odd, appUsage: odd })).not.toHaveProperty("usage")
    }
  })

  it("what goes into the history carries no phone number", () => {
    const outcome = answer(400, graphError(131026))
    expect(outcome._tag === "Refused" ? outcome.detail : "").not.toMatch(/\d{7,}/)
  })

  it("RT-04: what never reached a connection is not sent; what broke later is uncertain", () => {
    expect(Shared.noAnswer(new NoAnswer({ begun: false, detail: "ECONNREFUSED" }))).toEqual({
      _tag: "NotSent",
      detail: "ECONNREFUSED"
    })
    expect(Shared.noAnswer(new NoAnswer({ begun: true, detail: "ECONNRESET" }))).toEqual({
      _tag: "Uncertain",
      detail: "ECONNRESET"
    })
  })
})
