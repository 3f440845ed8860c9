import { describe, expect, it } from "vitest"
import * as TwilioSignature from "@sluice/core/callback/signature/TwilioSignature"
import { base64, bytes, digests, hex } from "./digests.ts"

const secret = "12345"
const url = "https://callbacks.example.com/twilio/account-1?x=1"
const formType = "application/x-www-form-urlencoded"
const params = { To: "whatsapp:+12025550100", Body: "a+b ö", MessageSid: "SM1" }
const body = bytes(new URLSearchParams(params).toString())

/** The header over these very characters. */
const sign = (data: string, key = secret): string => base64(digests.hmacSha1(key, bytes(data)))

const written = "Bodya+b öMessageSidSM1Towhatsapp:+12025550100"

const verify = (change: Partial<TwilioSignature.Signed>) =>
  TwilioSignature.verify(digests, {
    header: sign(url + written),
    secrets: [secret],
    url,
    contentType: formType,
    body,
    ...change
  })

const valid = { _tag: "Valid", secretIndex: 0, tokenId: null }
const refused = (reason: string) => ({ _tag: "Refused", reason })

describe("TwilioSignature", () => {
  it("WH-02: the address and the sorted parameters are what is signed", () => {
    expect(verify({})).toEqual(valid)
    expect(verify({ contentType: `${formType}; charset=UTF-8` })).toEqual(valid)
    expect(verify({ contentType: null })).toEqual(valid)
  })

  it("WH-02: a name that comes several times is signed once with each of its values, in order", () => {
    const header = sign(`${url}A1A2B3`)
    expect(verify({ header, body: bytes("B=3&A=2&A=1&A=2") })).toEqual(valid)
    expect(verify({ header, body: bytes("B=3&A=2&A=1&A=4") })).toEqual(refused("mismatch"))
  })

  it.each([
    ["https://h.example.com/p", "https://h.example.com:443/p"],
    ["https://h.example.com:443/p", "https://h.example.com/p"],
    ["https://h.example.com:8443/p?a=1", "https://h.example.com/p?a=1"],
    ["http://h.example.com/p", "http://h.example.com:80/p"],
    ["https://user:pass@h.example.com/p", "https://user:pass@h.example.com:443/p"],
    ["https://[2001:db8::1]/p", "https://[2001:db8::1]:443/p"],
    ["https://h.example.com?a=1", "https://h.example.com/?a=1"]
  ])("WH-02: %s is valid also where %s was signed", (called, signed) => {
    expect(verify({ url: called, header: sign(signed + written) })).toEqual(valid)
    expect(verify({ url: called, header: sign(called + written) })).toEqual(valid)
  })

  it("WH-02: another host, path or query is a mismatch", () => {
    for (const other of [
      "https://evil.example.com/p",
      `${url}&y=2`,
      url.replace("account-1", "account-2"),
      "nonsense"
    ]) {
      expect(verify({ url: other })).toEqual(refused("mismatch"))
    }
  })

  it("WH-02: a JSON body is covered by its digest in the address", () => {
    const json = bytes('{"MessageSid":"SM1"}')
    const withHash = `${url}&bodySHA256=${hex(digests.sha256(json))}`
    const given = { url: withHash, header: sign(withHash), contentType: "application/json" }
    expect(verify({ ...given, body: json })).toEqual(valid)
    expect(verify({ ...given, body: bytes('{"MessageSid":"SM2"}') })).toEqual(refused("body"))
    const broken = `${url}&bodySHA256=zz`
    expect(verify({ ...given, url: broken, header: sign(broken), body: json })).toEqual(refused("body"))
  })

  it("WH-02: a body that nothing covers is refused, however good the signature", () => {
    const given = { header: sign(url), contentType: "application/json" }
    expect(verify({ ...given, body: bytes('{"MessageSid":"forged"}') })).toEqual(refused("uncovered"))
    expect(verify({ ...given, body: new Uint8Array(0) })).toEqual(valid)
  })

  it("WH-02: several tokens are valid at once, and all of them are tried", () => {
    const secrets = ["new", secret, "older"]
    expect(verify({ secrets })).toEqual({ ...valid, secretIndex: 1 })
    const tried = new Set<string>()
    const counting = {
      ...digests,
      hmacSha1: (key: string, data: Uint8Array) => {
        tried.add(key)
        return digests.hmacSha1(key, data)
      }
    }
    TwilioSignature.verify(counting, { header: sign(url + written), secrets, url, contentType: formType, body })
    expect([...tried].toSorted()).toEqual(["12345", "new", "older"])
  })

  it("WH-02: without a token, or with an empty one, nothing is valid", () => {
    expect(verify({ secrets: [] })).toEqual(refused("mismatch"))
    expect(verify({ secrets: [""], header: sign(url + written, "") })).toEqual(refused("mismatch"))
  })

  it.each([null, undefined, ""])("WH-02: %s is no header", (header) => {
    expect(verify({ header })).toEqual(refused("missing"))
  })

  it.each(["nonsense", base64(new Uint8Array(32)), ` ${sign(url + written)}`, sign(url + written).replace("=", "")])(
    "WH-02: %s is malformed",
    (header) => {
      expect(verify({ header })).toEqual(refused("malformed"))
    }
  )
})
