import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Encoded from "@sluice/core/callback/signature/Encoded"
import { base64, base64Url, hex } from "./digests.ts"

const plain = (bytes: Uint8Array | null) => (bytes === null ? null : [...bytes])

describe("Encoded", () => {
  it("WH-02: what an encoder wrote is read back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(plain(Encoded.base64(base64(bytes)))).toEqual([...bytes])
        expect(plain(Encoded.base64Url(base64Url(bytes)))).toEqual([...bytes])
        expect(plain(Encoded.hex(hex(bytes)))).toEqual([...bytes])
        expect(plain(Encoded.hex(hex(bytes).toUpperCase()))).toEqual([...bytes])
      })
    )
  })

  it("WH-02: no byte string has a second spelling in base64", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ABab01+/-_=\n "), maxLength: 12 })
    /** What is accepted, written again: the same text, or nothing. */
    const again = (read: Uint8Array | null, write: (bytes: Uint8Array) => string, given: string): string =>
      read === null ? given : write(read)
    fc.assert(
      fc.property(text, (given) => {
        expect(again(Encoded.base64(given), base64, given)).toBe(given)
        expect(again(Encoded.base64Url(given), base64Url, given)).toBe(given)
      }),
      { numRuns: 3_000 }
    )
  })

  it.each(["A", "AA", "AAA", "AB==", "AAB=", "A===", "AA=A", "====", "AAAA\n", " AAAA", "AA-_", "AAA\u0100"])(
    "WH-02: %j is not base64",
    (text) => {
      expect(Encoded.base64(text)).toBeNull()
    }
  )

  it.each(["A", "AB", "AA==", "AA+/", "AAAAA", "AA\n"])("WH-02: %j is not base64 for addresses", (text) => {
    expect(Encoded.base64Url(text)).toBeNull()
  })

  it.each(["0", "0g", " 00", "0x00", "00\n"])("WH-02: %j is not hexadecimal", (text) => {
    expect(Encoded.hex(text)).toBeNull()
  })
})
