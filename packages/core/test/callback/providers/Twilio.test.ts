import { describe, expect, it } from "vitest"
import type { MessageReceived } from "@sluice/core/callback/Event"
import type { Body } from "@sluice/core/callback/providers/Body"
import * as Twilio from "@sluice/core/callback/providers/Twilio"
import { bodies, form, json } from "./bodies.ts"

const { twilio } = bodies

const received = (body: Body): ReadonlyArray<MessageReceived> =>
  Twilio.decode(body).events.filter((event) => event._tag === "MessageReceived")

const content = (body: Body) => received(body).map((event) => event.content)

describe("Twilio", () => {
  it("CLOUD_API 3.9: a message carries who, where and what", () => {
    expect(received(twilio.text)).toEqual([
      expect.objectContaining({
        path: "",
        wamid: "SM00000000000000000000000000000001",
        wabaId: "AC00000000000000000000000000000001",
        phoneNumberId: null,
        displayPhoneNumber: "12025550100",
        from: "12025550111",
        fromUserId: "US.100000000000009",
        waId: "12025550111",
        profileName: "Customer 1 & Söhne",
        timestampSeconds: null,
        content: { kind: "text", body: "Is it in stock? 재고 있어요? 1+1=2 100%" },
        context: null,
        referral: null,
        errors: []
      })
    ])
  })

  it("CLOUD_API 3.9: several files are several events of one message, and the text goes with the first", () => {
    expect(received(twilio.media)).toMatchObject([
      {
        path: "MediaUrl0",
        wamid: "SM00000000000000000000000000000001",
        content: {
          kind: "image",
          url: "https://api.example.com/media/1",
          mimeType: "image/jpeg",
          caption: "Broken pot"
        }
      },
      {
        path: "MediaUrl1",
        wamid: "SM00000000000000000000000000000001",
        content: { kind: "document", url: "https://api.example.com/media/2", mimeType: "text/vcard", caption: null }
      }
    ])
  })

  it.each([
    ["image/png", "image"],
    ["image/webp", "sticker"],
    ["video/mp4", "video"],
    ["audio/ogg", "audio"],
    ["application/pdf", "document"],
    ["nonsense", "document"]
  ])("CLOUD_API 3.9: a file of %s is of kind %s", (type, kind) => {
    const body = form({ MessageSid: "SM1", NumMedia: "1", MediaUrl0: "https://a.example.com", MediaContentType0: type })
    expect(content(body)).toMatchObject([{ kind }])
  })

  it("CLOUD_API 3.9: places, buttons, lists and forms are read", () => {
    expect(content(twilio.location)).toEqual([
      { kind: "location", latitude: 37.4421, longitude: -122.1616, name: "Shop", address: "1 Example Road", url: null }
    ])
    expect(content(twilio.button)).toEqual([{ kind: "button", payload: "stop", text: "Stop" }])
    expect(content(twilio.buttonReply)).toEqual([{ kind: "button_reply", id: "yes", title: "Yes" }])
    expect(content(twilio.listReply)).toEqual([
      { kind: "list_reply", id: "1", title: "Tomorrow", description: "By noon" }
    ])
    expect(content(twilio.flowReply)).toEqual([
      { kind: "flow_reply", name: null, body: "Sent", responseJson: '{"size":"M"}' }
    ])
    expect(content(twilio.unsupported)).toEqual([{ kind: "unsupported", what: null }])
  })

  it("CLOUD_API 3.9: what a message answers, whether it was forwarded, and which advertisement it came from are read", () => {
    expect(received(twilio.button)[0]?.context).toEqual({
      wamid: "SM00000000000000000000000000000002",
      from: "12025550100",
      forwarded: false,
      frequentlyForwarded: false,
      referredProduct: null
    })
    expect(received(twilio.advert)[0]).toMatchObject({
      context: { wamid: null, forwarded: true },
      referral: {
        sourceUrl: "https://ads.example.com/1",
        sourceId: "400000000000001",
        sourceType: "ad",
        headline: "Spring",
        body: "New plants",
        mediaType: "image",
        imageUrl: "https://ads.example.com/1.jpg",
        videoUrl: null,
        ctwaClid: "click-1"
      }
    })
  })

  it("CLOUD_API 3.9: a customer without a number is named by the user id", () => {
    expect(received(twilio.byUserId)).toMatchObject([{ from: null, fromUserId: "US.100000000000009", waId: null }])
  })

  it("CLOUD_API 3.9: a failed status carries its code, as a form or as JSON", () => {
    expect(Twilio.decode(twilio.failed).events).toMatchObject([
      {
        _tag: "StatusChanged",
        wamid: "SM00000000000000000000000000000002",
        status: "failed",
        statusText: "undelivered",
        recipient: "12025550111",
        displayPhoneNumber: "12025550100",
        errors: [{ code: 63016, message: "Outside the allowed window" }]
      }
    ])
    expect(Twilio.decode(twilio.asJson).events).toMatchObject([{ statusText: "failed", errors: [{ code: 63018 }] }])
  })

  it("CLOUD_API 3.9: where the event type is the only word, it is the status", () => {
    expect(Twilio.decode(form({ MessageSid: "SM1", EventType: "READ" })).events).toMatchObject([{ status: "read" }])
  })

  it("CLOUD_API 3.9: a report of the debugger is trouble with the account", () => {
    expect(Twilio.decode(twilio.report).events).toMatchObject([
      { _tag: "AccountErrors", wabaId: "AC00000000000000000000000000000001", errors: [{ code: 11200, title: "ERROR" }] }
    ])
  })

  it("WH-09: fields that are new are reported by name, in messages and in statuses, and cost nothing", () => {
    const message = Twilio.decode(form({ MessageSid: "SM1", Body: "Hi", Mood: "good", MediaUrlX: "1" }))
    expect(message.unknown).toEqual([
      { path: "Mood", value: "good" },
      { path: "MediaUrlX", value: "1" }
    ])
    expect(message.events).toMatchObject([{ content: { kind: "text", body: "Hi" } }])
    const status = Twilio.decode(form({ MessageSid: "SM1", MessageStatus: "read", Aura: "blue" }))
    expect(status.unknown).toEqual([{ path: "Aura", value: "blue" }])
  })

  it("WH-09: a type that is new keeps the whole message", () => {
    const { events, unknown } = Twilio.decode(form({ MessageSid: "SM1", MessageType: "poll", Body: "When?" }))
    expect(events).toMatchObject([{ content: { kind: "unknown", type: "poll", raw: { Body: "When?" } } }])
    expect(unknown).toEqual([{ path: "MessageType", value: "poll" }])
  })

  it("WH-09: a name that comes twice counts once, and its other value is reported", () => {
    const body: Body = { contentType: "application/x-www-form-urlencoded", text: "MessageSid=SM1&Body=a&Body=b&Body=a" }
    const { events, unknown } = Twilio.decode(body)
    expect(events).toMatchObject([{ content: { body: "a" } }])
    expect(unknown).toEqual([{ path: "Body[1]", value: "b" }])
  })

  it.each([
    [form({ MessageSid: "SM1", NumMedia: "2", MediaUrl0: "https://a.example.com" }), "MediaUrl1"],
    [form({ MessageSid: "SM1", NumMedia: "many" }), "NumMedia"],
    [form({ MessageSid: "SM1", NumMedia: "5000", MediaUrl0: "https://a.example.com" }), "NumMedia"],
    [form({ MessageSid: "SM1", Latitude: "north", Longitude: "1" }), "Latitude"],
    [form({ MessageSid: "SM1", MessageStatus: "failed", ErrorCode: "E1" }), "ErrorCode"],
    [form({ Sid: "NO1", Payload: "not JSON" }), "Payload"],
    [{ contentType: null, text: "MessageSid=SM1&Body=%zz" }, "Body"],
    [json({ MessageSid: "SM1", Body: 7 }), "Body"]
  ])("WH-09: a value that is not as documented is an issue with its name, and the event stays: %j", (body, path) => {
    const { events, issues } = Twilio.decode(body)
    expect(issues.map((issue) => issue.path)).toContain(path)
    expect(events.length).toBeGreaterThan(0)
  })
})
