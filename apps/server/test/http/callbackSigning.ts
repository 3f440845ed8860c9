import { createHash, createHmac } from "node:crypto"

/** What each provider puts into its headers (CLOUD_API 3.9), written here by its documentation and not by the code under test. */

const sha256 = (data: string): Buffer => createHash("sha256").update(data).digest()

/** Twilio: the address, then names and values in order. */
export const twilio = (url: string, fields: Readonly<Record<string, string>>, token: string) => {
  const text = Object.entries(fields)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join("")
  return {
    "x-twilio-signature": createHmac("sha1", token)
      .update(url + text)
      .digest("base64")
  }
}

const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url")

/** MessageBird: a token that names the address and the body. */
export const messagebird = (url: string, body: string, key: string, nowMillis: number) => {
  const seconds = Math.floor(nowMillis / 1_000)
  const claims = {
    iss: "MessageBird",
    nbf: seconds,
    exp: seconds + 60,
    jti: sha256(body).toString("hex"),
    url_hash: sha256(url).toString("hex"),
    ...(body === "" ? {} : { payload_hash: sha256(body).toString("hex") })
  }
  const data = `${part({ typ: "JWT", alg: "HS256" })}.${part(claims)}`
  return { "messagebird-signature-jwt": `${data}.${createHmac("sha256", key).update(data).digest("base64url")}` }
}

/** Bird: the moment, the address and the digest of the body. */
export const bird = (url: string, body: string, key: string, nowMillis: number) => {
  const timestamp = String(Math.floor(nowMillis / 1_000))
  const data = Buffer.concat([Buffer.from(`${timestamp}\n${url}\n`), sha256(body)])
  return {
    "messagebird-signature": createHmac("sha256", key).update(data).digest("base64"),
    "messagebird-request-timestamp": timestamp
  }
}
