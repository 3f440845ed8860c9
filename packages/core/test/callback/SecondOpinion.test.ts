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
})
