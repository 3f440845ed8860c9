import { createHmac } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Signature from "@sluice/core/callback/Signature"
import * as Samples from "./Samples.ts"

const digest: Signature.Digest = (secret, body) => createHmac("sha256", secret).update(body).digest()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const sign = (secret: string, body: Uint8Array): string => `sha256=${Buffer.from(digest(secret, body)).toString("hex")}`

const body = bytes('{"object":"whatsapp_business_account","entry":[]}')

describe("Signature", () => {
  it("WH-02: a published vector of HMAC-SHA256 is valid", () => {
    // RFC 4231, test case 2.
    const header = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    const verdict = Signature.verify(digest, { header, secrets: ["Jefe"], body: bytes("what do ya want for nothing?") })
    expect(verdict).toEqual({ _tag: "Valid", secretIndex: 0 })
  })

  it("WH-02: several secrets are valid at once, and the verdict names the one that was used", () => {
    const secrets = ["new", "old", "oldest"]
    for (const [secretIndex, secret] of secrets.entries()) {
      const verdict = Signature.verify(digest, { header: sign(secret, body), secrets, body })
      expect(verdict).toEqual({ _tag: "Valid", secretIndex })
    }
    expect(Signature.verify(digest, { header: sign("a", body), secrets: ["a", "a"], body })).toEqual({
      _tag: "Valid",
      secretIndex: 0
    })
  })

  it("TM-01, WH-02: every secret is tried whichever fits, so that the time tells nothing", () => {
    const tried: Array<string> = []
    const counting: Signature.Digest = (secret, raw) => {
      tried.push(secret)
      return digest(secret, raw)
    }
    for (const secret of ["new", "old", "none"]) {
      Signature.verify(counting, { header: sign(secret, body), secrets: ["new", "old"], body })
    }
    expect(tried).toEqual(["old", "new", "old", "new", "old", "new"])
  })

  it.each([null, undefined, ""])("WH-02: %s is no header", (header) => {
    expect(Signature.verify(digest, { header, secrets: ["s"], body })._tag).toBe("Missing")
  })

  it.each(["sha1=00", `sha256=${"0".repeat(63)}`, `sha256=${"g".repeat(64)}`, "0".repeat(64), ` ${sign("s", body)}`])(
    "WH-02: %s is malformed",
    (header) => {
      expect(Signature.verify(digest, { header, secrets: ["s"], body })._tag).toBe("Malformed")
    }
  )

  it("WH-02: without secrets nothing is valid", () => {
    expect(Signature.verify(digest, { header: sign("s", body), secrets: [], body })._tag).toBe("Mismatch")
  })

  it("WH-02: a digest of another length never matches", () => {
    const short: Signature.Digest = () => new Uint8Array(0)
    expect(Signature.verify(short, { header: `sha256=${"0".repeat(64)}`, secrets: ["s"], body })._tag).toBe("Mismatch")
  })

  it("TM-01, WH-02: one changed bit anywhere in body, secret or signature is a mismatch", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        fc.constantFrom("body", "secret", "signature"),
        (raw, secret, place, what) => {
          const header = sign(secret, raw)
          expect(Signature.verify(digest, { header, secrets: [secret], body: raw })._tag).toBe("Valid")
          const changed = Uint8Array.from(raw, (byte, index) => (index === place % raw.length ? byte ^ 1 : byte))
          const at = "sha256=".length + (place % 64)
          const flipped = `${header.slice(0, at)}${header[at] === "0" ? "1" : "0"}${header.slice(at + 1)}`
          const verdict = Signature.verify(digest, {
            header: what === "signature" ? flipped : header,
            secrets: [what === "secret" ? `${secret}x` : secret],
            body: what === "body" ? changed : raw
          })
          expect(verdict._tag).toBe("Mismatch")
        }
      ),
      { numRuns: 500 }
    )
  })
})

describe.skipIf(!Samples.present)("Signature against recorded ones", () => {
  interface Vector {
    readonly scheme: string
    readonly secret: string
    readonly body: string
    readonly header: string
  }

  const vectors = (): ReadonlyArray<Vector> => {
    const all = Samples.json("signatures.json")
    return Array.isArray(all) ? all.filter((vector) => vector.scheme === "X-Hub-Signature-256") : []
  }

  it("WH-02: every recorded X-Hub-Signature-256 is valid", () => {
    const all = vectors()
    expect(all.length).toBeGreaterThan(0)
    for (const { body: raw, header, secret } of all) {
      expect(Signature.verify(digest, { header, secrets: [secret], body: bytes(raw) })).toEqual({
        _tag: "Valid",
        secretIndex: 0
      })
    }
  })
})
