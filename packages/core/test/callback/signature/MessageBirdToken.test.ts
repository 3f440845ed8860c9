import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as MessageBirdToken from "@sluice/core/callback/signature/MessageBirdToken"
import { base64Url, bytes, digests, hex } from "./digests.ts"

const secret = "signing-key"
const url = "https://callbacks.example.com/messagebird/account-1?a=1&b=2"
const body = bytes('{"type":"message.created"}')
const nowSeconds = 1_750_000_000

const hmacs = { HS256: digests.hmacSha256, HS384: digests.hmacSha384, HS512: digests.hmacSha512 } as const

const claims = {
  iss: "MessageBird",
  nbf: nowSeconds,
  exp: nowSeconds + 60,
  jti: "token-1",
  url_hash: hex(digests.sha256(bytes(url))),
  payload_hash: hex(digests.sha256(body))
}

/** A token over these claims; a claim that is undefined is left out. */
const token = (
  change: object = {},
  algorithm: keyof typeof hmacs = "HS256",
  key = secret,
  head: object = {}
): string => {
  const data = `${base64Url(JSON.stringify({ alg: algorithm, typ: "JWT", ...head }))}.${base64Url(JSON.stringify({ ...claims, ...change }))}`
  return `${data}.${base64Url(hmacs[algorithm](key, bytes(data)))}`
}

const verify = (header: string | null | undefined, change: Partial<MessageBirdToken.Signed> = {}) =>
  MessageBirdToken.verify(digests, { header, secrets: [secret], url, body, nowMillis: nowSeconds * 1_000, ...change })

const valid = { _tag: "Valid", secretIndex: 0, tokenId: "token-1" }
const refused = (reason: string) => ({ _tag: "Refused", reason })

describe("MessageBirdToken", () => {
  it.each(["HS256", "HS384", "HS512"] as const)("WH-02: a token under %s is valid, and names its id", (algorithm) => {
    expect(verify(token({}, algorithm))).toEqual(valid)
  })

  it("WH-02: a token under `none`, or under an algorithm with a public key, is refused whatever it carries", () => {
    const unsigned = (head: object): string =>
      `${base64Url(JSON.stringify(head))}.${base64Url(JSON.stringify(claims))}.`
    expect(verify(unsigned({ alg: "none" }))).toEqual(refused("algorithm"))
    for (const alg of ["none", "None", "NONE", "RS256", "ES256", "HS1", "hs256", "", null, 256, "constructor"]) {
      expect(verify(token({}, "HS256", secret, { alg }))).toEqual(refused("algorithm"))
    }
    expect(verify(unsigned({}))).toEqual(refused("algorithm"))
  })

  it("WH-02: a token that is signed under one algorithm and names another is a mismatch", () => {
    expect(verify(token({}, "HS256", secret, { alg: "HS512" }))).toEqual(refused("mismatch"))
  })

  it("WH-02: extensions that must be understood are not, so the token is refused", () => {
    expect(verify(token({}, "HS256", secret, { crit: ["exp"] }))).toEqual(refused("malformed"))
  })

  it.each([
    [{ iss: "SomebodyElse" }, "issuer"],
    [{ iss: undefined }, "issuer"],
    [{ jti: undefined }, "claims"],
    [{ jti: "" }, "claims"],
    [{ nbf: undefined }, "claims"],
    [{ exp: `${nowSeconds}` }, "claims"],
    [{ url_hash: undefined }, "claims"],
    [{ url_hash: hex(digests.sha256(bytes("https://callbacks.example.com/"))) }, "address"],
    [{ url_hash: "nonsense" }, "address"],
    [{ payload_hash: hex(digests.sha256(bytes("{}"))) }, "body"],
    [{ payload_hash: 7 }, "body"],
    [{ payload_hash: null }, "body"],
    [{ payload_hash: undefined }, "uncovered"],
    [{ nbf: nowSeconds + 6 }, "early"],
    [{ exp: nowSeconds - 5 }, "late"]
  ])("WH-02: a genuine token with %j is refused for its %s", (change, reason) => {
    expect(verify(token(change))).toEqual(refused(reason))
  })

  it("WH-02: clocks may differ by five seconds", () => {
    expect(verify(token({ nbf: nowSeconds + 5 }))).toEqual(valid)
    expect(verify(token({ exp: nowSeconds - 4 }))).toEqual(valid)
  })

  it("WH-02: an empty body needs no digest, and one that is there must be its own", () => {
    const empty = new Uint8Array(0)
    expect(verify(token({ payload_hash: undefined }), { body: empty })).toEqual(valid)
    expect(verify(token({ payload_hash: hex(digests.sha256(empty)) }), { body: empty })).toEqual(valid)
    expect(verify(token(), { body: empty })).toEqual(refused("body"))
  })

  it("WH-02: the signature is judged before any claim, so that a reason about claims is about a genuine token", () => {
    expect(verify(token({ iss: "SomebodyElse", exp: 1 }, "HS256", "guess"))).toEqual(refused("mismatch"))
  })

  it("WH-02: several keys are valid at once; without a key, or with an empty one, nothing is", () => {
    expect(verify(token({}, "HS256", "old"), { secrets: ["new", "old"] })).toEqual({ ...valid, secretIndex: 1 })
    expect(verify(token(), { secrets: [] })).toEqual(refused("mismatch"))
    expect(verify(token({}, "HS256", ""), { secrets: [""] })).toEqual(refused("mismatch"))
  })

  it.each([null, undefined, ""])("WH-02: %s is no header", (header) => {
    expect(verify(header)).toEqual(refused("missing"))
  })

  it.each([
    "a.b.c",
    "a.b",
    `${token()}.`,
    `${token()}=`,
    ` ${token()}`,
    "e30",
    `W10.${token().split(".").slice(1).join(".")}`,
    "x".repeat(10_000)
  ])("WH-02: %s is malformed", (header) => {
    expect(verify(header)).toEqual(refused("malformed"))
  })

  it("WH-02: claims that are no object are malformed, even under a good signature", () => {
    const data = `${base64Url('{"alg":"HS256"}')}.${base64Url("[]")}`
    expect(verify(`${data}.${base64Url(digests.hmacSha256(secret, bytes(data)))}`)).toEqual(refused("malformed"))
  })

  it("WH-02: one character that changed anywhere in a token is never valid", () => {
    const good = token()
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(..."ABz09-_.="), (at, other) => {
        const changed = good.slice(0, at) + other + good.slice(at + 1)
        expect(verify(changed)._tag).toBe(changed === good ? "Valid" : "Refused")
      }),
      { numRuns: 1_000 }
    )
  })
})
