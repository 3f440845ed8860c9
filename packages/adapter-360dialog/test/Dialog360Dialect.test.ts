import { dialect } from "@sluice/adapter-360dialog/Dialog360Dialect"
import type { Dialog360Account } from "@sluice/engine/ports/Directory"
import { answered, requestAt } from "@sluice/engine/test-kit/provider/requests"
import { Either, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const account: Dialog360Account = {
  id: "acme",
  provider: "360dialog",
  baseUrls: ["https://waba-v2.360dialog.example"],
  apiKey: Redacted.make("d360"),
  callbackHeader: "authorization",
  callbackKeys: [Redacted.make("callback")]
}

describe("Speaking to 360dialog", () => {
  it("CLOUD_API 3.9: the platform's own body, with the channel's key in a header", () => {
    const content = { type: "text", text: { body: "hi" } } as const
    const request = requestAt(account, content, { replyTo: "wamid.before" })
    const { body, headers, url } = Either.getOrThrow(dialect.post(request))
    expect([url.href, headers["d360-api-key"]]).toEqual(["https://waba-v2.360dialog.example/messages", "d360"])
    expect(JSON.parse(body)).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "+12025550199",
      context: { message_id: "wamid.before" },
      biz_opaque_callback_data: "01900000-0000-7000-8000-000000000001.2",
      ...content
    })
  })

  it("SF-01: the platform's errors pass as they are; 360dialog's own are judged by their status and their sentence", () => {
    expect(dialect.answer(answered(200, { messages: [{ id: "wamid.A" }] }), 0)).toMatchObject({ wamid: "wamid.A" })
    const passed = { error: { message: "(#131026) no", code: 131026, type: "OAuthException" } }
    expect(dialect.answer(answered(400, passed), 0)).toMatchObject({
      failure: { code: 131026, cause: "recipient-unavailable" }
    })
    const own = (words: string) => ({ meta: { success: false, http_code: 0, developer_message: words } })
    expect(dialect.answer(answered(401, own("Invalid api key")), 0)).toMatchObject({
      failure: { cause: "auth", retry: "after_fix" },
      detail: "Invalid api key"
    })
    expect(dialect.answer(answered(400, own("Overdue invoice")), 0)).toMatchObject({ failure: { cause: "account" } })
    expect(dialect.answer(answered(502, "<html>"), 0)).toMatchObject({ _tag: "Uncertain" })
    expect(dialect.answer(answered(500, own("Internal error")), 0)).toMatchObject({
      _tag: "Refused",
      failure: { cause: "provider-outage" }
    })
  })
})
