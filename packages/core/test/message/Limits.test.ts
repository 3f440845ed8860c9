import { Either, JSONSchema } from "effect"
import { describe, expect, it } from "vitest"
import { OutboundMessage, decodeContent } from "@sluice/core/message/OutboundMessage"
import { contents } from "./contents.ts"

/**
 * The documented limits one by one: from a content that passes, one change, and the fault it makes. Changes go by path, so that a
 * row reads as the rule it proves.
 */

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

/** A copy of `value` with what stands at `path` replaced; undefined takes it away. */
const changed = (value: unknown, path: ReadonlyArray<string>, to: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return to
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? changed(item, rest, to) : item))
  const inner: unknown = isObject(value) ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
  const entries = isObject(value) ? Object.entries(value).filter(([name]) => name !== key) : []
  const after = changed(inner, rest, to)
  return Object.fromEntries(after === undefined ? entries : [...entries, [key, after]])
}

const faults = (json: unknown): ReadonlyArray<string> =>
  Either.match(decodeContent(json), {
    onLeft: (issues) => issues.map((issue) => `${issue.path} ${issue.code}`),
    onRight: () => []
  })

const chars = (count: number): string => "x".repeat(count)
const buttons = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ type: "reply", reply: { id: String(n), title: `T${n}` } }))
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ id: String(from + n), title: `T${n}` }))
const products = (count: number) => Array.from({ length: count }, (_, n) => ({ product_retailer_id: `sku-${n}` }))
const cards = (count: number) =>
  Array.from({ length: count }, (_, card_index) => ({ ...contents.carousel.interactive.action.cards[0], card_index }))

type Row = readonly [content: keyof typeof contents, at: string, value: unknown, ...faults: ReadonlyArray<string>]

const table: ReadonlyArray<Row> = [
  // Media: one source, a real link, captions only where there are captions.
  ["imageById", "image.link", "https://a.example/b", "image exclusive"],
  ["imageById", "image.id", undefined, "image exclusive"],
  ["imageById", "image.caption", chars(1_025), "image.caption too-long"],
  ["imageById", "image.caption", chars(1_024)],
  ["imageByLink", "image.link", "ftp://a.example/b", "image.link format"],
  ["imageByLink", "image.link", "https://a example/b", "image.link format"],
  ["imageByLink", "image.link", "http://127.0.0.1:8080/a.jpg"],
  ["audio", "audio.caption", "x", "audio.caption unknown-field"],
  ["sticker", "sticker.caption", "x", "sticker.caption unknown-field"],
  ["document", "document.filename", "", "document.filename empty"],

  // Location, contacts, reaction.
  ["location", "location.latitude", 90.1, "location.latitude out-of-range"],
  ["location", "location.longitude", "-180.5", "location.longitude out-of-range"],
  ["location", "location.longitude", "18,4", "location.longitude format"],
  ["location", "location.latitude", true, "location.latitude type"],
  ["contacts", "contacts", [], "contacts too-few"],
  ["contacts", "contacts", Array(258).fill(contents.contacts.contacts[0]), "contacts too-many"],
  ["contacts", "contacts.0.name.first_name", undefined, "contacts[0].name.first_name missing"],
  ["contacts", "contacts.0.name.formatted_name", undefined, "contacts[0].name.formatted_name missing"],
  ["contacts", "contacts.0.birthday", "31.01.2000", "contacts[0].birthday format"],
  ["reaction", "reaction.emoji", "ok", "reaction.emoji format"],
  ["reaction", "reaction.emoji", "👍👍", "reaction.emoji format"],
  ["reaction", "reaction.emoji", "👨‍👩‍👧‍👦"],
  ["reaction", "reaction.emoji", "🇰🇷"],
  ["reaction", "reaction.emoji", "1️⃣"],

  // Reply buttons: 3 buttons, id 256, title 20, body 1024, header and footer 60.
  ["buttons", "interactive.action.buttons", buttons(3)],
  ["buttons", "interactive.action.buttons", buttons(4), "interactive.action.buttons too-many"],
  ["buttons", "interactive.action.buttons", [], "interactive.action.buttons too-few"],
  ["buttons", "interactive.action.buttons.0.reply.id", chars(257), "interactive.action.buttons[0].reply.id too-long"],
  ["buttons", "interactive.action.buttons.1.reply.id", "yes", "interactive.action.buttons[1].reply.id duplicate"],
  [
    "buttons",
    "interactive.action.buttons.0.reply.title",
    chars(21),
    "interactive.action.buttons[0].reply.title too-long"
  ],
  ["buttons", "interactive.body.text", chars(1_025), "interactive.body.text too-long"],
  ["buttons", "interactive.footer.text", chars(61), "interactive.footer.text too-long"],
  ["buttons", "interactive.header", { type: "sticker", sticker: { id: "1" } }, "interactive.header.type not-allowed"],

  // List: 10 sections, 10 rows over all, its own lengths, a header of words only.
  [
    "list",
    "interactive.header",
    contents.buttons.interactive.header,
    "interactive.header.type not-allowed",
    "interactive.header.text missing",
    "interactive.header.image unknown-field"
  ],
  ["list", "interactive.body.text", chars(4_096)],
  ["list", "interactive.body.text", chars(4_097), "interactive.body.text too-long"],
  ["list", "interactive.action.button", chars(21), "interactive.action.button too-long"],
  ["list", "interactive.action.sections.0.rows", rows(9, 10)],
  ["list", "interactive.action.sections.0.rows", rows(10, 10), "interactive.action.sections too-many"],
  ["list", "interactive.action.sections.0.rows", [], "interactive.action.sections[0].rows too-few"],
  ["list", "interactive.action.sections.0.title", undefined, "interactive.action.sections[0].title missing"],
  ["list", "interactive.action.sections.0.title", chars(25), "interactive.action.sections[0].title too-long"],
  ["list", "interactive.action.sections.1.rows.0.id", "1", "interactive.action.sections[1].rows[0].id duplicate"],
  ["list", "interactive.action.sections.0.rows.0.id", chars(201), "interactive.action.sections[0].rows[0].id too-long"],
  [
    "list",
    "interactive.action.sections.0.rows.0.title",
    chars(25),
    "interactive.action.sections[0].rows[0].title too-long"
  ],
  [
    "list",
    "interactive.action.sections.0.rows.0.description",
    chars(73),
    "interactive.action.sections[0].rows[0].description too-long"
  ],

  // Link, flow, products.
  [
    "link",
    "interactive.action.parameters.display_text",
    chars(21),
    "interactive.action.parameters.display_text too-long"
  ],
  ["link", "interactive.action.parameters.url", "example.com", "interactive.action.parameters.url format"],
  ["flow", "interactive.action.parameters.flow_name", "visits", "interactive.action.parameters exclusive"],
  ["flow", "interactive.action.parameters.flow_id", undefined, "interactive.action.parameters exclusive"],
  [
    "flow",
    "interactive.action.parameters.flow_action",
    "data_exchange",
    "interactive.action.parameters.flow_action_payload mismatch"
  ],
  [
    "flow",
    "interactive.action.parameters.flow_message_version",
    3,
    "interactive.action.parameters.flow_message_version not-allowed"
  ],
  ["product", "interactive.header", { type: "text", text: "x" }, "interactive.header unknown-field"],
  ["productList", "interactive.header", undefined, "interactive.header missing"],
  ["productList", "interactive.action.sections.0.product_items", products(30)],
  [
    "productList",
    "interactive.action.sections.0.product_items",
    products(31),
    "interactive.action.sections too-many",
    "interactive.action.sections[0].product_items too-many"
  ],
  [
    "productList",
    "interactive.action.sections",
    Array.from({ length: 11 }, (_, n) => ({ title: `S${n}`, product_items: products(1) })),
    "interactive.action.sections too-many"
  ],
  ["address", "interactive.action.parameters.country", "India", "interactive.action.parameters.country format"],
  [
    "voiceCall",
    "interactive.action.parameters.ttl_minutes",
    43_201,
    "interactive.action.parameters.ttl_minutes out-of-range"
  ],

  // Carousel: 2 to 10 cards of one shape.
  ["carousel", "interactive.action.cards", cards(10)],
  ["carousel", "interactive.action.cards", cards(1), "interactive.action.cards too-few"],
  [
    "carousel",
    "interactive.action.cards",
    cards(11),
    "interactive.action.cards too-many",
    "interactive.action.cards[10].card_index out-of-range"
  ],
  ["carousel", "interactive.action.cards.1.card_index", 0, "interactive.action.cards[1].card_index duplicate"],
  ["carousel", "interactive.action.cards.0.body.text", "a\nb\nc\nd", "interactive.action.cards[0].body.text format"],
  ["carousel", "interactive.action.cards.0.body.text", chars(161), "interactive.action.cards[0].body.text too-long"],
  [
    "carousel",
    "interactive.action.cards.1.header",
    { type: "video", video: { id: "1" } },
    "interactive.action.cards[1] mismatch"
  ],
  [
    "carousel",
    "interactive.action.cards.1.header",
    undefined,
    "interactive.action.cards[1] mismatch",
    "interactive.action.cards[1].header missing"
  ],
  [
    "carousel",
    "interactive.action.cards.1",
    contents.carouselOfReplies.interactive.action.cards[1],
    "interactive.action.cards[1] mismatch"
  ],
  [
    "carousel",
    "interactive.action.cards.0.action.buttons",
    [{ type: "quick_reply", quick_reply: { id: "1", title: "x" } }],
    "interactive.action.cards[0].action exclusive",
    "interactive.action.cards[1] mismatch"
  ],
  ["carouselOfProducts", "interactive.action.cards.0.body", { text: "x" }, "interactive.action.cards[0].body mismatch"],
  ["carousel", "interactive.header", { type: "text", text: "x" }, "interactive.header unknown-field"],

  // Orders: sums that add up.
  [
    "orderDetails",
    "interactive.action.parameters.total_amount.value",
    2_151,
    "interactive.action.parameters.total_amount.value mismatch"
  ],
  [
    "orderDetails",
    "interactive.action.parameters.order.items.0.quantity",
    3,
    "interactive.action.parameters.order.subtotal.value mismatch"
  ],
  ["orderDetails", "interactive.action.parameters.currency", "rupee", "interactive.action.parameters.currency format"],
  [
    "orderStatus",
    "interactive.action.parameters.order.status",
    "lost",
    "interactive.action.parameters.order.status not-allowed"
  ],

  // Templates: one header, one body, buttons once each; values that fit their button; named or in order.
  ["template", "template.name", chars(513), "template.name too-long"],
  ["template", "template.components.1", contents.template.template.components[0], "template.components[1] duplicate"],
  ["template", "template.components.3.index", "0", "template.components[3] duplicate"],
  ["template", "template.components.3.index", 10, "template.components[3].index out-of-range"],
  ["template", "template.components.3.parameters.0.text", "a b", "template.components[3].parameters[0].text format"],
  ["template", "template.components.3.parameters.0.text", "100%", "template.components[3].parameters[0].text format"],
  ["template", "template.components.3.parameters", [], "template.components[3].parameters too-few"],
  [
    "template",
    "template.components.2.parameters.0",
    { type: "coupon_code", coupon_code: "x" },
    "template.components[2].parameters[0].type not-allowed"
  ],
  [
    "template",
    "template.components.4.parameters.0.coupon_code",
    chars(21),
    "template.components[4].parameters[0].coupon_code too-long"
  ],
  ["template", "template.components.1.parameters.0.text", "a\nb", "template.components[1].parameters[0].text format"],
  [
    "template",
    "template.components.1.parameters.0.text",
    "a     b",
    "template.components[1].parameters[0].text format"
  ],
  [
    "template",
    "template.components.1.parameters.0.parameter_name",
    "first_name",
    "template.components[1].parameters mismatch"
  ],
  [
    "template",
    "template.components.1.parameters.1.currency.amount_1000",
    10.5,
    "template.components[1].parameters[1].currency.amount_1000 out-of-range"
  ],
  [
    "templateProducts",
    "template.components.0.parameters.0.action.sections",
    undefined,
    "template.components[0].parameters[0].action.sections missing"
  ],
  [
    "templateProducts",
    "template.components.0.sub_type",
    "order_details",
    "template.components[0].parameters[0].action.order_details missing"
  ],
  ["template", "template.components.0.parameters", [], "template.components[0].parameters too-few"],
  ["template", "template.components.0.type", "top", "template.components[0].type not-allowed"],
  [
    "templateNamed",
    "template.components.1.parameters.1.parameter_name",
    "first_name",
    "template.components[1].parameters[1].parameter_name duplicate"
  ],
  [
    "templateCarousel",
    "template.components.1.cards.1.card_index",
    0,
    "template.components[1].cards[1].card_index duplicate"
  ]
]

describe("Limits of outbound messages", () => {
  it.each(table.map(([content, at, value, ...expected]) => ({ content, at, value, expected })))(
    "CLOUD_API 3.1: $content with another $at: $expected",
    ({ at, content, expected, value }) => {
      expect(faults(changed(contents[content], at.split("."), value)).toSorted()).toEqual(expected.toSorted())
    }
  )

  it("CLOUD_API 3.1: the limits are part of the schema's own description, which documents of the API are made from", () => {
    const described = JSON.stringify(JSONSchema.make(OutboundMessage))
    expect(described).toContain('"body":{"type":"string","minLength":1,"maxLength":4096}')
    expect(described).toMatch(/"buttons":\{"type":"array",[^{]*"minItems":1,"maxItems":3|"minItems":1,"maxItems":3\}/)
    expect(described).toContain('"type":"integer","minimum":1,"maximum":43200')
  })

  it("CLOUD_API 3.1: types of template components are read without regard to case, and kept in lower case", () => {
    const upper = changed(contents.template, ["template", "components", "2", "sub_type"], "QUICK_REPLY")
    const body = changed(upper, ["template", "components", "1", "type"], "BODY")
    expect(Either.getOrThrow(decodeContent(body))).toEqual(contents.template)
  })
})
