import { dialect } from "@sluice/adapter-messagebird/BirdDialect"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { BirdAccount } from "@sluice/engine/ports/Directory"
import { answered, requestAt } from "@sluice/engine/test-kit/provider/requests"
import { Either, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const account: BirdAccount = {
  id: "acme",
  provider: "bird",
  baseUrls: ["https://api.bird.example"],
  workspaceId: "ws-1",
  accessKey: Redacted.make("key"),
  signingKeys: [Redacted.make("signing")],
  templateProjects: { order_update: { projectId: "project-1", version: "3" } }
}

const posted = (content: Content, replyTo: string | null = null): unknown =>
  JSON.parse(Either.getOrThrow(dialect.post(requestAt(account, content, { replyTo }))).body)

describe("Speaking to Bird", () => {
  it("CLOUD_API 3.9: a message to a channel of the workspace, with our id as its reference", () => {
    const { headers, url } = Either.getOrThrow(dialect.post(requestAt(account, { type: "text", text: { body: "hi" } })))
    expect(url.href).toBe("https://api.bird.example/workspaces/ws-1/channels/channel-1/messages")
    expect(headers["authorization"]).toBe("AccessKey key")
    expect(posted({ type: "text", text: { body: "hi" } }, "before")).toEqual({
      receiver: { contacts: [{ identifierKey: "phonenumber", identifierValue: "+12025550199" }] },
      body: { type: "text", text: { text: "hi" } },
      replyTo: { id: "before", type: "message" },
      reference: "01900000-0000-7000-8000-000000000001.2"
    })
  })

  it("CLOUD_API 3.9: files tell their type by the end of their link; a template names its project", () => {
    expect(posted({ type: "audio", audio: { link: "https://x.example/a.ogg?x=1" } })).toMatchObject({
      body: { type: "file", file: { files: [{ contentType: "audio/ogg", mediaUrl: "https://x.example/a.ogg?x=1" }] } }
    })
    const template: Content = {
      type: "template",
      template: {
        name: "order_update",
        language: { code: "en_US" },
        components: [{ type: "body", parameters: [{ type: "text", text: "Ann", parameter_name: "name" }] }]
      }
    }
    expect(posted(template)).toMatchObject({
      template: {
        projectId: "project-1",
        version: "3",
        locale: "en_US",
        parameters: [{ type: "string", key: "name", value: "Ann" }]
      }
    })
  })

  it("SF-01: codes of answers are words, and decide", () => {
    expect(dialect.answer(answered(202, { id: "m-1", status: "accepted" }), 0)).toMatchObject({ wamid: "m-1" })
    const refused = answered(401, { code: "authentication_failed", message: "no" })
    expect(dialect.answer(refused, 0)).toMatchObject({
      failure: { codeText: "authentication_failed", retry: "after_fix" }
    })
  })
})
