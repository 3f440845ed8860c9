import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as ErrorTable from "@sluice/simulator/graph/ErrorTable"
import * as Reply from "@sluice/simulator/graph/Reply"

const context: Reply.Context = { version: "v23.0", wabaId: "300", usage: "whatsapp", request: 1 }

describe("Reply", () => {
  it("CLOUD_API 3.2: an error has message, type, code, details and a trace id of its own", () => {
    const { body, status } = Reply.failure({ code: 130429, details: "Too many.", subcode: 2494055 }, context)
    expect(status).toBe(429)
    expect(JSON.parse(body)).toEqual({
      error: {
        message: "(#130429) Rate limit hit",
        type: "OAuthException",
        code: 130429,
        error_subcode: 2494055,
        error_data: { messaging_product: "whatsapp", details: "Too many." },
        fbtrace_id: expect.stringMatching(/^A[0-9A-F]{22}$/)
      }
    })
    const next = Reply.failure({ code: 130429 }, { ...context, request: 2 })
    expect(JSON.parse(next.body).error.fbtrace_id).not.toBe(JSON.parse(body).error.fbtrace_id)
  })

  it("CLOUD_API 3.1: usage is the account's where one is known, and the app's otherwise", () => {
    const known = Reply.success({ success: true }, context).headers
    expect(JSON.parse(known["x-business-use-case-usage"] ?? "")).toEqual({
      300: [{ type: "whatsapp", call_count: 1, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 }]
    })
    const unknown = Reply.failure({ code: 190 }, { ...context, wabaId: null }).headers
    expect(JSON.parse(unknown["x-app-usage"] ?? "")).toEqual({ call_count: 0, total_cputime: 0, total_time: 0 })
    expect(unknown["facebook-api-version"]).toBe("v23.0")
  })

  it("RL-07: a refusal of known length says so in seconds, and in minutes of regaining access", () => {
    const { headers } = Reply.failure({ code: 429, retryAfterSeconds: 301 }, context)
    expect(headers["retry-after"]).toBe("301")
    expect(headers["x-business-use-case-usage"]).toContain('"estimated_time_to_regain_access":6')
  })

  it("SF-04: auth errors say how to authenticate, in a header that holds whatever the path held", () => {
    const error = Reply.unknownObject('1"\u0000\r\n안', "GET")
    const header = Reply.failure(error, context).headers["www-authenticate"] ?? ""
    expect(header).toMatch(/^OAuth "Facebook Platform" "invalid_request" "[\x20-\x21\x23-\x7e]+"$/)
    expect(Reply.failure({ code: 190 }, context).headers["www-authenticate"]).toContain("invalid_token")
    expect(Reply.failure({ code: 131009 }, context).headers["www-authenticate"]).toBeUndefined()
  })

  it("a code that the table lacks is still answered", () => {
    expect(Reply.failure({ code: 12455 }, context).status).toBe(400)
  })
})

const fixture = new URL("../../../../../shared/fixtures/error-codes.json", import.meta.url)

describe.skipIf(!existsSync(fixture))("ErrorTable: against the collected catalogue", () => {
  it("SF-01: every code has a status that the catalogue names for it", () => {
    const {
      codes
    }: { readonly codes: ReadonlyArray<{ readonly code: number; readonly http_status: number | string }> } = JSON.parse(
      readFileSync(fixture, "utf8")
    )
    const wrong = codes.filter(
      ({ code, http_status }) =>
        typeof code === "number" &&
        ErrorTable.entry(code).title !== "Unknown error" &&
        !String(http_status)
          .split("|")
          .includes(String(ErrorTable.entry(code).status))
    )
    expect(wrong.map(({ code }) => code)).toEqual([])
  })
})
