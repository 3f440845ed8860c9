import { Either } from "effect"
import { describe, expect, it } from "vitest"
import * as TemplateDraft from "@sluice/core/template/TemplateDraft"
import * as Samples from "../callback/Samples.ts"
import { brief, buttons, cloudApi, decoded, header, json, lint, of } from "./drafts.ts"

describe("TemplateDraft", () => {
  it("TP-05: words of the platform are taken in small letters, and fields that it does not list are kept", () => {
    const draft = decoded({
      ...json({ category: "utility" }),
      sub_category: "ORDER_STATUS",
      components: [
        { type: "body", text: "Hello there." },
        { type: "buttons", buttons: [{ type: "otp", otp_type: "one_tap", theme: "dark" }] },
        { type: "carousel", cards: [{ components: [{ type: "header", format: "image" }] }] }
      ]
    })
    expect(draft).toMatchObject({
      category: "UTILITY",
      sub_category: "ORDER_STATUS",
      components: [
        { type: "BODY", text: "Hello there." },
        { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "ONE_TAP", theme: "dark" }] },
        { type: "CAROUSEL", cards: [{ components: [{ type: "HEADER", format: "IMAGE" }] }] }
      ]
    })
  })

  it("TP-05: every kind of header and button is read", () => {
    const kinds = [
      { type: "QUICK_REPLY", text: "a" },
      { type: "URL", text: "a", url: "https://example.com" },
      { type: "PHONE_NUMBER", text: "a", phone_number: "1" },
      { type: "COPY_CODE", example: ["A"] },
      { type: "OTP", otp_type: "ZERO_TAP" },
      { type: "FLOW", text: "a", flow_id: "1" },
      { type: "CATALOG", text: "a" },
      { type: "MPM", text: "a" },
      { type: "SPM", text: "a" },
      { type: "ORDER_DETAILS", text: "a" },
      { type: "VOICE_CALL", text: "a", ttl_minutes: 5 }
    ]
    expect(TemplateDraft.component(decoded(of(buttons(...kinds))).components, "BUTTONS")?.buttons).toEqual(kinds)
    for (const format of ["IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "PRODUCT"])
      expect(TemplateDraft.component(decoded(of({ type: "HEADER", format })).components, "HEADER")?.format).toBe(format)
    expect(TemplateDraft.component(decoded(of(header("a"))).components, "HEADER")?.format).toBe("TEXT")
  })
})

describe.skipIf(!Samples.present)("TemplateDraft against the platform's samples", () => {
  const creations = Samples.paths("requests").filter((path) => path.includes("/message_templates_create_"))

  it("TP-05: the samples are there", () => {
    expect(creations.length).toBeGreaterThanOrEqual(10)
  })

  it.each(creations)("TP-05: %s is read, and lint finds nothing but its placeholder", (path) => {
    const sample = Samples.json(path)
    expect(Either.isRight(TemplateDraft.decode(sample))).toBe(true)
    const placeholder = JSON.stringify(sample).includes("<TEMPLATE_NAME>")
    expect(brief(lint(sample, cloudApi))).toEqual(placeholder ? [["name-format", "name"]] : [])
  })
})
