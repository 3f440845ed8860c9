import { describe, expect, it } from "vitest"
import { Provider } from "@sluice/core/callback/providers/Provider"
import * as Authenticity from "@sluice/core/callback/signature/Authenticity"
import * as SharedKey from "@sluice/core/callback/signature/SharedKey"
import { base64, base64Url, bytes, digests, hex } from "./digests.ts"

const secret = "secret-1"
const url = "https://callbacks.example.com/x"
const body = bytes("A=1")
const nowSeconds = 1_750_000_000

const claims = {
  iss: "MessageBird",
  nbf: nowSeconds,
  exp: nowSeconds + 60,
  jti: "token-1",
  url_hash: hex(digests.sha256(bytes(url))),
  payload_hash: hex(digests.sha256(body))
}
const tokenData = `${base64Url('{"alg":"HS256"}')}.${base64Url(JSON.stringify(claims))}`
const birdData = Buffer.concat([bytes(`${nowSeconds}\n${url}\n`), digests.sha256(body)])

const headers: Readonly<Record<Provider, Readonly<Record<string, string>>>> = {
  "cloud-api": { "x-hub-signature-256": `sha256=${hex(digests.hmacSha256(secret, body))}` },
  twilio: {
    "content-type": "application/x-www-form-urlencoded",
    "x-twilio-signature": base64(digests.hmacSha1(secret, bytes(`${url}A1`)))
  },
  messagebird: {
    "messagebird-signature-jwt": `${tokenData}.${base64Url(digests.hmacSha256(secret, bytes(tokenData)))}`
  },
  bird: {
    "messagebird-signature": base64(digests.hmacSha256(secret, birdData)),
    "messagebird-request-timestamp": `${nowSeconds}`
  },
  zendesk: { "x-api-key": secret },
  "360dialog": { "x-callback-key": secret }
}

const trust: Authenticity.Trust = { secrets: ["newer", secret], keyHeader: "x-callback-key", ageMillisMax: 86_400_000 }

const judge = (
  provider: Provider,
  given: Readonly<Record<string, string>>,
  trusted: Partial<Authenticity.Trust> = {},
  of = body
) =>
  Authenticity.judge(digests, provider, { headers: given, url, body: of }, { ...trust, ...trusted }, nowSeconds * 1_000)

const refused = (reason: string) => ({ _tag: "Refused", reason })

describe("Authenticity", () => {
  it.each(Provider.literals)("WH-02: %s is believed by its own proof, and the secret in use is named", (provider) => {
    expect(judge(provider, headers[provider])).toMatchObject({ _tag: "Valid", secretIndex: 1 })
  })

  it.each(Provider.literals)("WH-02: %s is not believed without a proof, a secret, or the right secret", (provider) => {
    expect(judge(provider, {})).toEqual(refused("missing"))
    expect(judge(provider, headers[provider], { secrets: [] })).toEqual(refused("mismatch"))
    expect(judge(provider, headers[provider], { secrets: ["other"] })).toEqual(refused("mismatch"))
  })

  it.each(Provider.literals)("WH-02: the proof of %s opens no other provider's door", (provider) => {
    const opened = Provider.literals.filter((other) => judge(other, headers[provider])._tag === "Valid")
    expect(opened).toEqual([provider])
  })

  it("WH-02: where the provider signs the body, another body is refused", () => {
    const signing: ReadonlyArray<Provider> = ["cloud-api", "twilio", "messagebird", "bird"]
    for (const provider of signing) expect(judge(provider, headers[provider], {}, bytes("A=2"))._tag).toBe("Refused")
  })

  it("WH-02: a malformed signature of the platform is told as such", () => {
    expect(judge("cloud-api", { "x-hub-signature-256": "sha1=00" })).toEqual(refused("malformed"))
  })
})

describe("SharedKey", () => {
  it("WH-02: the whole header is the key, in its case and length", () => {
    const verify = (header: string) => SharedKey.verify({ header, secrets: ["Basic dXNlcjpwYXNz"] })._tag
    expect(verify("Basic dXNlcjpwYXNz")).toBe("Valid")
    for (const near of [
      "Basic dXNlcjpwYXN",
      "Basic dXNlcjpwYXNzz",
      "basic dXNlcjpwYXNz",
      "Basic  dXNlcjpwYXNz",
      "dXNlcjpwYXNz"
    ]) {
      expect(verify(near)).toBe("Refused")
    }
  })

  it("WH-02: an empty key is never right", () => {
    expect(SharedKey.verify({ header: "", secrets: [""] })).toEqual(refused("missing"))
    expect(SharedKey.verify({ header: "x", secrets: [""] })).toEqual(refused("mismatch"))
  })
})
