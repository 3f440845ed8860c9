import type { Content } from "@sluice/core/message/OutboundMessage"
import * as Support from "@sluice/core/message/Support"
import { describe, expect, it } from "vitest"

const text: Content = { type: "text", text: { body: "hello" } }
const byId: Content = { type: "image", image: { id: "123" } }

describe("What each provider sends", () => {
  it("CLOUD_API 3.1: the platform and 360dialog take everything", () => {
    for (const provider of ["cloud-api", "360dialog"] as const) {
      expect(Support.of(provider).kinds.size).toBe(Support.kinds.length)
      expect(Support.unsupported(provider, byId, "wamid.before")).toEqual([])
    }
  })

  it("CLOUD_API 3.9: a kind, an upload, a reply that a provider does not know are each told with their place", () => {
    const reaction: Content = { type: "reaction", reaction: { message_id: "wamid.A", emoji: "👍" } }
    expect(Support.unsupported("twilio", reaction, null)).toMatchObject([{ path: "type" }])
    const buttons = {
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "?" },
        action: { buttons: [{ type: "reply", reply: { id: "a", title: "A" } }] }
      }
    } as const satisfies Content
    expect(Support.unsupported("twilio", buttons, null)).toMatchObject([{ path: "interactive.type" }])
    expect(Support.unsupported("bird", buttons, null)).toEqual([])
    const { interactive } = buttons
    const dressed: Content = {
      type: "interactive",
      interactive: { ...interactive, header: { type: "text", text: "Words" }, footer: { text: "small" } }
    }
    expect(Support.unsupported("bird", dressed, null)).toMatchObject([
      { path: "interactive.header" },
      { path: "interactive.footer" }
    ])
    expect(Support.unsupported("messagebird", dressed, null)).toEqual([])
    expect(Support.unsupported("zendesk", byId, "wamid.before")).toMatchObject([
      { path: "image.id" },
      { path: "replyTo" }
    ])
    expect(Support.unsupported("messagebird", text, null)).toEqual([])
  })
})
