import * as ErasedMessage from "@sluice/engine/erasure/ErasedMessage"
import * as Person from "@sluice/engine/erasure/Person"
import type { Change } from "@sluice/engine/ports/Outbox"
import { describe, expect, it } from "vitest"

const person = Person.of("acme", "+886912345678", "erased:x")

describe("ErasedMessage", () => {
  it("a template stays the template that was paid for, without a word of what was put into it", () => {
    const content = {
      type: "template" as const,
      template: {
        name: "receipt",
        language: { code: "en_US" },
        components: [{ type: "body" as const, parameters: [{ type: "text" as const, text: "Mei" }] }]
      }
    }
    expect(ErasedMessage.contentOf(content)).toEqual({
      type: "template",
      template: { name: "receipt", language: { code: "en_US" } }
    })
  })

  it("of anything else nothing is left", () => {
    expect(ErasedMessage.contentOf({ type: "text", text: { body: "see you at eight" } })).toEqual({
      type: "text",
      text: { body: "[erased]" }
    })
  })

  it("RT-05: a caller's key stays, so that it never sends again, unless it names the person", () => {
    const content = { type: "text" as const, text: { body: "a" } }
    expect(ErasedMessage.replaced(person, { content, idempotencyKey: "order-7" }).idempotencyKey).toBe("order-7")
    const named = { content, idempotencyKey: "welcome:+886912345678" }
    expect(ErasedMessage.replaced(person, named).idempotencyKey).toBeNull()
  })

  it("a late status tells how far an erased message came; it is never queued again, and nothing of the status comes back", () => {
    const change: Change = {
      state: "queued",
      delivery: null,
      dueMillis: 9,
      wamid: "wamid.HBgM",
      failure: { cause: "rate-limited", code: 131_049, httpStatus: null, detail: "to +886912345678", remedy: "wait" },
      events: [{ atMillis: 1, kind: "status", data: { status: "failed", wamid: "wamid.HBgM", title: "886912345678" } }]
    }
    const late = ErasedMessage.lateChange({ recipient: "erased:x" }, change)
    expect(late).toEqual({
      state: "failed",
      delivery: "failed",
      failure: { cause: "rate-limited", code: 131_049, httpStatus: null, detail: "[erased]", remedy: "wait" },
      events: [{ atMillis: 1, kind: "status", data: { status: "failed" } }]
    })
    expect(ErasedMessage.lateChange({ recipient: "+886912345678" }, change)).toBe(change)
  })
})
