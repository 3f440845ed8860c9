import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Template } from "@sluice/core/message/Template"
import * as Fit from "@sluice/core/template/Fit"
import type { Status } from "@sluice/core/template/Approval"
import { body, buttons, decoded, header, json, of } from "./drafts.ts"

const text = (value: string, parameter_name?: string): object => ({
  type: "text",
  text: value,
  ...(parameter_name !== undefined && { parameter_name })
})
const inHeader = (...parameters: ReadonlyArray<object>) => ({ type: "header", parameters })
const inBody = (...parameters: ReadonlyArray<object>) => ({ type: "body", parameters })
const inButton = (index: number, sub_type: string, ...parameters: ReadonlyArray<object>) => ({
  type: "button",
  sub_type,
  index: String(index),
  parameters
})

/** A message's use of the template `order_update`. */
const use = (components: ReadonlyArray<object>, change: object = {}): Template =>
  Schema.decodeUnknownSync(Template)({ name: "order_update", language: { code: "en_US" }, components, ...change })

const judge = (draft: object, components: ReadonlyArray<object>, status: Status = "approved") =>
  Fit.judge([{ template: decoded(draft), status }], use(components))

/** Codes of ours and of the platform, with their components; empty where it fits. */
const reasons = (decision: Fit.Decision) =>
  decision._tag === "Fits"
    ? []
    : decision.findings.map(({ code, component, foresees }) => `${foresees} ${code} ${component}`)

const plain = of({ type: "BODY", text: "Your order has left our store." })
const withBody = of(body("Your order {{1}} of {{2}} has left our store.", "a", "b"))
const withHeader = of(header("Order {{1}}", "a"), { type: "BODY", text: "It has left our store." })
const withImage = of({ type: "HEADER", format: "IMAGE" }, { type: "BODY", text: "It has left our store." })
const withNames = json({
  parameter_format: "NAMED",
  components: [{ type: "BODY", text: "Order {{order}} for {{who}} left." }]
})
const withButtons = of(
  { type: "BODY", text: "It has left our store." },
  buttons(
    { type: "QUICK_REPLY", text: "Stop" },
    { type: "URL", text: "Track", url: "https://example.com/{{1}}", example: "a" },
    { type: "URL", text: "Shop", url: "https://example.com/" },
    { type: "COPY_CODE", example: "A" }
  )
)
const code = json({
  category: "AUTHENTICATION",
  components: [{ type: "BODY", add_security_recommendation: true }, buttons({ type: "OTP", otp_type: "COPY_CODE" })]
})
const cards = of(
  { type: "BODY", text: "Our shoes." },
  {
    type: "CAROUSEL",
    cards: [0, 1].map(() => ({ components: [{ type: "HEADER", format: "IMAGE" }, body("Only {{1}} today.", "a")] }))
  }
)
const image = { type: "image", image: { id: "1" } }
const card = (card_index: number, ...components: ReadonlyArray<object>) => ({ card_index, components })
const coupon = inButton(3, "copy_code", { type: "coupon_code", coupon_code: "A" })
const track = inButton(1, "url", text("a7"))

describe("Fit: what fits", () => {
  it.each([
    ["no variables and no values", plain, []],
    ["as many values as variables", withBody, [inBody(text("a"), text("b"))]],
    [
      "an amount and a date",
      withBody,
      [
        inBody(
          { type: "currency", currency: { fallback_value: "5", code: "USD", amount_1000: 5_000 } },
          { type: "date_time", date_time: { fallback_value: "now" } }
        )
      ]
    ],
    ["a header's value", withHeader, [inHeader(text("a"))]],
    ["the header's file", withImage, [inHeader(image)]],
    ["names in any order", withNames, [inBody(text("a", "who"), text("b", "order"))]],
    ["values for the buttons that need them", withButtons, [track, coupon]],
    ["a payload too", withButtons, [inButton(0, "quick_reply", { type: "payload", payload: "x" }), track, coupon]],
    ["a one-time code", code, [inBody(text("123456")), inButton(0, "url", text("123456"))]],
    [
      "every card",
      cards,
      [
        {
          type: "carousel",
          cards: [card(0, inHeader(image), inBody(text("a"))), card(1, inHeader(image), inBody(text("b")))]
        }
      ]
    ]
  ])("TP-07: %s", (_, draft, components) => {
    expect(reasons(judge(draft, components))).toEqual([])
  })
})

describe("Fit: what is refused", () => {
  it.each([
    ["too few values", withBody, [inBody(text("a"))], ["132000 values-count body"]],
    ["no values at all", withBody, [], ["132000 values-count body"]],
    ["too many values", withBody, [inBody(text("a"), text("b"), text("c"))], ["132000 values-count body"]],
    ["a value for a header that is not there", plain, [inHeader(text("a"))], ["132000 values-count header"]],
    ["a header's value that is missing", withHeader, [], ["132000 values-count header"]],
    ["a file for a header of words", withHeader, [inHeader(image)], ["132012 value-format header"]],
    ["words for a header with a file", withImage, [inHeader(text("a"))], ["132012 value-format header"]],
    ["a file that is missing", withImage, [], ["132012 value-format header"]],
    [
      "a name that the template lacks",
      withNames,
      [inBody(text("a", "who"), text("b", "when"))],
      ["132012 value-name body"]
    ],
    [
      "values without names",
      withNames,
      [inBody(text("a"), text("b"))],
      ["132012 value-name body", "132012 value-name body"]
    ],
    ["a name where there are numbers", withHeader, [inHeader(text("a", "who"))], ["132012 value-name header"]],
    ["a header that grows too long", withHeader, [inHeader(text("a".repeat(55)))], ["132005 text-too-long header"]],
    [
      "a body that grows too long",
      withBody,
      [inBody(text("😀".repeat(990)), text("b"))],
      ["132005 text-too-long body"]
    ],
    [
      "an address that grows too long",
      withButtons,
      [inButton(1, "url", text("a".repeat(1_981))), coupon],
      ["132005 text-too-long buttons[1]"]
    ],
    ["a button's value that is missing", withButtons, [coupon], ["132000 values-count buttons[1]"]],
    ["a coupon that is missing", withButtons, [track], ["132000 values-count buttons[3]"]],
    [
      "a value for an address without variable",
      withButtons,
      [track, inButton(2, "url", text("a")), coupon],
      ["132000 values-count buttons[2]"]
    ],
    [
      "a button of another kind",
      withButtons,
      [inButton(1, "quick_reply", { type: "payload", payload: "x" }), coupon],
      ["132012 button-kind buttons[1]"]
    ],
    ["a button that is not there", plain, [inButton(4, "url", text("a"))], ["132000 values-count buttons[4]"]],
    ["a one-time code without button", code, [inBody(text("1"))], ["132000 values-count buttons[0]"]],
    [
      "a card too few",
      cards,
      [{ type: "carousel", cards: [card(0, inHeader(image), inBody(text("a")))] }],
      ["132000 values-count carousel"]
    ],
    [
      "a card's value that is missing",
      cards,
      [{ type: "carousel", cards: [card(0, inHeader(image), inBody(text("a"))), card(1, inHeader(image))] }],
      ["132000 values-count carousel.cards[1].body"]
    ],
    [
      "a card that is not the template's",
      cards,
      [
        {
          type: "carousel",
          cards: [card(0, inHeader(image), inBody(text("a"))), card(7, inHeader(image), inBody(text("b")))]
        }
      ],
      ["132000 values-count carousel.cards[1]"]
    ],
    [
      "a time of expiry that is missing",
      of(
        { type: "BODY", text: "Our shoes." },
        { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Soon", has_expiration: true } }
      ),
      [],
      ["132000 values-count limited_time_offer"]
    ]
  ])("TP-07: %s", (_, draft, components, wanted) => {
    expect(reasons(judge(draft, components))).toEqual(wanted)
  })

  it("TP-07: a value that would break an address, with the form that would not", () => {
    const template: Template = {
      name: "order_update",
      language: { code: "en_US" },
      components: [
        { type: "button", sub_type: "url", index: 1, parameters: [{ type: "text", text: "a b\uD800é" }] },
        { type: "button", sub_type: "copy_code", index: 3, parameters: [{ type: "coupon_code", coupon_code: "A" }] }
      ]
    }
    expect(Fit.judge([{ template: decoded(withButtons), status: "approved" }], template)).toMatchObject({
      findings: [
        { code: "value-not-encoded", foresees: 132012, component: "buttons[1]", suggestion: "a%20b%EF%BF%BD%C3%A9" }
      ]
    })
  })

  it.each([
    ["draft", "132001 template-not-approved name"],
    ["submitted", "132001 template-not-approved name"],
    ["rejected", "132001 template-not-approved name"],
    ["paused", "132015 template-paused name"],
    ["disabled", "132016 template-disabled name"]
  ] as const)("TP-07: a template that is %s, whatever its values", (status, reason) => {
    expect(reasons(judge(withBody, [], status))).toEqual([reason])
  })

  it("TP-07: a template or a language that the account does not have", () => {
    const known = [{ template: decoded(plain), status: "approved" as const }]
    expect(reasons(Fit.judge(known, use([], { name: "other" })))).toEqual(["132001 template-unknown name"])
    expect(Fit.judge(known, use([], { language: { code: "en" } }))).toMatchObject({
      findings: [{ code: "language-missing", foresees: 132001, component: "language", suggestion: "en_US" }]
    })
    expect(reasons(Fit.judge([], use([])))).toEqual(["132001 template-unknown name"])
  })

  it("TP-07: a body fits with exactly as many values as it has variables, however many of them repeat", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(14), fc.boolean(), (wanted, given, twice) => {
        const numbers = Array.from({ length: wanted }, (_, index) => `{{${index + 1}}}`)
        const said = [...numbers, ...(twice ? numbers : [])].join(" and ")
        const values = Array.from({ length: given }, (_, index) => text(`value ${index}`))
        const decision = judge(of({ type: "BODY", text: `Orders ${said} left.` }), [inBody(...values)])
        expect(decision._tag).toBe(given === wanted ? "Fits" : "Refused")
      })
    )
  })
})
