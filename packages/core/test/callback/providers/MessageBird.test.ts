import { describe, expect, it } from "vitest"
import type { Body } from "@sluice/core/callback/providers/Body"
import * as MessageBird from "@sluice/core/callback/providers/MessageBird"
import { bodies, form, json } from "./bodies.ts"

const { messagebird } = bodies

const contents = (...all: ReadonlyArray<Body>) =>
  all.flatMap((body) =>
    MessageBird.decode(body).events.flatMap((event) => (event._tag === "MessageReceived" ? [event.content] : []))
  )

describe("MessageBird", () => {
  it("CLOUD_API 3.9: a message carries who, where, when, what, and what it answers", () => {
    expect(MessageBird.decode(messagebird.text).events).toEqual([
      expect.objectContaining({
        _tag: "MessageReceived",
        path: "message",
        wamid: "message-1",
        phoneNumberId: "channel-1",
        displayPhoneNumber: "12025550100",
        from: "12025550111",
        profileName: "Customer 1",
        timestampSeconds: 1_750_000_000,
        content: { kind: "text", body: "Is it in stock?" },
        context: expect.objectContaining({ wamid: "message-0" })
      })
    ])
  })

  it("CLOUD_API 3.9: every kind of file is read", () => {
    expect(
      contents(messagebird.image, messagebird.video, messagebird.audio, messagebird.file, messagebird.sticker)
    ).toMatchObject([
      { kind: "image", url: "https://media.example.com/1", caption: "Broken pot" },
      { kind: "video", url: "https://media.example.com/2" },
      { kind: "audio", url: "https://media.example.com/3" },
      { kind: "document", url: "https://media.example.com/4", caption: "Bill" },
      { kind: "sticker", url: "https://media.example.com/5" }
    ])
  })

  it("CLOUD_API 3.9: places, replies and carts are read", () => {
    expect(
      contents(
        messagebird.location,
        messagebird.buttonReply,
        messagebird.listReply,
        messagebird.button,
        messagebird.whatsappText,
        messagebird.order
      )
    ).toEqual([
      { kind: "location", latitude: 37.4421, longitude: -122.1616, name: null, address: null, url: null },
      { kind: "button_reply", id: "yes", title: "Yes" },
      { kind: "list_reply", id: "1", title: "Tomorrow", description: "By noon" },
      { kind: "button", payload: "stop", text: "Stop" },
      { kind: "text", body: "This one?" },
      {
        kind: "order",
        catalogId: "catalog-1",
        text: "Thanks",
        items: [
          { productRetailerId: "sku-1", quantity: 2, itemPrice: 30.5, currency: "USD" },
          { productRetailerId: "sku-2", quantity: 1, itemPrice: 25, currency: "USD" }
        ]
      }
    ])
    expect(MessageBird.decode(messagebird.whatsappText).events).toMatchObject([
      {
        context: {
          wamid: "wamid.OUT0001",
          from: "12025550100",
          referredProduct: { catalogId: "catalog-1", productRetailerId: "sku-1" }
        }
      }
    ])
  })

  it("CLOUD_API 3.9: a failed status carries the recipient, the moment, our own id and its error", () => {
    expect(MessageBird.decode(messagebird.failed).events).toMatchObject([
      {
        _tag: "StatusChanged",
        wamid: "message-1",
        status: "failed",
        phoneNumberId: "channel-1",
        displayPhoneNumber: "12025550100",
        recipient: "12025550111",
        timestampSeconds: 1_750_000_001,
        opaque: "01890a5d-ac96-774b-bcce-b302099a8057",
        errors: [{ code: 301, message: "Recipient is not on WhatsApp" }]
      }
    ])
  })

  it("CLOUD_API 3.9: where the message names nobody, the address book does", () => {
    const message = { id: "1", direction: "sent", status: "sent" }
    const { events } = MessageBird.decode(json({ type: "message.updated", contact: { msisdn: 12025550111 }, message }))
    expect(events).toMatchObject([{ recipient: "12025550111" }])
  })

  it("CLOUD_API 3.9: conversations are handed on as they came; an event that is new is, too, and is reported", () => {
    expect(MessageBird.decode(messagebird.conversation).events).toMatchObject([
      { _tag: "Notice", field: "conversation.updated", recognised: true }
    ])
    const { events, unknown } = MessageBird.decode(json({ type: "weather.updated", sky: "clear" }))
    expect(events).toMatchObject([
      { _tag: "Notice", field: "weather.updated", recognised: false, value: { sky: "clear" } }
    ])
    expect(unknown).toEqual([{ path: "type", value: "weather.updated" }])
  })

  it("CLOUD_API 3.9: the SMS shape is read with each of its names", () => {
    const read = (body: Body) => MessageBird.decode(body).events
    expect(read(messagebird.sms)).toMatchObject([
      {
        from: "12025550111",
        displayPhoneNumber: "12025550100",
        timestampSeconds: 1_750_000_000,
        content: { body: "Hello" }
      }
    ])
    expect(read(messagebird.smsShortcode)).toMatchObject([
      {
        wamid: "3b53c137369242138120d6b0b2122607",
        displayPhoneNumber: "51515",
        timestampSeconds: 1_750_000_000,
        content: { body: "Hello" }
      }
    ])
    expect(read(messagebird.smsFile)).toMatchObject([
      {
        timestampSeconds: 1_750_000_000,
        content: { kind: "document", url: "https://media.example.com/6", caption: null }
      }
    ])
    expect(read(messagebird.smsStatus)).toMatchObject([
      {
        status: "failed",
        statusText: "delivery_failed",
        recipient: "12025550111",
        errors: [{ code: 1, message: "unknown subscriber" }]
      }
    ])
  })

  it("WH-09: fields and types that are new are reported with their paths, and the message is kept", () => {
    const message = {
      id: "1",
      direction: "received",
      type: "poll",
      content: { poll: { question: "When?" } },
      mood: "good",
      error: { code: 1, aura: "blue" }
    }
    const { events, unknown } = MessageBird.decode(
      json({ type: "message.created", hint: 1, contact: { star: 2 }, message })
    )
    expect(events).toMatchObject([{ content: { kind: "unknown", type: "poll", raw: { poll: { question: "When?" } } } }])
    expect(unknown.map(({ path }) => path).toSorted()).toEqual([
      "contact.star",
      "hint",
      "message.error.aura",
      "message.mood",
      "message.type"
    ])
  })

  it.each([
    [json({ type: "message.created", message: { direction: "received" } }), "message.id"],
    [json({ type: "message.updated", message: { id: "1", direction: "sent" } }), "message.status"],
    [json({ type: "message.created", message: { id: "1", direction: "received", type: "text" } }), "message.content"],
    [
      json({ type: "message.created", message: { id: "1", direction: "received", type: "image", content: {} } }),
      "message.content.image"
    ],
    [
      json({ type: "message.updated", message: { id: "1", status: "sent", updatedDatetime: "soon" } }),
      "message.updatedDatetime"
    ],
    [
      json({ type: "message.updated", message: { id: "1", status: "sent", createdDatetime: "2025-02-30T00:00:00Z" } }),
      "message.createdDatetime"
    ],
    [form({ id: "1", status: "sent", statusErrorCode: "x" }), "statusErrorCode"]
  ])("WH-09: what is missing or not as documented is an issue with its path: %j", (body, path) => {
    expect(MessageBird.decode(body).issues.map((issue) => issue.path)).toContain(path)
  })

  it("GD-02: a form that names no message, or says nothing, is malformed", () => {
    expect(MessageBird.envelope(form({ originator: "1", recipient: "2" }))).toMatchObject({
      _tag: "Malformed",
      path: "id"
    })
    expect(MessageBird.envelope(form({ id: "1", recipient: "2" }))).toMatchObject({ _tag: "Malformed", path: "body" })
    expect(MessageBird.envelope(json({ type: "message.created" }))).toMatchObject({
      _tag: "Malformed",
      path: "message"
    })
  })
})
