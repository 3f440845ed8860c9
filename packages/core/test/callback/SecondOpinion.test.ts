import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import type { Event } from "@sluice/core/callback/Event"
import * as SecondOpinion from "@sluice/core/callback/SecondOpinion"
import { fixture, fixtures } from "./fixture.ts"

/** What the comparison says when the decoder had understood the callback differently. */
const differences = (
  name: string,
  misread: (event: Event) => Event | null
): ReadonlyArray<SecondOpinion.Difference> => {
  const json = fixture(name)
  const events = decode(json)
    .events.map(misread)
    .filter((event) => event !== null)
  const opinion = SecondOpinion.compare({ events }, json)
  return opinion._tag === "Agreement" ? [] : opinion.differences
}

const at = "entry[0].changes[0].value"

describe("SecondOpinion", () => {
  it.each(fixtures)("WH-11: both readings of %s agree", (name) => {
    const json = fixture(name)
    expect(SecondOpinion.compare(decode(json), json)._tag).toBe("Agreement")
  })

  it("WH-11: what is compared is what carries meaning", () => {
    const json = fixture("status-failed")
    // id, status, recipient, moment, our own id, and the code of the error
    expect(SecondOpinion.compare(decode(json), json)).toEqual({ _tag: "Agreement", fieldsCompared: 6 })
  })

  it.each([
    [{ wamid: "wamid.other" }, "id", "wamid.other", "wamid.OUT0001"],
    [{ statusText: "read" }, "status", "read", "failed"],
    [{ recipient: "12025550199" }, "recipient_id", "12025550199", "12025550111"],
    [{ recipient: null }, "recipient_id", null, "12025550111"],
    [{ timestampSeconds: 1_750_000_100_000 }, "timestamp", "1750000100000", "1750000100"],
    [{ opaque: null }, "biz_opaque_callback_data", null, "message-2"],
    [{ pricing: { billable: true, model: null, type: null, category: null } }, "pricing.billable", "true", null],
    [{ errors: [] }, "errors[0].code", null, "131026"]
  ] as const)("WH-11: a status misread as %j is a disagreement about %s", (change, field, first, second) => {
    const found = differences("status-failed", (event) =>
      event._tag === "StatusChanged" ? { ...event, ...change } : event
    )
    expect(found).toEqual([{ path: `${at}.statuses[0].${field}`, first, second }])
  })

  it("WH-11: an amount misread is a disagreement", () => {
    const found = differences("message-order", (event) =>
      event._tag === "MessageReceived" && event.content.kind === "order"
        ? {
            ...event,
            content: { ...event.content, items: event.content.items.map((item) => ({ ...item, itemPrice: 1 })) }
          }
        : event
    )
    expect(found).toEqual([
      { path: `${at}.messages[0].order.product_items[0].item_price`, first: "1", second: "30.5" },
      { path: `${at}.messages[0].order.product_items[1].item_price`, first: "1", second: "25" }
    ])
  })

  it("WH-11: an event that was lost, or read from another place, is a disagreement", () => {
    expect(differences("status-failed", () => null).map(({ first }) => first)).toEqual(Array(6).fill(null))
    const moved = differences("account-errors", (event) => ({ ...event, path: `${at}.errors2` }))
    expect(moved.map(({ path }) => path).toSorted()).toEqual([`${at}.errors2[0].code`, `${at}.errors[0].code`])
  })

  it.each([
    ["template-status", { template: { id: "1", name: null, language: null } }, "message_template_id"],
    ["template-quality", { current: { word: "RED", text: "RED" } }, "new_quality_score"],
    ["template-category", { atSeconds: 1 }, "category_update_timestamp"],
    [
      "number-quality",
      { businessLimit: { _tag: "Unlimited", text: "TIER_UNLIMITED" } },
      "max_daily_conversations_per_business"
    ],
    ["business-capability", { businessLimit: null }, "max_daily_conversations_per_business"],
    ["number-name", { decision: null }, "decision"],
    ["security", { displayPhoneNumber: "12025550199" }, "display_phone_number"],
    ["account-update", { event: { word: "ACCOUNT_DELETED", text: "VERIFIED_ACCOUNT" } }, "event"],
    ["account-alerts", { entityId: null }, "entity_id"],
    ["account-review", { timestampSeconds: 1 }, "timestamp"],
    ["account-settings", { phoneNumberId: null }, "phone_number_settings.phone_number_id"],
    ["flows", { flowId: "1" }, "flow_id"],
    ["partner-solutions", { solutionId: "1" }, "solution_id"],
    ["payment-configuration", { status: null }, "status"],
    ["calls", { callId: "wacid.other" }, "id"],
    ["history", { progressPercent: 100 }, "metadata.progress"],
    ["contacts-synced", { action: null }, "action"],
    ["echoes-of-app", { to: null }, "to"],
    ["user-preferences", { value: { word: "resume", text: "resume" } }, "value"],
    ["automatic-events", { wamid: null }, "id"],
    ["tracking-events", { clickId: null }, "marketing_messages_link_click_data.click_id"],
    ["group_lifecycle_update", { groupId: "group-2" }, "group_id"],
    ["handovers", { from: null }, "sender.phone_number"]
  ] as const)("WH-11: in %s, %j is a disagreement about %s", (name, change, field) => {
    const json = fixture(name)
    const events = decode(json).events.map((event, at) => (at === 0 ? Object.assign({}, event, change) : event))
    const opinion = SecondOpinion.compare({ events }, json)
    const found = opinion._tag === "Agreement" ? [] : opinion.differences
    expect(found.filter(({ path }) => path.endsWith(`.${field}`)).length).toBeGreaterThan(0)
  })

  it("WH-11: a limit is compared by what it says, not by how it is written", () => {
    const opinion = (misread: number) => {
      const json = fixture("business-capability")
      const events = decode(json).events.map((event) =>
        event._tag === "CapabilityChanged" && event.businessLimit?._tag === "Limited"
          ? {
              ...event,
              businessLimit: { ...event.businessLimit, recipientsMax: event.businessLimit.recipientsMax + misread }
            }
          : event
      )
      return SecondOpinion.compare({ events }, json)._tag
    }
    expect([opinion(0), opinion(1)]).toEqual(["Agreement", "Disagreement"])
  })

  it("WH-11: parts and lists are compared item by item", () => {
    const json = fixture("account-update")
    const events = decode(json).events.map((event) =>
      event._tag === "AccountChanged"
        ? { ...event, restrictions: event.restrictions.map((part) => ({ ...part, expiresSeconds: 1 })) }
        : event
    )
    const opinion = SecondOpinion.compare({ events }, json)
    expect(opinion).toMatchObject({ _tag: "Disagreement" })
    expect(
      opinion._tag === "Disagreement" &&
        opinion.differences.every(({ path }) => /restriction_info\[\d\]\.expiration$/.test(path))
    ).toBe(true)
  })

  it("WH-11: messages of the history are compared as any other", () => {
    const json = fixture("history")
    const events = decode(json).events.map((event) =>
      event._tag === "HistoryRead"
        ? {
            ...event,
            threads: event.threads.map((thread) => ({
              ...thread,
              messages: thread.messages.map((message) => ({ ...message, from: "12025550199" }))
            }))
          }
        : event
    )
    const opinion = SecondOpinion.compare({ events }, json)
    expect(opinion._tag === "Disagreement" ? opinion.differences.length : 0).toBe(7)
  })
})
