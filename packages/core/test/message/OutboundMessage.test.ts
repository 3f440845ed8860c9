import { Either } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decode, decodeContent, toCloudApiBody } from "@sluice/core/message/OutboundMessage"
import * as ReadReceipt from "@sluice/core/message/ReadReceipt"
import { contents } from "./contents.ts"

const faults = (json: unknown): ReadonlyArray<string> =>
  Either.match(decodeContent(json), {
    onLeft: (issues) => issues.map((issue) => `${issue.path} ${issue.code}`),
    onRight: () => []
  })

/** How many faults were named; more than any where there is none. */
const faultCount = <A>(decoded: Either.Either<A, ReadonlyArray<unknown>>): number =>
  Either.isLeft(decoded) ? decoded.left.length : Infinity

const changedCard = (change: object): unknown => ({
  type: "interactive",
  interactive: {
    ...contents.carousel.interactive,
    action: { cards: contents.carousel.interactive.action.cards.map((card) => ({ ...card, ...change })) }
  }
})

const text = (body: string): unknown => ({ type: "text", text: { body } })

describe("OutboundMessage", () => {
  it.each(Object.entries(contents))("SF-05: a content of every type passes unchanged: %s", (_, content) => {
    expect(Either.getOrThrow(decodeContent(content))).toEqual(content)
  })

  it.each(Object.entries(contents))(
    "CLOUD_API 3.1: its body carries recipient, reply and correlation: %s",
    (_, content) => {
      const body = toCloudApiBody({ to: "+12025550100", content, replyTo: "wamid.1", opaque: "message-1" })
      expect(body).toEqual({
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: "+12025550100",
        context: { message_id: "wamid.1" },
        biz_opaque_callback_data: "message-1",
        ...content
      })
      expect(Either.getOrThrow(decode(body))).toEqual(body)
    }
  )

  it("CLOUD_API 3.1: a body without reply and correlation has neither field", () => {
    const body = toCloudApiBody({ to: "+12025550100", content: contents.text, replyTo: null, opaque: null })
    expect(Object.keys(body)).toEqual(["messaging_product", "recipient_type", "to", "type", "text"])
  })

  it("SF-05: every fault is named at once, with its path", () => {
    const content = {
      type: "interactive",
      interactive: {
        type: "button",
        header: { type: "text", text: "x".repeat(61) },
        body: { text: "" },
        colour: "red",
        action: {
          buttons: [
            { type: "reply", reply: { id: "a", title: "Yes" } },
            { type: "reply", reply: { id: "a", title: "No" } },
            { type: "reply", reply: { id: "c", title: 3 } },
            { type: "reply", reply: { id: "d", title: "x".repeat(21) } }
          ]
        }
      }
    }
    expect(faults(content).toSorted()).toEqual(
      [
        "interactive.colour unknown-field",
        "interactive.header.text too-long",
        "interactive.body.text empty",
        "interactive.action.buttons too-many",
        "interactive.action.buttons[1].reply.id duplicate",
        "interactive.action.buttons[2].reply.title type",
        "interactive.action.buttons[3].reply.title too-long"
      ].toSorted()
    )
  })

  it("SF-05: each fault carries a message that a person can act on", () => {
    const issues = Either.getOrThrow(Either.flip(decodeContent({ type: "txt", text: { body: "x" } })))
    expect(issues).toEqual([
      { path: "type", code: "not-allowed", message: expect.stringMatching(/^must be "text" or "image" or/) }
    ])
    expect(Either.getOrThrow(Either.flip(decodeContent(text("x".repeat(4_097)))))).toEqual([
      { path: "text.body", code: "too-long", message: "must have at most 4096 characters" }
    ])
  })

  it("SF-05: lengths are counted in code points: an emoji beyond the basic plane is one", () => {
    expect(faults(text("😀".repeat(4_096)))).toEqual([])
    expect(faults(text("😀".repeat(4_097)))).toEqual(["text.body too-long"])
    expect(faults(text("\ud83d"))).toEqual(["text.body format"])
    expect(faults(text(" \n\t"))).toEqual(["text.body empty"])
  })

  it("CLOUD_API 3.1: a content without a type is read by the one field it has", () => {
    expect(decodeContent({ text: { body: "x" } })).toEqual(decodeContent(text("x")))
    expect(faults({ text: { body: "x" }, image: { id: "1" } })).toContain("type missing")
    expect(faults({})).toEqual(["type missing"])
  })

  it("CLOUD_API 3.1: a content that is a text of JSON is read as the JSON", () => {
    expect(decodeContent({ type: "text", text: '{"body":"x"}' })).toEqual(decodeContent(text("x")))
    const contacts = [{ name: { formatted_name: "Ana", first_name: "Ana" } }]
    expect(decodeContent({ type: "contacts", contacts: JSON.stringify(contacts) })).toEqual(
      decodeContent({ type: "contacts", contacts })
    )
    for (const no of ["x", "1", "{", '"x"', "null"]) expect(faults({ type: "text", text: no })).toEqual(["text type"])
  })

  it("SF-05: a whole body refuses unknown fields, a missing recipient and an opaque text over 512", () => {
    const body = {
      messaging_product: "telegram",
      type: "text",
      text: { body: "x" },
      biz_opaque_callback_data: "x".repeat(513),
      priority: 1
    }
    const issues = Either.getOrThrow(Either.flip(decode(body))).map((issue) => `${issue.path} ${issue.code}`)
    expect(issues.toSorted()).toEqual([
      "biz_opaque_callback_data too-long",
      "messaging_product not-allowed",
      "priority unknown-field",
      "to missing"
    ])
  })

  it.each([
    { type: { toString: false } },
    { type: "interactive", interactive: { type: { toString: false } } },
    {
      type: "template",
      template: { name: "a", language: { code: "en" }, components: [{ type: { toString: false } }] }
    },
    changedCard({ header: { type: { toString: false } } }),
    { type: "text", text: JSON.parse('{"__proto__":{"body":"x"}}') }
  ])("SF-05: objects that break when they are printed are refused like any other: %#", (json) => {
    expect(faultCount(decodeContent(json))).toBeLessThan(Infinity)
  })

  it("SF-05: reading is total over any JSON value, and a refusal always names a fault", () => {
    const field = fc.constantFrom(
      "type",
      "text",
      "image",
      "interactive",
      "template",
      "contacts",
      "reaction",
      "location",
      "to"
    )
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom("text", "image", "interactive", "template", "contacts"))
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(field, value)), (json) => {
        const counts = [faultCount(decodeContent(json)), faultCount(decode(json)), faultCount(ReadReceipt.decode(json))]
        for (const count of counts) expect(count).toBeGreaterThan(0)
      }),
      { numRuns: 3_000 }
    )
  })
})

describe("ReadReceipt", () => {
  it("CLOUD_API 3.1: a message is marked as read, with or without a sign of typing", () => {
    const receipt = { messaging_product: "whatsapp", status: "read", message_id: "wamid.1" }
    expect(Either.getOrThrow(ReadReceipt.decode(receipt))).toEqual(receipt)
    const typing = { ...receipt, typing_indicator: { type: "text" } }
    expect(Either.getOrThrow(ReadReceipt.decode(typing))).toEqual(typing)
  })

  it("SF-05: anything else is refused", () => {
    const issues = Either.getOrThrow(
      Either.flip(ReadReceipt.decode({ status: "seen", typing_indicator: { type: "voice" } }))
    )
    expect(issues.map((issue) => `${issue.path} ${issue.code}`).toSorted()).toEqual([
      "message_id missing",
      "messaging_product missing",
      "status not-allowed",
      "typing_indicator.type not-allowed"
    ])
  })
})
