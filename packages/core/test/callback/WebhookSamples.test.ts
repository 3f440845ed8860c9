import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import { envelope } from "@sluice/core/callback/Envelope"
import * as SecondOpinion from "@sluice/core/callback/SecondOpinion"
import * as Samples from "./Samples.ts"

/** Samples of other platforms lie in the same place. */
const samples = Samples.paths("webhooks").filter((path) => !path.includes("/bsp-"))

/** Samples whose placeholders or inventions have to show: the paths that are reported, and why. */
const expected: Readonly<
  Record<
    string,
    { readonly why: string; readonly issues?: ReadonlyArray<string>; readonly unknown?: ReadonlyArray<string> }
  >
> = {
  "LimaLb01__endpoint-flow/componentes_conversa_messages_msg_text.json": {
    why: "a placeholder for the moment",
    issues: ["entry[0].changes[0].value.messages[0].timestamp"]
  },
  "LimaLb01__endpoint-flow/componentes_conversa_messages_msg_text_2.json": {
    why: "a placeholder for the moment",
    issues: ["entry[0].changes[0].value.messages[0].timestamp"]
  },
  "gokapso__whatsapp-cloud-api-js/normalize_account_alerts.json": {
    why: "a made-up value that holds the lists of other fields too",
    unknown: ["entry[0].changes[8].value.message_echoes", "entry[0].changes[8].value.calls"]
  },
  "gokapso__whatsapp-cloud-api-js/normalize_messages_msg_order_status_sent_calls_call_connect.json": {
    why: "a made-up value that holds the lists of other fields too",
    unknown: ["entry[0].changes[0].value.calls"]
  },
  "netflie__whatsapp-cloud-api/notificationfactorytest_messages_msg_location.json": {
    why: "placeholders for the position",
    issues: [
      "entry[0].changes[0].value.messages[0].location.latitude",
      "entry[0].changes[0].value.messages[0].location.longitude"
    ]
  },
  "netflie__whatsapp-cloud-api/notificationfactorytest_messages_msg_order.json": {
    why: "placeholders for quantities and prices",
    issues: [0, 1].flatMap((item) =>
      ["quantity", "item_price"].map(
        (key) => `entry[0].changes[0].value.messages[0].order.product_items[${item}].${key}`
      )
    )
  }
}

describe.skipIf(!Samples.present)("Callback against the platform's samples", () => {
  it("WH-09: the samples are there, and every exception is one of them", () => {
    expect(samples.length).toBeGreaterThan(90)
    const names = new Set(samples.map((path) => path.replace("webhooks/", "")))
    expect(Object.keys(expected).filter((name) => !names.has(name))).toEqual([])
  })

  it.each(samples)("WH-09: %s is read without issues and without unknown fields", (path) => {
    const decoded = decode(Samples.json(path))
    const { issues = [], unknown = [] } = expected[path.replace("webhooks/", "")] ?? {}
    expect(decoded.issues.map((issue) => issue.path)).toEqual(issues)
    expect(decoded.unknown.map((found) => found.path)).toEqual(unknown)
    expect(decoded.events.length).toBeGreaterThan(0)
  })

  it.each(samples)("GD-02: %s is a callback", (path) => {
    expect(envelope(Samples.json(path))._tag).toBe("Callback")
  })

  it.each(samples)("WH-11: the second reading of %s agrees", (path) => {
    const json = Samples.json(path)
    expect(SecondOpinion.compare(decode(json), json)._tag).toBe("Agreement")
  })
})
