import * as SecretKeys from "@sluice/adapter-node/SecretKeys"
import { Either } from "effect"
import * as fc from "fast-check"
import { randomBytes } from "node:crypto"
import { describe, expect, it } from "vitest"

const key = (fill: number) => Buffer.alloc(32, fill)
const parse = (text: string) => SecretKeys.parse("SLUICE_SECRET_KEYS", text)

describe("SecretKeys", () => {
  it("SF-04: keys are read as base64, base64url or hexadecimal digits, in their order", () => {
    const text = `new:${key(1).toString("base64")},\n old:${key(2).toString("hex")} third:${key(255).toString("base64url")}\n`
    const keys = Either.getOrThrow(parse(text))
    expect(keys.map(({ bytes, id }) => [id, Buffer.from(bytes)])).toEqual([
      ["new", key(1)],
      ["old", key(2)],
      ["third", key(255)]
    ])
  })

  it("SF-04: any 32 bytes come back from their text", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.constantFrom("base64" as const, "base64url" as const, "hex" as const),
        (bytes, encoding) => {
          const [read] = Either.getOrThrow(parse(`k:${Buffer.from(bytes).toString(encoding)}`))
          expect(Buffer.from(read?.bytes ?? [])).toEqual(Buffer.from(bytes))
        }
      )
    )
  })

  it.each([
    ["", "there is no key in it"],
    [key(1).toString("base64"), "key 1 has no id"],
    [`a b:${key(1).toString("base64")}`, "key 1 has no id"],
    ["k:", "key 1 is not 32 bytes"],
    [`k:${randomBytes(16).toString("base64")}`, "key 1 is not 32 bytes"],
    [`k:${key(1).toString("base64")},k:${key(2).toString("base64")}`, "key 2 has the id of one before it"]
  ])("SF-04: %j is refused: %s", (text, detail) => {
    const error = Either.getOrThrow(Either.flip(parse(text)))
    expect(error.message).toContain("SLUICE_SECRET_KEYS")
    expect(error.detail).toContain(detail)
    for (const part of text.split(/[:,\s]/).filter((one) => one.length > 8)) expect(error.message).not.toContain(part)
  })
})
