import { Either } from "effect"
import * as fc from "fast-check"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Body from "@sluice/simulator/messages/Body"
import { code, common, details, interactive, message, read, readText } from "./reading.ts"

const body = { text: "Shall we?" }
const buttons = (count: number) =>
  Array.from({ length: count }, (_, nth) => ({ type: "reply", reply: { id: `b${nth}`, title: `Button ${nth}` } }))
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, nth) => ({ id: `r${from + nth}`, title: `Row ${from + nth}` }))

const good: Readonly<Record<string, unknown>> = {
  text: message("text", { body: "Hello", preview_url: true }),
  "text without a type": { ...common, text: { body: "Hello" } },
  "text of 4096": message("text", { body: "x".repeat(4096) }),
  reply: { ...message("text", { body: "Hello" }), context: { message_id: "wamid.1" } },
  "image by link": message("image", { link: "https://example.com/a.png", caption: "A" }),
  "image by id": message("image", { id: "123" }),
  video: message("video", { link: "https://example.com/a.mp4" }),
  voice: message("audio", { id: "123", voice: true }),
  document: message("document", { link: "https://example.com/a.pdf", filename: "a.pdf" }),
  sticker: message("sticker", { id: "123" }),
  location: message("location", { latitude: 37.44, longitude: "-122.16", name: "Here" }),
  contacts: message("contacts", [{ name: { formatted_name: "A B" }, phones: [{ phone: "+1" }] }]),
  reaction: message("reaction", { message_id: "wamid.1", emoji: "" }),
  "reply buttons": interactive({ type: "button", body, action: { buttons: buttons(3) } }),
  list: interactive({
    type: "list",
    body,
    action: {
      button: "Choose",
      sections: [
        { title: "A", rows: rows(5) },
        { title: "B", rows: rows(5, 5) }
      ]
    }
  }),
  "call to action": interactive({
    type: "cta_url",
    body,
    action: { name: "cta_url", parameters: { display_text: "Go", url: "https://example.com" } }
  }),
  flow: interactive({
    type: "flow",
    body,
    action: { name: "flow", parameters: { flow_message_version: "3", flow_id: "1", flow_cta: "Book", flow_token: "t" } }
  }),
  product: interactive({ type: "product", action: { catalog_id: "1", product_retailer_id: "2" } }),
  "location request": interactive({ type: "location_request_message", body, action: { name: "send_location" } }),
  address: interactive({ type: "address_message", body, action: { name: "address_message" } }),
  template: message("template", { name: "hello_world", language: { code: "en_US" } }),
  "template with parameters": message("template", {
    name: "order_update",
    language: { code: "en_US" },
    components: [
      {
        type: "body",
        parameters: [
          { type: "text", text: "Ana" },
          { type: "text", text: "A-1" }
        ]
      }
    ]
  }),
  "template with a media header": message("template", {
    name: "season_opening",
    language: { code: "en_US" },
    components: [
      { type: "header", parameters: [{ type: "image", image: { id: "77" } }] },
      { type: "body", parameters: [{ type: "text", text: "Ana" }] }
    ]
  }),
  "template with a button value": message("template", {
    name: "sign_in_code",
    language: { code: "en_US" },
    components: [
      { type: "body", parameters: [{ type: "text", text: "123456" }] },
      { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "123456" }] }
    ]
  }),
  "read receipt": { messaging_product: "whatsapp", status: "read", message_id: "wamid.1" },
  "typing indicator": {
    messaging_product: "whatsapp",
    status: "read",
    message_id: "wamid.1",
    typing_indicator: { type: "text" }
  }
}

describe("Body: what is sent as it should be", () => {
  for (const [name, value] of Object.entries(good)) {
    it(`CLOUD_API 3.1: ${name} is accepted`, () => expect(details(value)).toBe("accepted"))
  }

  it("the parts that matter later are read from it", () => {
    expect(read({ ...message("image", { id: "123" }), biz_opaque_callback_data: "m1" })).toEqual(
      Either.right(
        Body.Message({
          input: "+886912345678",
          waId: "886912345678",
          prefixed: false,
          type: "image",
          opaque: "m1",
          mediaIds: [{ kind: "image", id: "123" }],
          category: null
        })
      )
    )
    const template = Either.getOrThrow(read(good["template with a media header"]))
    expect(template).toMatchObject({ category: "MARKETING", mediaIds: [{ kind: "image", id: "77" }], opaque: null })
    expect(Either.getOrThrow(read(good["typing indicator"]))).toEqual(Body.Read({ messageId: "wamid.1", typing: true }))
  })
})

describe("Body: what is not", () => {
  it("CLOUD_API 3.3: what is no JSON object, or not for WhatsApp, is 100", () => {
    for (const text of ["", "{", "[]", "null", '"text"', "{}", '{"messaging_product":"sms"}']) {
      expect(Either.isLeft(readText(text)) && Either.getOrThrow(Either.flip(readText(text))).code).toBe(100)
    }
  })

  it("CLOUD_API 3.3: a missing parameter is 131008, and is named", () => {
    const { to: _, ...nowhere } = message("text", { body: "x" })
    for (const [value, path] of [
      [nowhere, "to"],
      [{ ...common, type: "text" }, "text"],
      [message("text", {}), "text.body"],
      [message("text", { body: "" }), "text.body"],
      [message("image", { caption: "x" }), "image.id"],
      [message("location", { latitude: 1 }), "location.longitude"],
      [message("template", { name: "hello_world" }), "template.language"],
      [interactive({ type: "list", body, action: { button: "x" } }), "interactive.action.sections"],
      [interactive({ body }), "interactive.type"],
      [
        interactive({
          type: "flow",
          body,
          action: { name: "flow", parameters: { flow_message_version: "3", flow_cta: "x" } }
        }),
        "interactive.action.parameters.flow_id"
      ],
      [{ messaging_product: "whatsapp", status: "read" }, "message_id"]
    ] as const) {
      expect([path, code(value)]).toEqual([path, 131008])
      expect(details(value)).toContain(`Parameter ${path} `)
    }
  })

  it("CLOUD_API 3.3: a wrong value is 131009, and is named", () => {
    for (const [value, path] of [
      [{ ...message("text", { body: "x" }), to: "nobody" }, "to"],
      [{ ...message("text", { body: "x" }), to: 886912345678 }, "to"],
      [{ ...message("text", { body: "x" }), recipient_type: "group" }, "recipient_type"],
      [{ ...message("text", { body: "x" }), biz_opaque_callback_data: "x".repeat(513) }, "biz_opaque_callback_data"],
      [message("text", { body: "x".repeat(4097) }), "text.body"],
      [message("text", { body: "x", preview_url: "yes" }), "text.preview_url"],
      [message("text", "x"), "text"],
      [message("image", { id: "1", link: "https://example.com/a.png" }), "image"],
      [message("image", { link: "ftp://example.com/a.png" }), "image.link"],
      [message("image", { id: "1", caption: "x".repeat(1025) }), "image.caption"],
      [message("location", { latitude: 91, longitude: 0 }), "location.latitude"],
      [message("contacts", []), "contacts"],
      [
        message(
          "contacts",
          Array.from({ length: 258 }, () => ({ name: { formatted_name: "x" } }))
        ),
        "contacts"
      ],
      [interactive({ type: "button", body, action: { buttons: buttons(4) } }), "interactive.action.buttons"],
      [
        interactive({
          type: "button",
          body,
          action: { buttons: [{ type: "reply", reply: { id: "1", title: "x".repeat(21) } }] }
        }),
        "interactive.action.buttons[0].reply.title"
      ],
      [
        interactive({
          type: "list",
          body,
          action: {
            button: "x",
            sections: [
              { title: "A", rows: rows(6) },
              { title: "B", rows: rows(5, 6) }
            ]
          }
        }),
        "interactive.action.sections"
      ],
      [interactive({ type: "poll", body }), "interactive.type"],
      [
        message("template", { name: "order_update", language: { code: "en_US" }, components: [{ type: "foot" }] }),
        "template.components[0].type"
      ]
    ] as const) {
      expect([path, code(value)]).toEqual([path, 131009])
      expect(details(value)).toContain(`Parameter ${path} `)
    }
  })

  it("CLOUD_API 3.3: several sections of a list need titles to be told apart", () => {
    const sections = [{ rows: rows(1) }, { title: "B", rows: rows(1, 1) }]
    expect(code(interactive({ type: "list", body, action: { button: "x", sections } }))).toBe(131008)
  })

  it("CLOUD_API 3.3: an unknown type is 131051, one that objects inherit included", () => {
    for (const type of ["poll", "constructor", "__proto__"]) expect(code(message(type, {}))).toBe(131051)
  })

  it("CLOUD_API 3.3: a message to the sender itself is 131021, however it is written", () => {
    for (const to of ["+15550100001", "1 (555) 010-0001"]) {
      expect(code({ ...message("text", { body: "x" }), to })).toBe(131021)
    }
  })

  it("any JSON is answered, never with an exception", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(...Object.keys(good)), fc.json(), (whole, name, part) => {
        const value: Record<string, unknown> = { ...(good[name] as Record<string, unknown>) }
        const results = Object.keys(value).map((key) => read({ ...value, [key]: JSON.parse(part) }))
        expect([readText(whole), ...results].every(Either.isEither)).toBe(true)
      }),
      { numRuns: 300 }
    )
  })
})

const fixtures = new URL("../../../../../shared/fixtures/requests/", import.meta.url)

describe.skipIf(!existsSync(fixtures))("Body: collected requests", () => {
  /** Samples of requests as the platforms and their clients publish them; blanks in them are filled in. */
  const samples = existsSync(fixtures)
    ? readdirSync(fixtures).flatMap((source) =>
        readdirSync(new URL(`${source}/`, fixtures))
          .filter((file) => file.endsWith(".json"))
          .map((file) => ({
            name: `${source}/${file}`,
            text: readFileSync(new URL(`${source}/${file}`, fixtures), "utf8")
          }))
      )
    : []
  const filled = (text: string): Readonly<Record<string, unknown>> => {
    const value: unknown = JSON.parse(
      text
        .replace(/<?http\(s\):[^>"]*>?/g, "https://example.com/file")
        .replace(/"<LOCATION_L\w+>"/g, "1.5")
        .replace("language-and-locale-code", "en_US")
        .replace("<HEADER_TYPE>", "text")
        .replace(/<[A-Za-z_ -]+>/g, "x")
    )
    return { ...(value as Record<string, unknown>), to: "+886912345678" }
  }
  const messages = samples.filter(({ text }) => {
    const value: unknown = JSON.parse(text)
    return (
      typeof value === "object" &&
      value !== null &&
      "messaging_product" in value &&
      ("type" in value || "text" in value)
    )
  })

  it("every published message of a type is one, templates aside, whose names only their authors have", () => {
    expect(messages.length).toBeGreaterThan(80)
    const refused = messages.flatMap(({ name, text }) => {
      const result = read(filled(text))
      return Either.isLeft(result) && result.left.code !== 132001 ? [{ name, ...result.left }] : []
    })
    expect(refused).toEqual([])
  })
})
