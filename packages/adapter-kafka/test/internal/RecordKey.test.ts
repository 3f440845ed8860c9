import { describe, expect, it } from "vitest"
import * as RecordKey from "../../src/internal/RecordKey.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

const callback = (text: string) =>
  bytes(JSON.stringify({ entry: [{ changes: [{ value: { messages: [{ text: { body: text } }] } }] }] }))

describe("the key of a callback", () => {
  it("is the sender it is about, so that all of a sender's callbacks keep their order", () => {
    const body = bytes('{"metadata":{"display_phone_number":"15550001111","phone_number_id":"106540352242922"}}')
    expect(RecordKey.of("acme", body)).toBe("acme/106540352242922")
  })

  it("is found whatever white space stands around it, and in a view of a larger buffer", () => {
    const text = '{ "phone_number_id" :\n  "7" }'
    expect(RecordKey.of("acme", bytes(text))).toBe("acme/7")
    expect(RecordKey.of("acme", new Uint8Array([1, 2, ...bytes(text), 3]).subarray(2, -1))).toBe("acme/7")
  })

  it("is the account where no sender is named", () => {
    expect(RecordKey.of("acme", bytes('{"event":"message_template_status_update"}'))).toBe("acme")
    expect(RecordKey.of("acme", bytes("From=whatsapp%3A%2B15550001111"))).toBe("acme")
    expect(RecordKey.of("acme", new Uint8Array())).toBe("acme")
  })

  it("is never taken from what somebody wrote in a message", () => {
    expect(RecordKey.of("acme", callback('"phone_number_id":"666"'))).toBe("acme")
    expect(RecordKey.of("acme", bytes('{"phone_number_id":"not an id"}'))).toBe("acme")
  })
})
