import { describe, expect, it } from "vitest"
import { body, brief, buttons, cloudApi, header, json, lint, of, saying } from "./drafts.ts"

const fine = { type: "BODY", text: "Your order has left our store." }
const footer = (text: string) => ({ type: "FOOTER", text })
const reply = { type: "QUICK_REPLY", text: "Stop" }
const link = { type: "URL", text: "Track", url: "https://example.com/track" }
const call = { type: "PHONE_NUMBER", text: "Call", phone_number: "+12025550100" }
const coupon = { type: "COPY_CODE", example: "SAVE5" }
const image = { type: "HEADER", format: "IMAGE" }
const picture = { ...image, example: { header_handle: ["4::aW"] } }
const many = <A>(count: number, item: A): ReadonlyArray<A> => Array.from({ length: count }, () => item)

const marketing = (...components: ReadonlyArray<object>): object => json({ category: "MARKETING", components })

/** A draft, and the code, component and suggestion of its one finding. */
type Case = readonly [code: string, component: string, draft: object, suggestion: string | null]

const cases: ReadonlyArray<Case> = [
  ["name-format", "name", json({ name: "Order Update!" }), "order_update"],
  ["name-format", "name", json({ name: "" }), null],
  ["name-too-long", "name", json({ name: "a".repeat(513) }), "a".repeat(512)],
  ["language-format", "language", json({ language: "EN-us" }), "en_US"],
  ["language-format", "language", json({ language: "english" }), null],
  ["language-unknown", "language", json({ language: "de_LU" }), "de"],
  ["component-repeated", "components", of(fine, footer("a"), footer("b")), null],
  ["component-order", "components", of(footer("a"), fine), "BODY, FOOTER"],
  [
    "component-order",
    "carousel.cards[1]",
    marketing(fine, {
      type: "CAROUSEL",
      cards: [{ components: [picture, buttons(reply)] }, { components: [buttons(reply), picture] }]
    }),
    "HEADER, BUTTONS"
  ],
  ["body-missing", "body", of(footer("a")), null],
  ["body-missing", "body", of({ type: "BODY" }), null],
  ["body-too-long", "body", of({ type: "BODY", text: "a".repeat(1_025) }), null],
  ["header-empty", "header", of(header("  "), fine), null],
  ["header-empty", "header", of({ type: "HEADER", format: "TEXT" }, fine), null],
  ["header-too-long", "header", of(header("a".repeat(61)), fine), null],
  ["header-variables", "header", of(header("{{1}} and {{2}}", "a", "b"), fine), ""],
  ["header-sample", "header", of(header("For {{1}}"), fine), null],
  ["header-sample", "header", of(image, fine), null],
  ["header-sample", "header", of({ ...image, example: { header_handle: ["https://example.com/a.jpg"] } }, fine), null],
  ["footer-empty", "footer", of(fine, footer("")), null],
  ["footer-too-long", "footer", of(fine, footer("a".repeat(61))), null],
  ["footer-variables", "footer", of(fine, footer("For {{1}}")), ""],
  ["variable-malformed", "body", of(body("We have sent your order {{ 1 }} to you.")), "{{1}}"],
  ["variable-malformed", "body", of(body("We have sent your order {{#name}} to you.")), "{{name}}"],
  ["variable-malformed", "body", of(body("We have sent your order {{Order$ID}} to you.")), "{{order_id}}"],
  ["variable-malformed", "body", of(body("We have sent your order {{0}} to you.")), null],
  ["variable-malformed", "body", of(body("We have sent your order {{1 to you.")), null],
  [
    "variable-mixed",
    "body",
    of(body("We have sent your order {{1}} to you, dear friend {{name}}, in full.", "a").valueOf()),
    null
  ],
  ["variable-numbering", "body", of(body("We have sent your order {{2}} to you.", "a")), "{{1}}"],
  ["variable-numbering", "body", of(body("We sent your orders {{1}} and also {{3}} to you.", "a", "b")), "{{2}}"],
  ["variable-adjacent", "body", saying("We have sent your order {{1}} {{2}} to you."), "{{1}}, {{2}}"],
  ["variable-at-edge", "body", saying("{{1}}, your order has left our store."), "Hello {{1}}"],
  ["variable-at-edge", "body", saying("Your order has left our store, {{1}} "), "{{1}}. Thank you."],
  ["variable-ratio", "body", saying("Order {{1}} of {{2}} is {{3}} now."), null],
  ["variable-ratio", "body", saying("您好{{1}}您。", "zh_CN"), null],
  ["body-sample", "body", of(body("We have sent your order {{1}} to you.")), null],
  ["body-sample", "body", of(body("We have sent your order {{1}} to you.", " ")), null],
  ["body-sample", "body", of(body("We have sent your order {{1}} to you.", "a", "b")), null],
  ["buttons-empty", "buttons", of(fine, buttons()), null],
  ["buttons-too-many", "buttons", of(fine, buttons(...many(11, reply))), null],
  ["buttons-of-kind", "buttons", of(fine, buttons(...many(3, link))), null],
  ["buttons-of-kind", "buttons", of(fine, buttons(...many(2, call))), null],
  ["buttons-of-kind", "buttons", of(fine, buttons(...many(2, coupon))), null],
  ["buttons-order", "buttons", of(fine, buttons(reply, link, reply)), "QUICK_REPLY, QUICK_REPLY, URL"],
  ["buttons-order", "buttons", of(fine, buttons(link, reply, call)), "QUICK_REPLY, URL, PHONE_NUMBER"],
  ["button-label-empty", "buttons[0].text", of(fine, buttons({ ...reply, text: " " })), null],
  ["button-label-too-long", "buttons[0].text", of(fine, buttons({ ...reply, text: "a".repeat(26) })), null],
  ["button-label-variable", "buttons[0].text", of(fine, buttons({ ...reply, text: "Stop {{1}}" })), ""],
  [
    "button-url-format",
    "buttons[0].url",
    of(fine, buttons({ ...link, url: "example.com/t" })),
    "https://example.com/t"
  ],
  ["button-url-format", "buttons[0].url", of(fine, buttons({ ...link, url: "my shop" })), null],
  [
    "button-url-too-long",
    "buttons[0].url",
    of(fine, buttons({ ...link, url: `https://example.com/${"a".repeat(1_981)}` })),
    null
  ],
  [
    "button-url-variable",
    "buttons[0].url",
    of(fine, buttons({ ...link, url: "https://example.com/{{1}}/t", example: "a" })),
    null
  ],
  [
    "button-url-variable",
    "buttons[0].url",
    of(fine, buttons({ ...link, url: "https://example.com/{{2}}", example: "a" })),
    null
  ],
  ["button-sample", "buttons[0]", of(fine, buttons({ ...link, url: "https://example.com/{{1}}" })), null],
  ["button-sample", "buttons[0]", of(fine, buttons({ type: "COPY_CODE" })), null],
  ["button-phone-format", "buttons[0].phone_number", of(fine, buttons({ ...call, phone_number: "call me" })), null],
  [
    "button-phone-too-long",
    "buttons[0].phone_number",
    of(fine, buttons({ ...call, phone_number: "1".repeat(21) })),
    null
  ],
  ["button-code-too-long", "buttons[0].example", of(fine, buttons({ ...coupon, example: "A".repeat(21) })), null]
]

const named = (text: string, ...names: ReadonlyArray<string>): object =>
  json({
    parameter_format: "NAMED",
    components: [
      {
        type: "BODY",
        text,
        example: { body_text_named_params: names.map((param_name) => ({ param_name, example: "a" })) }
      }
    ]
  })

describe("Linter: structure", () => {
  it.each(cases.filter(([code]) => code !== "variable-malformed" && code !== "variable-mixed"))(
    "TP-05: %s at %s is found, alone",
    (code, component, draft, suggestion) => {
      expect(lint(draft, cloudApi)).toMatchObject([{ rule: "TP-05", code, component, suggestion }])
    }
  )

  it.each(cases.filter(([code]) => code === "variable-malformed" || code === "variable-mixed"))(
    "TP-05: %s at %s is found",
    (code, component, draft, suggestion) => {
      expect(lint(draft, cloudApi).filter((finding) => finding.code === code)).toMatchObject([
        { component, suggestion }
      ])
    }
  )

  it("TP-05: named variables have names of their own, and parameter_format NAMED", () => {
    const text = "We have sent your order {{order_id}} to you today."
    expect(lint(named(text, "order_id"), cloudApi)).toEqual([])
    expect(brief(lint(named("We have sent {{order}} and also {{order}} to you today.", "order")))).toEqual([
      ["variable-repeated", "body"]
    ])
    expect(brief(lint(named(text, "order")))).toEqual([["body-sample", "body"]])
    expect(brief(lint({ ...named(text, "order_id"), parameter_format: "POSITIONAL" }))).toEqual([
      ["variable-kind", "body"]
    ])
  })

  it("TP-05: at every limit a draft still passes", () => {
    const draft = of(
      header("a".repeat(60)),
      { type: "BODY", text: "𝒂".repeat(1_024) },
      footer("a".repeat(60)),
      buttons(
        ...many(6, { ...reply, text: "a".repeat(25) }),
        { ...link, url: `https://example.com/${"a".repeat(1_980)}` },
        { ...link, url: "https://example.com/t?id={{1}}", example: ["7"] },
        { ...call, phone_number: "1".repeat(20) },
        { ...coupon, example: "A".repeat(20) }
      )
    )
    expect(lint(draft, cloudApi)).toEqual([])
  })

  it("TP-05: lengths are counted in code points, and a variable may come before one with a smaller number", () => {
    expect(brief(lint(of({ type: "BODY", text: "😀".repeat(1_024) }), cloudApi))).toEqual([["body-emoji", "body"]])
    expect(lint(saying("The order {{2}} of our dear customer {{1}} has left our store."), cloudApi)).toEqual([])
  })

  it("TP-05: a draft of the wrong shape is a finding for each fault, with its path", () => {
    const components = [
      { type: "BODY", text: 7 },
      { type: "HEADER", format: "SONG" },
      { type: "BUTTONS", buttons: [{ type: "URL", text: "Track" }] }
    ]
    expect(brief(lint({ name: "a", language: "en", category: "SPAM", components }))).toEqual([
      ["shape", "category"],
      ["shape", "components[0].text"],
      ["shape", "components[1].format"],
      ["shape", "components[2].buttons[0].url"]
    ])
    expect(lint(null)).toMatchObject([{ code: "shape", component: "template" }])
  })
})
