import * as fc from "fast-check"
import { createHmac } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Signature from "@sluice/simulator/callbacks/Signature"

describe("Signature", () => {
  it("WH-02: everything beyond ASCII is escaped in lowercase, so that the signed bytes are ASCII", () => {
    expect(Signature.bytes({ text: "Grüße 안녕 😀" }).toString("latin1")).toBe(
      '{"text":"Gr\\u00fc\\u00dfe \\uc548\\ub155 \\ud83d\\ude00"}'
    )
  })

  it("WH-02: whatever is escaped reads back as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = Signature.bytes(value)
        expect(bytes.every((byte) => byte < 0x80)).toBe(true)
        expect(JSON.stringify(JSON.parse(bytes.toString()))).toBe(JSON.stringify(value))
      })
    )
  })

  it("WH-02: the signature is the HMAC-SHA256 of exactly those bytes", () => {
    const body = Signature.bytes({ a: "ü" })
    const expected = createHmac("sha256", "secret").update('{"a":"\\u00fc"}').digest("hex")
    expect(Signature.header("secret", body)).toBe(`sha256=${expected}`)
  })
})

const fixture = new URL("../../../../../shared/fixtures/signatures.json", import.meta.url)

describe.skipIf(!existsSync(fixture))("Signature: known pairs", () => {
  it("WH-02: signs collected bodies as their sources do", () => {
    const all: ReadonlyArray<Readonly<Record<string, string>>> = JSON.parse(readFileSync(fixture, "utf8"))
    const known = all.filter(({ scheme }) => scheme === "X-Hub-Signature-256")
    expect(known.length).toBeGreaterThan(2)
    for (const { body, header, secret } of known) {
      expect(Signature.header(secret ?? "", Buffer.from(body ?? ""))).toBe(header)
    }
  })
})
