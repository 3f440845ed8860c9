import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Person from "@sluice/engine/erasure/Person"
import * as Redaction from "@sluice/engine/erasure/Redaction"
import { describe, expect, it } from "vitest"

const { mentions } = Person.of("acme", "+886912345678", "erased:x")

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const stored = (text: string, contentType: string | null = "application/json"): Redaction.Stored => ({
  body: encoder.encode(text),
  contentType
})

const status = (recipient: string, id: string) => ({
  id,
  status: "delivered",
  timestamp: "1800000000",
  recipient_id: recipient
})

const callback = (value: object): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "102", changes: [{ field: "messages", value: { messaging_product: "whatsapp", ...value } }] }]
  })

const metadata = { display_phone_number: "886900000001", phone_number_id: "1061" }

describe("Redaction", () => {
  it("takes the person's statuses, messages and contacts out of a callback, and leaves those of others to be read", () => {
    const text = callback({
      metadata,
      contacts: [
        { profile: { name: "Mei" }, wa_id: "886912345678" },
        { profile: { name: "Lin" }, wa_id: "886912000002" }
      ],
      statuses: [status("886912345678", "wamid.1"), status("886912000002", "wamid.2")],
      messages: [{ from: "886912345678", id: "wamid.3", type: "text", text: { body: "hello" } }]
    })
    const left = Redaction.of(mentions, stored(text))
    const kept = decoder.decode(left?.body)
    expect(kept).not.toContain("912345678")
    expect(kept).not.toContain("Mei")
    expect(kept).not.toContain("hello")
    const { events } = Providers.decode("cloud-api", { contentType: "application/json", text: kept })
    expect(events.map((event) => event._tag === "StatusChanged" && event.wamid)).toEqual(["wamid.2"])
  })

  it("leaves a callback alone that does not name the person, though a longer number begins like theirs", () => {
    expect(Redaction.of(mentions, stored(callback({ metadata, statuses: [status("8869123456789", "w")] })))).toBeNull()
  })

  it("takes all of a form, whose fields make one statement", () => {
    const form = "MessageSid=SM1&To=whatsapp%3A%2B886912345678&MessageStatus=read"
    const left = Redaction.of(mentions, stored(form, "application/x-www-form-urlencoded"))
    expect(left?.body).toHaveLength(0)
  })

  it("takes all of JSON that names the person outside of its lists, and all of what is no text", () => {
    expect(Redaction.of(mentions, stored('{"message":{"to":"+886912345678"}}'))?.body).toHaveLength(0)
    const bytes = Uint8Array.from([0xff, ...encoder.encode("886912345678")])
    expect(Redaction.of(mentions, { body: bytes, contentType: null })?.body).toHaveLength(0)
  })

  it("reads escapes as what they stand for", () => {
    const text = callback({ statuses: [status("886912345678", "w")] }).replace("886912", "\\u003886912")
    expect(decoder.decode(Redaction.of(mentions, stored(text))?.body)).toContain('"statuses":[]')
  })

  it("names the files that belong to nothing any more, and finds the others in their new places", () => {
    const id = (digit: string): string => digit.repeat(64)
    const reference = (digit: string): string => `sluice-blob:base64:6144:${id(digit)}`
    const text = callback({
      messages: [
        { from: "886912345678", id: "1", image: { data: reference("a") } },
        { from: "886912000002", id: "2", image: { data: reference("b") } }
      ]
    })
    const offsets = [text.indexOf(reference("a")), text.indexOf(reference("b"))]
    const left = Redaction.of(mentions, stored(text, `application/json; sluice-blobs=${offsets.join(".")}`))
    const kept = decoder.decode(left?.body)
    expect(left?.blobs).toEqual([id("a")])
    expect(left?.contentType).toBe(`application/json; sluice-blobs=${kept.indexOf(reference("b"))}`)
  })
})
