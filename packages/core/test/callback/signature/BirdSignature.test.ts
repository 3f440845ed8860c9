import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as BirdSignature from "@sluice/core/callback/signature/BirdSignature"
import { base64, bytes, digests } from "./digests.ts"

const secret = "signing-key"
const url = "https://callbacks.example.com/bird/account-1?a=1"
const body = bytes('{"service":"channels"}')
const timestamp = "1750000000"
const day = 86_400_000

const sign = (at: string, to: string, of: Uint8Array, key = secret): string =>
  base64(digests.hmacSha256(key, Buffer.concat([bytes(`${at}\n${to}\n`), digests.sha256(of)])))

const verify = (change: Partial<BirdSignature.Signed> = {}) =>
  BirdSignature.verify(digests, {
    header: sign(timestamp, url, body),
    timestamp,
    secrets: [secret],
    url,
    body,
    nowMillis: 1_750_000_000_000,
    ageMillisMax: day,
    ...change
  })

const valid = { _tag: "Valid", secretIndex: 0, tokenId: null }
const refused = (reason: string) => ({ _tag: "Refused", reason })

describe("BirdSignature", () => {
  it("WH-02: moment, address and body are what is signed", () => {
    expect(verify()).toEqual(valid)
    expect(verify({ url: `${url}&b=2` })).toEqual(refused("mismatch"))
    expect(verify({ timestamp: "1750000001" })).toEqual(refused("mismatch"))
    expect(verify({ body: bytes('{"service":"Channels"}') })).toEqual(refused("mismatch"))
  })

  it("WH-02: an empty body is signed as such", () => {
    const empty = new Uint8Array(0)
    expect(verify({ body: empty, header: sign(timestamp, url, empty) })).toEqual(valid)
  })

  it("WH-02: a delivery is good for as long as the window says, and not from the future", () => {
    expect(verify({ nowMillis: 1_750_000_000_000 + day })).toEqual(valid)
    expect(verify({ nowMillis: 1_750_000_000_000 + day + 1 })).toEqual(refused("late"))
    expect(verify({ nowMillis: 1_750_000_000_000 - 300_000 })).toEqual(valid)
    expect(verify({ nowMillis: 1_750_000_000_000 - 300_001 })).toEqual(refused("early"))
  })

  it("WH-02: age is told of genuine deliveries alone", () => {
    expect(verify({ nowMillis: 0, secrets: ["guess"] })).toEqual(refused("mismatch"))
  })

  it("WH-02: several keys are valid at once; without a key, or with an empty one, nothing is", () => {
    expect(verify({ secrets: ["new", secret] })).toEqual({ ...valid, secretIndex: 1 })
    expect(verify({ secrets: [] })).toEqual(refused("mismatch"))
    expect(verify({ secrets: [""], header: sign(timestamp, url, body, "") })).toEqual(refused("mismatch"))
  })

  it.each([null, undefined, ""])("WH-02: %s is no header and no moment", (nothing) => {
    expect(verify({ header: nothing })).toEqual(refused("missing"))
    expect(verify({ timestamp: nothing })).toEqual(refused("missing"))
  })

  it.each(["soon", "-1", "1.5", "1e9", "1750000000000000", " 1750000000"])(
    "WH-02: the moment %s is malformed",
    (at) => {
      expect(verify({ timestamp: at, header: sign(at, url, body) })).toEqual(refused("malformed"))
    }
  )

  it.each(["nonsense", base64(new Uint8Array(20)), `${sign(timestamp, url, body)}\n`])(
    "WH-02: %j is malformed",
    (header) => {
      expect(verify({ header })).toEqual(refused("malformed"))
    }
  )

  it("WH-02: one changed bit anywhere in the body is a mismatch", () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(7), (at, bit) => {
        const changed = Uint8Array.from(body, (byte, index) => (index === at ? byte ^ (1 << bit) : byte))
        expect(verify({ body: changed })).toEqual(refused("mismatch"))
      })
    )
  })
})
