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

  it("CLOUD_API 3.9: buttons and lists are actions beneath their text; what Bird has no place for never leaves, and is named", () => {
    const reply = { type: "reply", reply: { id: "yes", title: "Yes" } } as const
    const buttons = { type: "button", body: { text: "Shall we?" }, action: { buttons: [reply] } } as const
    const action = { type: "postback", postback: { text: "Yes", payload: "yes" } }
    expect(posted({ type: "interactive", interactive: buttons })).toMatchObject({
      body: { type: "text", text: { text: "Shall we?", actions: [action] } }
    })
    const image = { type: "image", image: { link: "https://x.example/a.jpg" } } as const
    expect(posted({ type: "interactive", interactive: { ...buttons, header: image } })).toMatchObject({
      body: {
        type: "image",
        image: { images: [{ mediaUrl: "https://x.example/a.jpg" }], text: "Shall we?", actions: [action] }
      }
    })
    const rows = [{ id: "a", title: "First", description: "The first of all" }]
    const list: Content = {
      type: "interactive",
      interactive: {
        type: "list",
        header: { type: "text", text: "Title" },
        body: { text: "Which one?" },
        action: { button: "Choose", sections: [{ title: "All", rows }] }
      }
    }
    const metadata = { description: { label: "The first of all" } }
    expect(posted(list)).toMatchObject({
      body: {
        type: "list",
        list: {
          title: "Title",
          text: "Which one?",
          items: [
            { title: "All", actions: [{ type: "postback", postback: { text: "First", payload: "a", metadata } }] }
          ],
          metadata: { button: { label: "Choose" } }
        }
      }
    })
    const refusedBecause = (interactive: Extract<Content, { type: "interactive" }>["interactive"]) =>
      dialect.post(requestAt(account, { type: "interactive", interactive }))
    const withFooter = { ...buttons, footer: { text: "small" } }
    expect(refusedBecause(withFooter)).toMatchObject({ left: { detail: "Bird cannot send a footer" } })
    const words = { ...buttons, header: { type: "text", text: "Words" } } as const
    expect(refusedBecause(words)).toMatchObject({ left: { detail: "Bird cannot send a header of words" } })
  })

  it("SF-01: codes of answers are words, and decide", () => {
    expect(dialect.answer(answered(202, { id: "m-1", status: "accepted" }), 0)).toMatchObject({ wamid: "m-1" })
    const refused = answered(401, { code: "authentication_failed", message: "no" })
    expect(dialect.answer(refused, 0)).toMatchObject({
      failure: { codeText: "authentication_failed", retry: "after_fix" }
    })
  })
})
