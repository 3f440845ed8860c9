import { describe, expect, it } from "vitest"
import { envelope } from "@sluice/core/callback/Envelope"
import { fixture, fixtures } from "./fixture.ts"

describe("Envelope", () => {
  it.each(fixtures)("GD-02: %s is a callback", (name) => {
    expect(envelope(fixture(name))._tag).toBe("Callback")
  })

  it("GD-02: updates are counted over all entries", () => {
    const entry = { id: "1", changes: [{}, {}] }
    expect(envelope({ object: "whatsapp_business_account", entry: [entry, entry] })).toEqual({
      _tag: "Callback",
      updates: 4
    })
    expect(envelope({ object: "whatsapp_business_account", entry: [] })).toEqual({ _tag: "Callback", updates: 0 })
  })

  it.each([
    [undefined, ""],
    [[], ""],
    [{ entry: [] }, "object"],
    [{ object: "instagram", entry: [] }, "object"],
    [{ object: "whatsapp_business_account" }, "entry"],
    [{ object: "whatsapp_business_account", entry: [{ changes: [] }, null] }, "entry[1]"],
    [{ object: "whatsapp_business_account", entry: [{ changes: {} }] }, "entry[0].changes"]
  ])("GD-02: %j is malformed, with the place", (json, path) => {
    expect(envelope(json)).toMatchObject({ _tag: "Malformed", path })
  })
})
