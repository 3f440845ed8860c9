import { describe, expect, it } from "vitest"
import * as Envelope from "@sluice/simulator/callbacks/Envelope"
import * as Statuses from "@sluice/simulator/callbacks/Statuses"
import type * as Fates from "@sluice/simulator/Fates"
import type * as Ledger from "@sluice/simulator/Ledger"

const update = (phoneNumberId: string, wabaId: string, content: Envelope.Update["content"]): Envelope.Update => ({
  wabaId,
  phoneNumberId,
  displayPhoneNumber: "+1 555 010 0001",
  content
})
const status = (id: string): Envelope.Status => ({ kind: "status", status: { id } })
const message = (id: string): Envelope.Message => ({ kind: "message", contact: { wa_id: "1" }, message: { id } })

describe("Envelope", () => {
  it("CLOUD_API 3.6: one update makes the envelope that the documentation shows", () => {
    expect(Envelope.of([update("100", "300", status("wamid.1"))])).toEqual({
      object: "whatsapp_business_account",
      entry: [
        {
          id: "300",
          changes: [
            {
              field: "messages",
              value: {
                messaging_product: "whatsapp",
                metadata: { display_phone_number: "15550100001", phone_number_id: "100" },
                statuses: [{ id: "wamid.1" }]
              }
            }
          ]
        }
      ]
    })
  })

  it("CLOUD_API 3.6: a batch has an entry for each account and a change for each number and kind, in order", () => {
    const { entry } = Envelope.of([
      update("100", "300", status("s1")),
      update("200", "400", status("s2")),
      update("100", "300", message("m1")),
      update("101", "300", status("s3")),
      update("100", "300", status("s4"))
    ])
    expect(
      entry.map(({ changes, id }) => [
        id,
        changes.flatMap(({ value }) =>
          "metadata" in value ? [[value.metadata.phone_number_id, (value.statuses ?? value.messages)?.length]] : []
        )
      ])
    ).toEqual([
      [
        "300",
        [
          ["100", 2],
          ["100", 1],
          ["101", 1]
        ]
      ],
      ["400", [["200", 1]]]
    ])
  })
})

describe("Statuses", () => {
  const entry: Ledger.Entry = {
    index: 0,
    wamid: "wamid.1",
    opaque: "m1",
    subject: "m1",
    phoneNumberId: "100",
    to: "+886912345678",
    waId: "886912345678",
    type: "text",
    atMillis: 1_750_030_073_900,
    repeats: 0,
    planned: "read",
    errorCode: null,
    told: "accepted"
  }
  const planned: Fates.Planned = { status: "sent", happensMillis: 200, reportedMillis: 5_000, errorCode: null }

  it("CLOUD_API 3.6: carries the time it happened in whole seconds, and the callback data", () => {
    expect(Statuses.of(entry, planned, { category: "service", priced: true })).toEqual({
      id: "wamid.1",
      status: "sent",
      timestamp: "1750030074",
      recipient_id: "886912345678",
      biz_opaque_callback_data: "m1",
      pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "service" }
    })
    const bare = Statuses.of({ ...entry, opaque: null }, planned, { category: "service", priced: false })
    expect(Object.keys(bare)).toEqual(["id", "status", "timestamp", "recipient_id"])
  })

  it("CLOUD_API 3.2: a failure names its code, title and details", () => {
    const failed = { ...planned, status: "failed" as const, errorCode: 131026 }
    expect(Statuses.of(entry, failed, { category: "service", priced: false })).toMatchObject({
      status: "failed",
      errors: [{ code: 131026, title: "Message undeliverable", error_data: { details: expect.any(String) } }]
    })
  })

  it("CLOUD_API 3.6: the price comes with sent, and with delivered or, where that is omitted, with read", () => {
    const read: Fates.Planned = { ...planned, status: "read" }
    const delivered: Fates.Planned = { ...planned, status: "delivered" }
    expect([...Statuses.priced([planned, delivered, read])]).toEqual(["sent", "delivered"])
    expect([...Statuses.priced([planned, read])]).toEqual(["sent", "read"])
  })
})
