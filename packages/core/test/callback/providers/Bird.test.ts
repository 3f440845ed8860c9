import { describe, expect, it } from "vitest"
import type { Body } from "@sluice/core/callback/providers/Body"
import * as Bird from "@sluice/core/callback/providers/Bird"
import { bodies, json } from "./bodies.ts"

const { bird } = bodies
const birdId = "404544c5-0000-4000-8000-000000000001"
const sentId = "404544c5-0000-4000-8000-000000000002"

const contents = (...all: ReadonlyArray<Body>) =>
  all.flatMap((body) =>
    Bird.decode(body).events.flatMap((event) => (event._tag === "MessageReceived" ? [event.content] : []))
  )

const inbound = (payload: object): Body =>
  json({ service: "channels", event: "whatsapp.inbound", payload: { id: "1", ...payload } })

describe("Bird", () => {
  it("CLOUD_API 3.9: a message goes by WhatsApp's id, and keeps Bird's beside it", () => {
    expect(Bird.decode(bird.text).events).toEqual([
      expect.objectContaining({
        _tag: "MessageReceived",
        path: "payload",
        wamid: "wamid.IN0001",
        otherIds: [birdId],
        phoneNumberId: "52ad151f-0000-4000-8000-000000000001",
        displayPhoneNumber: "12025550100",
        from: "12025550111",
        profileName: "Customer 1",
        timestampSeconds: 1_750_000_000,
        content: { kind: "text", body: "Is it in stock?" },
        context: expect.objectContaining({ wamid: sentId })
      })
    ])
  })

  it("RT-04: a status goes by the id that the send was answered with, before the platform has one and after", () => {
    expect(Bird.decode(bird.accepted).events).toMatchObject([{ wamid: sentId, otherIds: [], status: "other" }])
    expect(Bird.decode(bird.delivered).events).toMatchObject([
      {
        wamid: sentId,
        otherIds: ["wamid.OUT0001"],
        status: "delivered",
        recipient: "12025550111",
        displayPhoneNumber: "12025550100",
        timestampSeconds: 1_750_000_000
      }
    ])
  })

  it("CLOUD_API 3.9: a failure carries the platform's code before Bird's, or the reason alone", () => {
    expect(Bird.decode(bird.failed).events).toMatchObject([
      {
        errors: [
          { code: 131026, title: "whatsapp", details: "unknown_subscriber" },
          { code: 15005, message: "Unknown subscriber" }
        ]
      }
    ])
    expect(Bird.decode(bird.rejected).events).toMatchObject([
      { status: "failed", errors: [{ code: null, message: "no balance" }] }
    ])
  })

  it("CLOUD_API 3.9: buttons, files and places are read", () => {
    expect(contents(bird.button, bird.images, bird.file, bird.location)).toMatchObject([
      { kind: "button", payload: "yes", text: "Yes" },
      { kind: "image", url: "https://media.example.com/1", caption: "Broken pot" },
      { kind: "image", url: "https://media.example.com/2", caption: null },
      { kind: "document", mimeType: "application/pdf", filename: "bill.pdf" },
      { kind: "location", latitude: 37.4421, longitude: -122.1616, name: "Shop", address: "1 Example Road" }
    ])
  })

  it("WH-09: types, actions, fields and events that are new are kept and reported", () => {
    const list = Bird.decode(inbound({ body: { type: "poll", poll: { question: "When?" } }, mood: "good" }))
    expect(list.events).toMatchObject([
      { content: { kind: "unknown", type: "poll", raw: { poll: { question: "When?" } } } }
    ])
    expect(list.unknown.map(({ path }) => path)).toEqual(["payload.mood", "payload.body.type"])
    const action = Bird.decode(inbound({ body: { type: "text", text: { text: "Hi", actions: [{ type: "dance" }] } } }))
    expect(action.events).toMatchObject([{ content: { kind: "text", body: "Hi" } }])
    expect(action.unknown).toEqual([{ path: "payload.body.text.actions[0]", value: { type: "dance" } }])
    const other = Bird.decode(json({ service: "channels", event: "sms.inbound", payload: { channelId: "c" } }))
    expect(other.events).toMatchObject([
      { _tag: "Notice", field: "sms.inbound", recognised: false, phoneNumberId: "c" }
    ])
    expect(other.unknown).toEqual([{ path: "event", value: "sms.inbound" }])
    expect(Bird.decode(bird.interaction).events).toMatchObject([{ _tag: "Notice", recognised: true }])
  })

  it.each([
    [inbound({ id: "" }), "payload.id"],
    [inbound({}), "payload.body"],
    [inbound({ body: {} }), "payload.body.type"],
    [inbound({ body: { type: "image" } }), "payload.body.image"],
    [inbound({ body: { type: "image", image: { images: [] } } }), "payload.body.image.images"],
    [inbound({ body: { type: "text", text: { text: 7 } } }), "payload.body.text.text"],
    [json({ event: "whatsapp.outbound", payload: { id: "1" } }), "payload.status"],
    [
      json({ event: "whatsapp.outbound", payload: { id: "1", status: "sent", lastStatusAt: "soon" } }),
      "payload.lastStatusAt"
    ]
  ])("WH-09: what is missing or not as documented is an issue with its path: %j", (body, path) => {
    expect(Bird.decode(body).issues.map((issue) => issue.path)).toContain(path)
  })
})
