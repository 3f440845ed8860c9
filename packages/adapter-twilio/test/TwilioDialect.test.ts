import { dialect } from "@sluice/adapter-twilio/TwilioDialect"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { TwilioAccount } from "@sluice/engine/ports/Directory"
import { answered, requestAt } from "@sluice/engine/test-kit/provider/requests"
import { Either, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const account: TwilioAccount = {
  id: "acme",
  provider: "twilio",
  baseUrls: ["https://api.twilio.example/"],
  accountSid: "AC1",
  authTokens: [Redacted.make("new"), Redacted.make("old")],
  callbackUrl: "https://hooks.example.com/callbacks/twilio/acme",
  contentSids: { order_update: "HX1", "order_update/pt_BR": "HX2" }
}

const posted = (content: Content, of: TwilioAccount = account) =>
  Either.map(dialect.post(requestAt(of, content)), ({ body }) => Object.fromEntries(new URLSearchParams(body)))

type Components = NonNullable<Extract<Content, { type: "template" }>["template"]["components"]>

const template = (code: string, components: Components = []): Content => ({
  type: "template",
  template: { name: "order_update", language: { code }, components }
})

describe("Speaking to Twilio", () => {
  it("CLOUD_API 3.9: a form under HTTP basic, with the newest token, and the message's id in the status callback", () => {
    const post = Either.getOrThrow(dialect.post(requestAt(account, { type: "text", text: { body: "a & b" } })))
    expect(post.url.href).toBe("https://api.twilio.example/2010-04-01/Accounts/AC1/Messages.json")
    expect(post.headers).toMatchObject({
      authorization: `Basic ${btoa("AC1:new")}`,
      "content-type": "application/x-www-form-urlencoded"
    })
    expect(Object.fromEntries(new URLSearchParams(post.body))).toEqual({
      To: "whatsapp:+12025550199",
      From: "whatsapp:+12025550101",
      Body: "a & b",
      StatusCallback:
        "https://hooks.example.com/callbacks/twilio/acme?biz_opaque_callback_data=01900000-0000-7000-8000-000000000001.2"
    })
  })

  it("CLOUD_API 3.9: files, places and templates in Twilio's own parameters", () => {
    expect(posted({ type: "image", image: { link: "https://x.example/a.jpg", caption: "Look" } })).toMatchObject({
      right: { MediaUrl: "https://x.example/a.jpg", Body: "Look" }
    })
    expect(posted({ type: "location", location: { latitude: 1.5, longitude: -2, name: "Here" } })).toMatchObject({
      right: { PersistentAction: "geo:1.5,-2|Here", Body: "Here" }
    })
    const values: Components = [
      {
        type: "body",
        parameters: [
          { type: "text", text: "Ann" },
          { type: "text", text: "A-17" }
        ]
      }
    ]
    expect(posted(template("en_US", values))).toMatchObject({
      right: { ContentSid: "HX1", ContentVariables: '{"1":"Ann","2":"A-17"}' }
    })
    expect(posted(template("pt_BR"))).toMatchObject({ right: { ContentSid: "HX2" } })
  })

  it("SF-05: a template that the account has no content for never leaves, and says what is missing", () => {
    const { contentSids: _, ...without } = account
    expect(posted(template("en_US"), without)).toMatchObject({
      left: {
        _tag: "Refused",
        httpStatus: null,
        detail: expect.stringContaining("contentSids"),
        failure: { retry: "never" }
      }
    })
  })

  it("SF-01: an answer is read by Twilio's codes; a message that failed at once counts as refused", () => {
    expect(dialect.answer(answered(201, { sid: "SM1", status: "queued" }), 0)).toMatchObject({
      _tag: "Accepted",
      wamid: "SM1"
    })
    const failed = { sid: "SM1", status: "failed", error_code: 63024, error_message: "no" }
    expect(dialect.answer(answered(201, failed), 0)).toMatchObject({ _tag: "Refused", failure: { code: 63024 } })
    const busy = answered(429, { code: 63018, message: "slow", status: 429 }, { "retry-after": "9" })
    expect(dialect.answer(busy, 0)).toMatchObject({ failure: { cause: "rate-limited", statedMillis: 9_000 } })
    expect(dialect.answer(answered(502, "<html>"), 0)).toMatchObject({ _tag: "Uncertain" })
    expect(dialect.answer(answered(200, "{}"), 0)).toMatchObject({ _tag: "Uncertain" })
  })
})
