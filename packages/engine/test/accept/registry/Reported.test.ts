import * as Callback from "@sluice/core/callback/Callback"
import * as Reported from "@sluice/engine/accept/registry/Reported"
import type { RegisteredTemplate } from "@sluice/engine/ports/Templates"
import { startMillis, template } from "@sluice/engine/test-kit/Samples"
import { describe, expect, it } from "vitest"

const seconds = startMillis / 1_000

const reported = (field: string, value: object, time = seconds + 60) =>
  Callback.decode({
    object: "whatsapp_business_account",
    entry: [{ id: "1020304050", time, changes: [{ field, value }] }]
  }).events.map((event) => Reported.of("acme", event, startMillis + 120_000))

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

  it("CLOUD_API 3.6: of a template's quality and of its category the newest word stands, whichever comes first", () => {
    const rated = (score: string, time: number) =>
      reported(
        "message_template_quality_update",
        { ...ref, previous_quality_score: "UNKNOWN", new_quality_score: score },
        time
      )
    const filed = (category: string, time: number) =>
      reported("template_category_update", { ...ref, previous_category: "UTILITY", new_category: category }, time)
    const heard = (events: ReturnType<typeof reported>, known = template("order_update")): RegisteredTemplate =>
      events.reduce<RegisteredTemplate>((now, one) => one?.change(now) ?? now, known)
    const words = [...rated("YELLOW", seconds - 60), ...rated("RED", seconds - 30)]
    const quality = { score: "RED", atMillis: startMillis - 30_000 }
    expect(heard(words).quality).toEqual(quality)
    expect(heard(words.toReversed()).quality).toEqual(quality)

    const imported = { ...template("order_update"), categoryMillis: startMillis - 60_000 }
    const disabled = reported(
      "message_template_status_update",
      { ...ref, event: "DISABLED", reason: "SCAM" },
      seconds + 9
    )
    const moved = filed("MARKETING", seconds - 30)
    const after = heard([...disabled, ...moved, ...filed("AUTHENTICATION", seconds - 45)], imported)
    expect(after.draft.category).toBe("MARKETING")
    expect(after.approval.status).toBe("disabled")
  })

  it("CLOUD_API 3.6: a status tells the category as well", () => {
    const [approved] = reported(
      "message_template_status_update",
      { ...ref, event: "APPROVED", reason: "NONE", message_template_category: "MARKETING" },
      seconds + 1
    )
    const known = template("order_update", {}, { status: "submitted", sinceMillis: startMillis - 60_000 })
    expect(approved?.change({ ...known, updatedMillis: startMillis - 60_000 })).toMatchObject({
      draft: { category: "MARKETING" },
      approval: { status: "approved" }
    })
  })

  it("words that are only noted, and other events, say nothing", () => {
    expect(reported("message_template_status_update", { ...ref, event: "FLAGGED", reason: "NONE" })).toEqual([null])
    expect(reported("account_alerts", { entity_type: "BUSINESS", alert_type: "OBA_APPROVED" })).toEqual([null])
  })
})
