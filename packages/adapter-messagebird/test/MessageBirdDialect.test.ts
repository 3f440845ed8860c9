import { dialect } from "@sluice/adapter-messagebird/MessageBirdDialect"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { MessageBirdAccount } from "@sluice/engine/ports/Directory"
import { answered, requestAt } from "@sluice/engine/test-kit/provider/requests"
import { Either, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const account: MessageBirdAccount = {
  id: "acme",
  provider: "messagebird",
  baseUrls: ["https://conversations.messagebird.example"],
  accessKey: Redacted.make("key"),
  signingKeys: [Redacted.make("signing")],
  callbackUrl: "https://hooks.example.com/callbacks/messagebird/acme",
  templateNamespace: "namespace"
}

const posted = (content: Content): unknown =>
  JSON.parse(Either.getOrThrow(dialect.post(requestAt(account, content))).body)

describe("Speaking to MessageBird", () => {
  it("CLOUD_API 3.9: a message from the channel, with our id as its reference and our address for reports", () => {
    const { headers, url } = Either.getOrThrow(dialect.post(requestAt(account, { type: "text", text: { body: "hi" } })))
    expect([url.href, headers["authorization"]]).toEqual([
      "https://conversations.messagebird.example/v1/send",
      "AccessKey key"
    ])
    expect(posted({ type: "text", text: { body: "hi" } })).toEqual({
      to: "+12025550199",
      from: "channel-1",
      type: "text",
      content: { text: "hi" },
      reference: "01900000-0000-7000-8000-000000000001.2",
      reportUrl: "https://hooks.example.com/callbacks/messagebird/acme"
    })
  })

  it("CLOUD_API 3.9: a template carries its namespace, and files of its header go by url", () => {
    const components: NonNullable<Extract<Content, { type: "template" }>["template"]["components"]> = [
      { type: "header", parameters: [{ type: "image", image: { link: "https://x.example/a.jpg" } }] }
    ]
    const template: Content = {
      type: "template",
      template: { name: "season", language: { code: "de" }, components }
    }
    expect(posted(template)).toMatchObject({
      type: "hsm",
      content: {
        hsm: {
          namespace: "namespace",
          templateName: "season",
          language: { policy: "deterministic", code: "de" },
          components: [{ type: "header", parameters: [{ type: "image", image: { url: "https://x.example/a.jpg" } }] }]
        }
      }
    })
    const { templateNamespace: _, ...without } = account
    expect(dialect.post(requestAt(without, template))).toMatchObject({ left: { _tag: "Refused", httpStatus: null } })
  })

  it("SF-01: errors have numbers; too fast has none, and waits as it is told", () => {
    expect(dialect.answer(answered(202, { id: "m1", status: "accepted" }), 0)).toMatchObject({ wamid: "m1" })
    const refused = answered(401, { errors: [{ code: 2, description: "no" }] })
    expect(dialect.answer(refused, 0)).toMatchObject({ failure: { code: 2, cause: "auth" } })
    const busy = answered(429, "slow", { "retry-after": "5" })
    expect(dialect.answer(busy, 0)).toMatchObject({ failure: { cause: "rate-limited", statedMillis: 5_000 } })
  })
})
