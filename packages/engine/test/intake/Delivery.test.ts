import * as Delivery from "@sluice/engine/intake/Delivery"
import { describe, expect, it } from "vitest"

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const delivery = (changes: Partial<Delivery.Delivery>): Delivery.Delivery => ({
  provider: "twilio",
  accountId: "acme",
  method: "POST",
  url: "https://hooks.example.com/callbacks/twilio/acme?biz_opaque_callback_data=our-id.2",
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  body: encoder.encode("MessageSid=SM1&MessageStatus=sent"),
  ...changes
})

const text = (changes: Partial<Delivery.Delivery>): string => decoder.decode(Delivery.contentOf(delivery(changes)).body)

describe("What is kept of a delivery", () => {
  it("RT-04: our id in the address that Twilio was told to call goes on with the form that it signed", () => {
    expect(text({})).toBe("MessageSid=SM1&MessageStatus=sent&biz_opaque_callback_data=our-id.2")
    expect(text({ body: new Uint8Array(0) })).toBe("biz_opaque_callback_data=our-id.2")
  })

  it("WH-02: every other body is kept as it came", () => {
    const url = "https://hooks.example.com/callbacks/twilio/acme"
    for (const changes of [
      { url },
      { url: `${url}?other=1` },
      { provider: "messagebird" as const },
      { headers: { "content-type": "application/json" } }
    ]) {
      expect(text(changes)).toBe("MessageSid=SM1&MessageStatus=sent")
    }
    expect(text({ method: "GET", url: `${url}?a=1&b=2` })).toBe("a=1&b=2")
  })
})
