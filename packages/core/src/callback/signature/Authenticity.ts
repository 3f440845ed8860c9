import type { Provider } from "../providers/Provider.ts"
import * as Signature from "../Signature.ts"
import * as BirdSignature from "./BirdSignature.ts"
import type { Digests } from "./Digests.ts"
import * as MessageBirdToken from "./MessageBirdToken.ts"
import * as SharedKey from "./SharedKey.ts"
import * as TwilioSignature from "./TwilioSignature.ts"
import { refused, valid, type Verdict } from "./Verdict.ts"

/** A callback as it came over the wire, before anything has read it. */
export interface Delivery {
  /** By lowercase names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The public address that the provider called, with its query as written. */
  readonly url: string
  readonly body: Uint8Array
}

/** What an account trusts. */
export interface Trust {
  /** Its secrets with the provider: app secrets, auth tokens, signing keys or shared keys, the current one first. */
  readonly secrets: ReadonlyArray<string>
  /** The header, in lowercase, that 360dialog was told to send the shared key in; it signs nothing itself. */
  readonly keyHeader: string
  /** How old a delivery of Bird may be (`BirdSignature`). */
  readonly ageMillisMax: number
}

const ofHub = (verdict: Signature.Verdict): Verdict => {
  switch (verdict._tag) {
    case "Valid":
      return valid(verdict.secretIndex)
    case "Missing":
      return refused("missing")
    case "Malformed":
      return refused("malformed")
    case "Mismatch":
      return refused("mismatch")
  }
}

/** The header, in lowercase, that a provider's proof comes in; `keyHeader` is the one that 360dialog was told to use. */
export const headerOf = (provider: Provider, keyHeader: string): string => {
  switch (provider) {
    case "cloud-api":
      return "x-hub-signature-256"
    case "twilio":
      return "x-twilio-signature"
    case "messagebird":
      return "messagebird-signature-jwt"
    case "bird":
      return "messagebird-signature"
    case "zendesk":
      return "x-api-key"
    case "360dialog":
      return keyHeader
  }
}

/**
 * Whether a callback comes from the provider that it claims to come from, by that provider's own scheme (SPEC WH-02; CLOUD_API 3.9). Asked
 * over the raw bytes, before anything is parsed. Without secrets nothing is believed.
 */
export const judge = (
  digests: Digests,
  provider: Provider,
  delivery: Delivery,
  trust: Trust,
  nowMillis: number
): Verdict => {
  const { body, headers, url } = delivery
  const { keyHeader, secrets } = trust
  const header = headers[headerOf(provider, keyHeader)]
  switch (provider) {
    case "cloud-api":
      return ofHub(Signature.verify(digests.hmacSha256, { header, secrets, body }))
    case "twilio": {
      const contentType = headers["content-type"] ?? null
      return TwilioSignature.verify(digests, { header, secrets, url, contentType, body })
    }
    case "messagebird":
      return MessageBirdToken.verify(digests, {
        header,
        secrets,
        url,
        body,
        nowMillis
      })
    case "bird":
      return BirdSignature.verify(digests, {
        header,
        timestamp: headers["messagebird-request-timestamp"],
        secrets,
        url,
        body,
        nowMillis,
        ageMillisMax: trust.ageMillisMax
      })
    case "zendesk":
      return SharedKey.verify({ header, secrets })
    case "360dialog":
      return SharedKey.verify({ header, secrets })
  }
}
