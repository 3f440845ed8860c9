import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as Reference from "@sluice/engine/intake/media/Reference"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const reference = fc.record({
  id: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(BlobId.of),
  bytes: fc.integer({ min: 0, max: 3_000_000 }),
  form: fc.record({
    alphabet: fc.constantFrom("base64" as const, "base64url" as const),
    escapedSlashes: fc.boolean(),
    padded: fc.boolean()
  })
})

describe("references to files that callbacks carried", () => {
  it("WH-06: each is read as it was written", () => {
    fc.assert(
      fc.property(reference, (one) => {
        const text = Reference.write(one)
        expect(Reference.isMeant(text)).toBe(true)
        expect(Reference.parse(text)).toEqual(one)
      })
    )
  })

  it("TM-12, WH-06: nothing but a reference to the letter is one: nothing before it, behind it, or in another spelling", () => {
    const around = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("/..", "../", "%2e%2e", "\0", "\n", "?x", " "))
    fc.assert(
      fc.property(reference, around, (one, more) => {
        const text = Reference.write(one)
        expect(Reference.parse(`${more}${text}`)).toBeNull()
        expect(Reference.parse(`${text}${more}`)).toBeNull()
        expect(Reference.parse(text.slice(0, -1))).toBeNull()
        expect(Reference.parse(text.toUpperCase())).toBeNull()
      })
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Reference.parse(`sluice-blob:base64:1:${text}`)).toBeNull()
      })
    )
  })
})
