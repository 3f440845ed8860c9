import * as Callback from "@sluice/core/callback/Callback"
import * as Reported from "@sluice/engine/accept/registry/Reported"
import { startMillis, template } from "@sluice/engine/test-kit/Samples"
import { describe, expect, it } from "vitest"

const seconds = startMillis / 1_000

const reported = (field: string, value: object, time = seconds + 60) =>
  Callback.decode({
    object: "whatsapp_business_account",
    entry: [{ id: "1020304050", time, changes: [{ field, value }] }]
  }).events.map((event) => Reported.of("acme", event, startMillis))

const ref = {
  message_template_id: 594425479261596,
  message_template_name: "order_update",
  message_template_language: "en-US"
}

describe("what the platform reports of templates", () => {
  it("TP-06: a status moves the approval of the template it names", () => {
    const [pause] = reported("message_template_status_update", {
      ...ref,
      event: "PAUSED",
      reason: "NONE",
      other_info: { title: "FIRST_PAUSE", description: "d" }
    })
    expect(pause?.key).toEqual({ accountId: "acme", name: "order_update", language: "en_US" })
    expect(pause?.change(template("order_update")).approval).toMatchObject({
      status: "paused",
      sinceMillis: startMillis + 60_000,
      pausedUntilMillis: startMillis + 60_000 + 3 * 3_600_000
    })
  })

  it("TP-06: an older report, and a step that the machine refuses, change nothing", () => {
    const late = reported("message_template_status_update", { ...ref, event: "REJECTED", reason: "SCAM" }, seconds - 9)
    const known = template("order_update")
    expect(late[0]?.change(known)).toBe(known)
    const draft = template("order_update", {}, { status: "draft" })
    const [pause] = reported("message_template_status_update", { ...ref, event: "PAUSED", reason: "NONE" })
    expect(pause?.change(draft)).toBe(draft)
  })

  it("a new category changes what counts as marketing", () => {
    const [changed] = reported("template_category_update", {
      ...ref,
      previous_category: "UTILITY",
      new_category: "MARKETING"
    })
    expect(changed?.change(template("order_update")).draft.category).toBe("MARKETING")
  })

  it("words that are only noted, and other events, say nothing", () => {
    expect(reported("message_template_status_update", { ...ref, event: "FLAGGED", reason: "NONE" })).toEqual([null])
    expect(reported("account_alerts", { entity_type: "BUSINESS", alert_type: "OBA_APPROVED" })).toEqual([null])
  })
})
