import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import { fixture } from "./fixture.ts"

const events = (name: string) => decode(fixture(name)).events

const at = "entry[0].changes[0].value"
const origin = {
  path: at,
  wabaId: "100000000000001",
  phoneNumberId: null,
  displayPhoneNumber: null,
  timestampSeconds: 1_750_000_200
}
const template = { id: "700000000000001", name: "order_update", language: "en-US" }
const known = (word: string) => ({ word, text: word })

describe("Callback: templates", () => {
  it("TP-06: a rejection carries its reason and what would help", () => {
    expect(events("template-rejected")[0]).toEqual({
      _tag: "TemplateStatusChanged",
      ...origin,
      template,
      event: known("REJECTED"),
      category: known("MARKETING"),
      reason: known("ABUSIVE_CONTENT"),
      rejection: { reason: "It is ABUSIVE_CONTENT.", recommendation: "Write it anew." },
      pause: null,
      disableDate: null
    })
  })

  it("TP-06: a pause says which one it is; the end of a template says when", () => {
    expect(events("template-paused")).toMatchObject([
      { event: known("PAUSED"), pause: { title: known("FIRST_PAUSE") } },
      { event: known("PAUSED"), pause: { title: known("SECOND_PAUSE") } },
      { event: known("PAUSED"), pause: { title: known("RATE_LIMITING_PAUSE") } },
      { event: known("PAUSED"), pause: { title: known("UNPAUSE") } },
      { event: known("DISABLED"), pause: { title: known("DISABLED") }, disableDate: "June 15, 2025" }
    ])
  })

  it("CLOUD_API 3.6: quality is told from what to what, under whichever field it comes", () => {
    const quality = { previous: known("GREEN"), current: known("YELLOW") }
    expect(events("template-quality")[1]).toMatchObject({ _tag: "TemplateQualityChanged", template, ...quality })
    expect(events("template-quality-under-status")).toMatchObject([{ _tag: "TemplateQualityChanged", ...quality }])
  })

  it("CLOUD_API 3.6: new components and categories are read", () => {
    expect(events("template-components")).toMatchObject([
      {
        header: "Your order",
        body: "Thank you, {{1}}.",
        footer: "The shop",
        buttons: expect.arrayContaining([
          { type: known("PHONE_NUMBER"), text: "Call", url: null, phoneNumber: "+12025550100" },
          { type: known("URL"), text: "Open", url: "https://shop.example.com/{{1}}", phoneNumber: null }
        ])
      }
    ])
    expect(events("template-category")).toMatchObject([
      { previous: known("UTILITY"), current: known("MARKETING"), correct: null, atSeconds: null },
      { previous: null, current: known("UTILITY"), correct: known("MARKETING"), atSeconds: 1_750_086_600 }
    ])
  })
})

describe("Callback: numbers and accounts", () => {
  it("CLOUD_API 3.4: the portfolio's tier is one, whether it comes as a number or as a name", () => {
    const limits = events("business-capability").map((event) =>
      event._tag === "CapabilityChanged" ? event.businessLimit : null
    )
    expect(limits.map((limit) => (limit?._tag === "Limited" ? limit.recipientsMax : (limit?._tag ?? null)))).toEqual([
      2_000,
      250,
      2_000,
      10_000,
      100_000,
      "Unlimited",
      null
    ])
    expect(events("business-capability").at(-1)).toMatchObject({
      numberLimit: { recipientsMax: 1_000 },
      numbersMaxOfBusiness: 2
    })
  })

  it("CLOUD_API 3.6: the standing of a number names the number, the event and old and new limits", () => {
    expect(events("number-quality")[4]).toEqual({
      _tag: "NumberQualityChanged",
      ...origin,
      path: "entry[0].changes[4].value",
      displayPhoneNumber: "12025550100",
      event: known("UPGRADE"),
      businessLimit: null,
      currentLimit: { _tag: "Limited", recipientsMax: 1_000, text: "TIER_1K" },
      oldLimit: { _tag: "Limited", recipientsMax: 50, text: "TIER_50" }
    })
  })

  it("CLOUD_API 3.6: a name's review and a PIN's news are read", () => {
    expect(events("number-name").at(-1)).toMatchObject({
      _tag: "NumberNameReviewed",
      decision: known("REJECTED"),
      requestedName: "The best shop",
      rejection: known("UNKNOWN")
    })
    expect(events("security")[1]).toMatchObject({
      _tag: "NumberSecurityChanged",
      event: known("PIN_RESET_REQUEST"),
      requester: "180000000000001"
    })
  })

  it("CLOUD_API 3.6: each event of an account brings its own part, and the others are empty", () => {
    const nothing = {
      country: null,
      shared: null,
      violation: null,
      restrictions: [],
      ban: null,
      internationalRates: null,
      certification: null,
      volumeTier: null,
      disconnection: null
    }
    const find = (word: string) =>
      events("account-update").find((event) => event._tag === "AccountChanged" && event.event?.word === word)
    expect(find("ACCOUNT_DELETED")).toMatchObject(nothing)
    expect(find("ACCOUNT_VIOLATION")).toMatchObject({
      ...nothing,
      displayPhoneNumber: "12025550100",
      violation: { type: "SCAM", remediation: "Stop it." }
    })
    expect(find("ACCOUNT_RESTRICTION")).toMatchObject({
      restrictions: expect.arrayContaining([
        {
          type: known("RESTRICTED_BIZ_INITIATED_MESSAGING"),
          expiresSeconds: 1_750_172_800,
          remediation: "Wait for 2 days."
        }
      ])
    })
    expect(find("DISABLED_UPDATE")).toMatchObject({
      ...nothing,
      ban: { state: known("DISABLE"), date: "June 15, 2025" }
    })
    expect(find("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE")).toMatchObject({ ...nothing, country: "KR" })
    expect(find("PARTNER_ADDED")).toMatchObject({
      shared: { wabaId: "100000000000002", solutionPartnerBusinessIds: ["140000000000001", "140000000000002"] }
    })
    expect(find("PARTNER_REMOVED")).toMatchObject({
      disconnection: { reason: known("ACCOUNT_DISCONNECTED"), initiatedBy: known("SYSTEM") }
    })
    expect(find("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE")).toMatchObject({
      internationalRates: { startSeconds: 1_748_780_624, exceptions: [{ country: "ID", startSeconds: 1_751_347_424 }] }
    })
    expect(find("VOLUME_BASED_PRICING_TIER_UPDATE")).toMatchObject({
      volumeTier: { tier: "25000001:50000000", effectiveMonth: "2025-07", region: "INDIA" }
    })
    expect(events("account-update").at(-2)).toMatchObject({
      certification: {
        clientBusinessId: "160000000000001",
        status: known("FAILED"),
        rejections: expect.arrayContaining([known("LEGAL NAME NOT FOUND IN DOCUMENTS")])
      }
    })
  })

  it("CLOUD_API 3.6: alerts, reviews and settings of calls are read", () => {
    expect(events("account-alerts")[0]).toEqual({
      _tag: "AccountAlerted",
      ...origin,
      entity: known("BUSINESS"),
      entityId: "170000000000000",
      alert: {
        severity: known("CRITICAL"),
        status: known("ACTIVE"),
        type: known("INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED"),
        description: "It is alert 0."
      }
    })
    expect(events("account-review")[1]).toEqual({
      _tag: "AccountReviewed",
      ...origin,
      path: "entry[0].changes[1].value",
      decision: known("REJECTED")
    })
    expect(events("account-settings")).toMatchObject([
      {
        _tag: "NumberSettingsChanged",
        phoneNumberId: "200000000000001",
        timestampSeconds: 1_750_000_150,
        calling: {
          status: known("ENABLED"),
          callbackPermission: known("DISABLED"),
          hours: {
            timeZone: "Asia/Seoul",
            week: expect.arrayContaining([{ day: known("SUNDAY"), opens: "0906", closes: "1806" }]),
            holidays: [{ date: "2026-01-01", opens: "0000", closes: "2359" }]
          },
          sip: { servers: [{ hostname: "sip.example.com", port: 5_061, requestParameters: { KEY1: "value-1" } }] }
        }
      }
    ])
  })

  it("CLOUD_API 3.6: forms, partners and payments are read", () => {
    expect(events("flows")[5]).toMatchObject({
      _tag: "FlowChanged",
      event: known("CLIENT_ERROR_RATE"),
      flowId: "190000000000001",
      threshold: 10,
      alert: known("ACTIVATED"),
      errorRatePercent: 14.28,
      errors: [{ type: "INVALID_SCREEN_TRANSITION", ratePercent: 66.66, count: 2 }, { count: 1 }]
    })
    expect(events("flows")[7]).toMatchObject({ p50LatencyMillis: 500, p90LatencyMillis: 8_000, requests: 34 })
    expect(events("partner-solutions")[3]).toMatchObject({
      event: known("SOLUTION_CREATED"),
      solutionId: "130000000000001",
      status: known("INITIATED")
    })
    expect(events("payment-configuration")[2]).toMatchObject({
      name: "shop-payments",
      provider: "razorpay",
      merchantId: "acc_1",
      status: known("Needs Testing"),
      updatedSeconds: 1_749_320_300
    })
  })
})
