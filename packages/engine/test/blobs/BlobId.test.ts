import * as BlobId from "@sluice/engine/blobs/BlobId"
import { Either, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const read = Schema.decodeUnknownEither(BlobId.BlobId)

describe("the name of a blob", () => {
  it("TM-12: is a digest and nothing else, so that no text of a caller is a path", () => {
    for (const text of [
      "../../etc/passwd",
      "..",
      ".",
      "",
      "/",
      "a/b",
      "a\\b",
      "drafts",
      `${"a".repeat(64)}/..`,
      `${"a".repeat(63)}\0`
    ]) {
      expect(Either.isLeft(read(text))).toBe(true)
    }
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webPath()), (text) => {
        expect(Either.isRight(read(text))).toBe(/^[0-9a-f]{64}$/.test(text) && !text.endsWith("\n"))
      })
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
        expect(BlobId.of(digest)).toMatch(/^[0-9a-f]{64}$/)
      })
    )
  })
})
