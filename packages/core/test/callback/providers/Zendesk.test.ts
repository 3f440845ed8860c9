import { describe, expect, it } from "vitest"
import type { Body } from "@sluice/core/callback/providers/Body"
import * as Zendesk from "@sluice/core/callback/providers/Zendesk"
import { bodies, json } from "./bodies.ts"

const { zendesk } = bodies

const contents = (...all: ReadonlyArray<Body>) =>
  all.flatMap((body) =>
    Zendesk.decode(body).events.flatMap((event) => (event._tag === "MessageReceived" ? [event.content] : []))
  )

const withEvents = (...events: ReadonlyArray<unknown>): Body => json({ app: { id: "app-1" }, events })

describe("Zendesk", () => {
  it("CLOUD_API 3.9: a message goes by the channel's id, and keeps Zendesk's beside it", () => {
    expect(Zendesk.decode(zendesk.text).events).toEqual([
      expect.objectContaining({
        _tag: "MessageReceived",
        path: "events[0].payload.message",
        wamid: "wamid.IN0001",
        otherIds: ["message-1"],
        wabaId: "app-1",
        phoneNumberId: "integration-1",
        from: "12025550111",
        fromUserId: "user-1",
        profileName: "Customer 1",
        timestampSeconds: 1_749_999_999,
        content: { kind: "text", body: "Is it in stock?" },
        context: expect.objectContaining({ wamid: "message-0" })
      })
    ])
  })

  it("CLOUD_API 3.9: replies, files, places and forms are read", () => {
    expect(
      contents(zendesk.reply, zendesk.image, zendesk.file, zendesk.location, zendesk.form, zendesk.postback)
    ).toMatchObject([
      { kind: "button_reply", id: "yes", title: "Yes" },
      { kind: "image", url: "https://media.example.com/1.jpg", mediaId: "attachment-1", caption: "Broken pot" },
      { kind: "audio", mimeType: "audio/ogg", filename: "voice.ogg" },
      { kind: "location", latitude: 37.4421, longitude: -122.1616, name: "Shop", address: "1 Example Road" },
      {
        kind: "flow_reply",
        body: "Size: M",
        responseJson: '[{"name":"size","label":"Size","type":"text","text":"M"}]'
      },
      { kind: "button", payload: "yes", text: null }
    ])
    expect(Zendesk.decode(zendesk.reply).events).toMatchObject([{ context: { wamid: "wamid.OUT0001" } }])
  })

  it("CLOUD_API 3.9: a postback goes by its event where the channel gives it no id", () => {
    expect(Zendesk.decode(zendesk.postback).events).toMatchObject([
      { wamid: "event-1", from: "12025550111", profileName: "Customer 1" }
    ])
  })

  it("WH-04: a delivery to the channel is sent, one to the user is delivered, a failure is failed; WhatsApp's ids are kept", () => {
    expect(Zendesk.decode(zendesk.several).events).toMatchObject([
      {
        wamid: "message-2",
        otherIds: ["wamid.OUT0001"],
        status: "sent",
        statusText: "channel",
        recipient: "12025550111"
      },
      { status: "delivered", phoneNumberId: "integration-1", timestampSeconds: 1_750_000_000 },
      { status: "failed", errors: [{ code: null, title: "gone" }] }
    ])
  })

  it("CLOUD_API 3.9: a failure carries the platform's error before Zendesk's", () => {
    expect(Zendesk.decode(zendesk.failure).events).toMatchObject([
      {
        errors: [
          { code: 131047, title: "Re-engagement message" },
          { code: null, title: "uncategorized_error", message: "Message failed to send" }
        ]
      }
    ])
    const error = { code: "bad_request", underlyingError: { error: { code: 131026, message: "Undeliverable" } } }
    const payload = { message: { id: "1" }, error }
    expect(Zendesk.decode(withEvents({ type: "conversation:message:delivery:failure", payload })).events).toMatchObject(
      [{ errors: [{ code: 131026, message: "Undeliverable" }, { title: "bad_request" }] }]
    )
  })

  it("CLOUD_API 3.9: what the business wrote, and every other trigger, is handed on as it came", () => {
    expect(Zendesk.decode(zendesk.business).events).toMatchObject([
      { _tag: "Notice", field: "conversation:message", recognised: true }
    ])
    expect(Zendesk.decode(zendesk.others).events).toMatchObject(
      ["conversation:create", "conversation:read", "conversation:typing", "user:merge"].map((field) => ({
        _tag: "Notice",
        field,
        recognised: true,
        wabaId: "app-1",
        timestampSeconds: 1_750_000_000
      }))
    )
  })

  it("WH-09: triggers, types, fields and versions that are new are kept and reported", () => {
    const { events, unknown } = Zendesk.decode(
      json({
        app: { id: "app-1", name: "Shop" },
        webhook: { id: "w", version: "v3" },
        hint: 1,
        events: [
          { id: "1", type: "conversation:dance", payload: { step: 1 } },
          {
            id: "2",
            type: "conversation:message",
            payload: {
              message: { id: "3", author: { type: "user" }, content: { type: "poll", question: "When?" }, mood: "good" }
            }
          }
        ]
      })
    )
    expect(events).toMatchObject([
      { _tag: "Notice", field: "conversation:dance", recognised: false, value: { step: 1 } },
      { content: { kind: "unknown", type: "poll", raw: { question: "When?" } } }
    ])
    expect(unknown.map(({ path }) => path).toSorted()).toEqual([
      "app.name",
      "events[0].type",
      "events[1].payload.message.content.type",
      "events[1].payload.message.mood",
      "hint",
      "webhook.version"
    ])
  })

  it("WH-09: one broken event costs only itself", () => {
    const good = { id: "1", type: "conversation:message:delivery:user", payload: { message: { id: "m" } } }
    const { events, issues, unknown } = Zendesk.decode(
      withEvents(good, "odd", { id: "2" }, { ...good, payload: 7 }, good)
    )
    expect(events.map((event) => event.path)).toEqual(["events[0].payload", "events[4].payload"])
    expect(issues.map(({ path }) => path)).toEqual(["events[1]", "events[2].type", "events[3].payload"])
    expect(unknown.map(({ path }) => path)).toEqual(["events[1]", "events[2]", "events[3]"])
  })

  it("WH-09: a form that is nested deeper than can be written down is an issue, and the message is kept", () => {
    const nested = `${"[".repeat(60_000)}${"]".repeat(60_000)}`
    const text = `{"app":{},"events":[{"type":"conversation:message","payload":{"message":{"id":"1","content":{"type":"formResponse","fields":[${nested}]}}}}]}`
    const { events, issues } = Zendesk.decode({ contentType: "application/json", text })
    expect(events).toMatchObject([{ content: { kind: "flow_reply" } }])
    expect(issues.length).toBeLessThanOrEqual(1)
  })
})
