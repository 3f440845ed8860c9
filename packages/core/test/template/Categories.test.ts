import { describe, expect, it } from "vitest"
import { brief, buttons, cloudApi, header, json, lint } from "./drafts.ts"

const code = { type: "BODY", add_security_recommendation: true }
const copy = { type: "OTP", otp_type: "COPY_CODE", text: "Copy" }
const app = { package_name: "com.example.shop", signature_hash: "K8a/AINcGX7" }
const footer = (minutes: number) => ({ type: "FOOTER", code_expiration_minutes: minutes })

const authentication = (...components: ReadonlyArray<object>) =>
  brief(lint(json({ category: "AUTHENTICATION", components }), cloudApi))

describe("Linter: authentication templates", () => {
  it.each([
    [[code, footer(10), buttons(copy)]],
    [[{ type: "BODY" }, buttons({ ...copy, otp_type: "ONE_TAP", ...app })]],
    [[code, buttons({ ...copy, otp_type: "ONE_TAP", supported_apps: [app] })]],
    [
      [
        code,
        footer(90),
        buttons({ ...copy, otp_type: "ZERO_TAP", supported_apps: [app], zero_tap_terms_accepted: true })
      ]
    ]
  ])("TP-05: the platform's words, an expiry and one button pass (%#)", (components) => {
    expect(authentication(...components)).toEqual([])
  })

  it.each([
    ["header-category", "header", [{ type: "HEADER", format: "LOCATION" }, code, buttons(copy)]],
    ["header-category", "header", [header("Your code"), code, buttons(copy)]],
    ["authentication-parts", "body", [{ type: "BODY", text: "This code is for you alone." }, buttons(copy)]],
    ["authentication-parts", "footer", [code, { type: "FOOTER", text: "Thanks" }, buttons(copy)]],
    ["authentication-parts", "call_permission_request", [code, { type: "CALL_PERMISSION_REQUEST" }, buttons(copy)]],
    ["authentication-expiry", "footer.code_expiration_minutes", [code, footer(0), buttons(copy)]],
    ["authentication-expiry", "footer.code_expiration_minutes", [code, footer(91), buttons(copy)]],
    ["authentication-expiry", "footer.code_expiration_minutes", [code, footer(2.5), buttons(copy)]],
    ["authentication-button", "buttons", [code]],
    ["authentication-button", "buttons", [code, buttons({ type: "QUICK_REPLY", text: "Stop" })]],
    ["authentication-button", "buttons", [code, buttons(copy, copy)]],
    ["authentication-app", "buttons[0]", [code, buttons({ ...copy, otp_type: "ONE_TAP" })]],
    ["authentication-app", "buttons[0]", [code, buttons({ ...copy, otp_type: "ZERO_TAP", supported_apps: [app] })]]
  ])("TP-05: %s at %s is found, alone (%#)", (finding, component, components) => {
    expect(authentication(...components)).toEqual([[finding, component]])
  })

  it("TP-05: a one-time code has no place in another category", () => {
    const draft = json({ components: [{ type: "BODY", text: "Your order has left." }, buttons(copy)] })
    expect(brief(lint(draft, cloudApi))).toEqual([["authentication-button", "buttons[0]"]])
  })
})

const text = { type: "BODY", text: "Our shoes are here for you." }
const coupon = { type: "COPY_CODE", example: "SAVE5" }
const link = { type: "URL", text: "Shop", url: "https://example.com/" }
const offer = (change: object = {}) => ({
  type: "LIMITED_TIME_OFFER",
  limited_time_offer: { text: "Expiring offer!", has_expiration: true, ...change }
})

const marketing = (...components: ReadonlyArray<object>) =>
  brief(lint(json({ category: "MARKETING", components }), cloudApi))

describe("Linter: limited-time offers", () => {
  it("TP-05: an offer with its code first passes, with or without an expiry", () => {
    expect(marketing(offer(), text, buttons(coupon, link))).toEqual([])
    expect(marketing(offer({ has_expiration: false }), text, buttons(link))).toEqual([])
  })

  it.each([
    ["offer-too-long", "limited_time_offer", [offer({ text: "a".repeat(17) }), text, buttons(coupon)]],
    ["body-too-long", "body", [offer(), { type: "BODY", text: "a".repeat(601) }, buttons(coupon)]],
    ["offer-parts", "footer", [offer(), text, { type: "FOOTER", text: "Thanks" }, buttons(coupon)]],
    ["offer-parts", "buttons", [offer(), text, buttons(link, coupon)]],
    ["offer-parts", "buttons", [offer(), text, buttons(link)]],
    ["button-code-too-long", "buttons[0].example", [offer(), text, buttons({ ...coupon, example: "A".repeat(16) })]]
  ])("TP-05: %s at %s is found, alone (%#)", (finding, component, components) => {
    expect(marketing(...components)).toEqual([[finding, component]])
  })

  it("TP-05: an offer is for marketing alone", () => {
    expect(lint(json({ components: [offer(), text, buttons(coupon)] }), cloudApi)).toMatchObject([
      { code: "marketing-only", component: "limited_time_offer", text: "UTILITY", suggestion: "MARKETING" }
    ])
  })
})

const image = { type: "HEADER", format: "IMAGE", example: { header_handle: ["4::aW"] } }
const video = { ...image, format: "VIDEO" }
const reply = { type: "QUICK_REPLY", text: "More" }
const cards = (...all: ReadonlyArray<ReadonlyArray<object>>) => ({
  type: "CAROUSEL",
  cards: all.map((components) => ({ components }))
})
const card = [image, text, buttons(reply, link)]

describe("Linter: carousels", () => {
  it("TP-05: two to ten cards of one shape pass", () => {
    expect(marketing(text, cards(card, card))).toEqual([])
    expect(marketing(text, cards(...Array.from({ length: 10 }, () => card)))).toEqual([])
  })

  it.each([
    ["carousel-cards", "carousel", cards(card)],
    ["carousel-cards", "carousel", cards(...Array.from({ length: 11 }, () => card))],
    ["carousel-cards-differ", "carousel.cards[1]", cards(card, [video, text, buttons(reply, link)])],
    ["carousel-cards-differ", "carousel.cards[1]", cards(card, [image, buttons(reply, link)])],
    ["carousel-cards-differ", "carousel.cards[1]", cards(card, [image, text, buttons(link, reply)])],
    [
      "body-too-long",
      "carousel.cards[1].body",
      cards(card, [image, { ...text, text: "a".repeat(161) }, buttons(reply, link)])
    ]
  ])("TP-05: %s at %s is found, alone (%#)", (finding, component, carousel) => {
    expect(marketing(text, carousel)).toEqual([[finding, component]])
  })

  it("TP-05: a card shows a picture or a product, and has at most two buttons", () => {
    const bare = [text, buttons(reply)]
    const busy = [image, text, buttons(reply, reply, reply)]
    expect(marketing(text, cards(bare, bare)).map(([finding]) => finding)).toEqual(Array(2).fill("carousel-card-parts"))
    expect(marketing(text, cards(busy, busy)).map(([finding]) => finding)).toEqual(Array(2).fill("carousel-card-parts"))
  })

  it("TP-05: a carousel is for marketing alone", () => {
    expect(brief(lint(json({ components: [text, cards(card, card)] }), cloudApi))).toEqual([
      ["marketing-only", "carousel"]
    ])
  })
})
