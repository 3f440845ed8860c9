import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const messageId = "01900000-0000-7000-8000-000000000001"

describe("Opaque data of a send", () => {
  it("RT-04: what is written is read again, message and attempt", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 999_999_999 }), (id, attempt) => {
        expect(Opaque.read(Opaque.write(id, attempt))).toEqual({ messageId: id, attempt })
      })
    )
  })

  it("RT-04: the id alone, as it was sent before, is read without an attempt", () => {
    expect(Opaque.read(messageId)).toEqual({ messageId, attempt: null })
  })

  it.each([
    null,
    "",
    "order.5",
    `${messageId}.0`,
    `${messageId}.x`,
    `${messageId}.1.2`,
    `${messageId} `,
    `${messageId}.-1`
  ])("what is not ours is not read: %j", (text) => {
    expect(Opaque.read(text)).toBeNull()
  })
})
