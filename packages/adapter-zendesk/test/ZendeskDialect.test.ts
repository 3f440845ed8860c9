import { dialect } from "@sluice/adapter-zendesk/ZendeskDialect"
import type { ZendeskAccount } from "@sluice/engine/ports/Directory"
import { answered, requestAt } from "@sluice/engine/test-kit/provider/requests"
import { Either, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const account: ZendeskAccount = {
  id: "acme",
  provider: "zendesk",
  baseUrls: ["https://acme.zendesk.example/sc"],
  appId: "app-1",
  keyId: "key-1",
  keySecret: Redacted.make("secret"),
  webhookSecrets: [Redacted.make("webhook")]
}

describe("Speaking to Zendesk", () => {
  it("CLOUD_API 3.9: a notification with the platform's own content, and our id in its metadata", () => {
    const content = { type: "text", text: { body: "hi" } } as const
    const { body, headers, url } = Either.getOrThrow(dialect.post(requestAt(account, content)))
    expect(url.href).toBe("https://acme.zendesk.example/sc/v1.1/apps/app-1/notifications")
    expect(headers["authorization"]).toBe(`Basic ${btoa("key-1:secret")}`)
    expect(JSON.parse(body)).toEqual({
      destination: { integrationId: "channel-1", destinationId: "12025550199" },
      author: { role: "appMaker" },
      messageSchema: "whatsapp",
      message: content,
      metadata: { biz_opaque_callback_data: "01900000-0000-7000-8000-000000000001.2" }
    })
  })

  it("SF-01: codes are words, and the platform's own beneath them decides", () => {
    expect(dialect.answer(answered(201, { notification: { _id: "n1" } }), 0)).toMatchObject({ wamid: "n1" })
    const busy = answered(429, { error: { code: "too_many_requests", description: "slow" } }, { "retry-after": "3" })
    expect(dialect.answer(busy, 0)).toMatchObject({
      failure: { codeText: "too_many_requests", cause: "rate-limited", statedMillis: 3_000 }
    })
    const beneath = { code: "bad_request", underlyingError: { errors: [{ code: 131026 }] } }
    expect(dialect.answer(answered(400, { error: beneath }), 0)).toMatchObject({
      failure: { underlyingCode: 131026, cause: "recipient-unavailable", retry: "never" }
    })
    const newer = answered(401, { errors: [{ code: "unauthorized", title: "Authorization is required" }] })
    expect(dialect.answer(newer, 0)).toMatchObject({ failure: { cause: "auth", retry: "after_fix" } })
  })
})
