import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import { messages, read, statuses } from "./fixture.ts"

/** A callback with one change; `value` as given. */
const callback = (value: unknown, field: unknown = "messages"): unknown => ({
  object: "whatsapp_business_account",
  entry: [{ id: "100000000000001", changes: [{ field, value }] }]
})

describe("Callback: drift and damage", () => {
  it("WH-09: an unknown type is kept raw, and it and every unknown field are reported with their paths", () => {
    const { events, issues, unknown } = read("message-unknown-type")
    expect(messages(events).map((event) => event.content)).toMatchObject([
      { kind: "unknown", type: "poll", raw: { poll: { question: "When?" } } },
      { kind: "unknown", type: "interactive/slider_reply", raw: { slider_reply: { value: 3 } } }
    ])
    expect(issues).toEqual([])
    expect(unknown).toEqual([
      { path: "entry[0].changes[0].value.messages[0].mood", value: "good" },
      { path: "entry[0].changes[0].value.messages[0].type", value: "poll" },
      { path: "entry[0].changes[0].value.messages[1].interactive.type", value: "slider_reply" }
    ])
  })

  it("WH-09: an unknown status is an event all the same", () => {
    const { events, unknown } = read("status-unknown-word")
    expect(statuses(events)).toMatchObject([
      { status: "other", statusText: "glimpsed", timestampSeconds: 1_750_000_100 }
    ])
    expect(unknown.map((found) => found.path)).toEqual([
      "entry[0].changes[0].value.statuses[0].aura",
      "entry[0].changes[0].value.statuses[0].status"
    ])
  })

  it("WH-09: unknown fields are reported at every level", () => {
    const { unknown } = decode({
      object: "whatsapp_business_account",
      version: 2,
      entry: [{ id: "1", hint: 1, changes: [{ field: "messages", hint: 2, value: { foo: 3, metadata: { hint: 4 } } }] }]
    })
    expect(unknown.map((found) => found.path)).toEqual([
      "version",
      "entry[0].hint",
      "entry[0].changes[0].hint",
      "entry[0].changes[0].value.foo",
      "entry[0].changes[0].value.metadata.hint"
    ])
  })

  it("WH-09: one broken item costs only itself, and is kept", () => {
    const good = { id: "wamid.1", status: "read", timestamp: "1750000000" }
    const { events, issues, unknown } = decode(
      callback({ statuses: [good, { status: "read" }, "odd", { id: "wamid.2" }, good] })
    )
    expect(statuses(events).map((event) => event.path)).toEqual([
      "entry[0].changes[0].value.statuses[0]",
      "entry[0].changes[0].value.statuses[4]"
    ])
    const at = "entry[0].changes[0].value.statuses"
    expect(issues.map(({ code, path }) => `${path} ${code}`)).toEqual([
      `${at}[1].id missing`,
      `${at}[2] type`,
      `${at}[3].status missing`
    ])
    expect(unknown).toEqual([
      { path: `${at}[1]`, value: { status: "read" } },
      { path: `${at}[2]`, value: "odd" },
      { path: `${at}[3]`, value: { id: "wamid.2" } }
    ])
  })

  it("WH-09: a field of the wrong type reads as absent and is an issue; null is absent without one", () => {
    const status = {
      id: "wamid.1",
      status: "sent",
      timestamp: "soon",
      recipient_id: 12025550111,
      pricing: null,
      errors: {}
    }
    const { events, issues } = decode(callback({ statuses: [status] }))
    expect(statuses(events)).toMatchObject([{ timestampSeconds: null, recipient: null, pricing: null, errors: [] }])
    expect(issues.map(({ path }) => path.split(".").at(-1))).toEqual(["recipient_id", "timestamp", "errors"])
  })

  it("WH-09: a content that is missing under its type is an issue, and the message is kept", () => {
    const { events, issues } = decode(callback({ messages: [{ id: "wamid.1", type: "image", from: "12025550111" }] }))
    expect(messages(events)[0]?.content).toMatchObject({ kind: "unknown", type: "image" })
    expect(issues).toMatchObject([{ path: "entry[0].changes[0].value.messages[0].image", code: "missing" }])
  })

  it("WH-09: an edit of an edit ends there", () => {
    const inner = { original_message_id: "wamid.2", message: { type: "edit", edit: {} } }
    const { events } = decode(callback({ messages: [{ id: "wamid.1", type: "edit", edit: inner }] }))
    expect(messages(events)[0]?.content).toEqual({ kind: "edit", wamid: "wamid.2", content: null, context: null })
  })

  it("WH-09: names that every object has are unknown like any other", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const message = { id: "wamid.1", type: name, timestamp: 1 }
      const reply = { id: "wamid.2", type: "interactive", interactive: { type: name } }
      const { events } = decode(callback({ messages: [message, reply], statuses: [{ id: "wamid.3", status: name }] }))
      expect(messages(events).map((event) => event.content.kind)).toEqual(["unknown", "unknown"])
      expect(statuses(events).map((event) => event.status)).toEqual(["other"])
    }
  })

  it.each([
    [undefined, ""],
    [null, ""],
    [[], ""],
    ["text", ""],
    [{}, "object"],
    [{ object: "page", entry: [] }, "object"],
    [{ object: "whatsapp_business_account" }, "entry"],
    [{ object: "whatsapp_business_account", entry: {} }, "entry"],
    [{ object: "whatsapp_business_account", entry: [1] }, "entry[0]"],
    [callback({}, 7), "entry[0].changes[0].field"]
  ])("WH-09: %j has no events, and the first issue says where it went wrong", (json, path) => {
    const { events, issues } = decode(json)
    expect(events).toEqual([])
    expect(issues[0]?.path).toBe(path)
  })

  it("WH-09: a documented field whose value is no object is an issue, and is kept as it came", () => {
    for (const field of ["messages", "flows", "group_status_update"]) {
      const { events, issues } = decode(callback("text", field))
      expect(events).toMatchObject([{ _tag: "Notice", field, recognised: true, value: "text" }])
      expect(issues).toMatchObject([{ path: "entry[0].changes[0].value", code: "type", value: "text" }])
    }
  })

  it("WH-09: an issue carries the value as it came", () => {
    const { issues } = decode(callback({ statuses: [{ id: "wamid.1", status: "sent", timestamp: "soon" }] }))
    expect(issues).toMatchObject([{ code: "type", value: "soon" }])
  })

  it("WH-09: a contact whom nothing speaks of is reported, as it came", () => {
    const contacts = [{ wa_id: "12025550111" }, { wa_id: "12025550112" }]
    const message = { id: "wamid.1", type: "request_welcome", from: "12025550112" }
    expect(decode(callback({ contacts, messages: [message] })).unknown).toEqual([
      { path: "entry[0].changes[0].value.contacts[0]", value: { wa_id: "12025550111" } }
    ])
  })

  it("WH-09: two places that state one fact differently are an issue, and the first is believed", () => {
    const contacts = [{ wa_id: "12025550111", user_id: "US.2" }]
    const message = { id: "wamid.1", type: "request_welcome", from: "12025550111", from_user_id: "US.1" }
    const { events, issues } = decode(callback({ contacts, messages: [message] }))
    expect(messages(events)).toMatchObject([{ fromUserId: "US.1" }])
    expect(issues).toMatchObject([
      { path: "entry[0].changes[0].value.messages[0].from_user_id", code: "format", value: "US.2" }
    ])
  })

  it("WH-09: an id that JSON cannot hold exactly is no id", () => {
    const { events, issues } = decode(
      callback({ event: "APPROVED", message_template_id: 2 ** 53 }, "message_template_status_update")
    )
    expect(events).toMatchObject([{ template: { id: null } }])
    expect(issues).toMatchObject([{ path: "entry[0].changes[0].value.message_template_id", value: 2 ** 53 }])
  })

  it("WH-09: lists of findings are bounded, and the rest is counted", () => {
    const fields = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`field${n}`, n]))
    const broken = Array.from({ length: 130 }, () => 1)
    const decoded = decode(callback({ ...fields, statuses: broken }))
    expect([decoded.unknown.length, decoded.unknownOmitted]).toEqual([100, 280])
    expect([decoded.issues.length, decoded.issuesOmitted]).toEqual([100, 30])
  })
})
