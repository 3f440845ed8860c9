import type { Account } from "@sluice/engine/ports/Directory"
import type { Front } from "@sluice/simulator/config/Front"
import { Array } from "effect"

/** Whose doors senders are reached by. */
export type Provider = Account["provider"]

/** Every provider there is; the platform itself first. */
export const providers = [
  "cloud-api",
  "360dialog",
  "twilio",
  "messagebird",
  "bird",
  "zendesk"
] as const satisfies ReadonlyArray<Provider>

export interface Sender {
  /** Our own name of the sender. */
  readonly id: string
  /** E.164; its calling code decides who is abroad. */
  readonly number: string
  readonly callingCode: string
  readonly tier: "initial" | "raised"
  /** Messages a second under the Cloud API's rules; `standard` where it is not told (CLOUD_API 3.4). */
  readonly throughput?: "standard" | "upgraded" | "coexistence"
}

/** What only this run knows. At other providers than the platform, the token is the key of the API, and the app's secret what callbacks are proved with. */
export interface Secrets {
  readonly accessToken: string
  readonly appSecret: string
  readonly verifyToken: string
}

/** Senders, and where they are reached. */
export interface Known {
  readonly accountId: string
  readonly senders: Array.NonEmptyReadonlyArray<Sender>
  /** Whose doors they are reached by; the platform's own where it is left out. */
  readonly provider?: Provider
  /** Other providers that know the same numbers, so that the senders can be moved there. */
  readonly others?: ReadonlyArray<Provider>
}

/** The only business of an account, by the gateway's name of it. */
export const businessIdOf = (accountId: string): string => `${accountId}-business`

/**
 * One account of a sandbox at one provider, with the senders that are reached through it. A sandbox has one for each provider that it is known at;
 * at 360dialog one for each sender, since a key stands for a number there.
 */
interface Seat {
  readonly provider: Provider
  readonly accountId: string
  readonly businessId: string
  readonly senders: Array.NonEmptyReadonlyArray<{ readonly sender: Sender; readonly phoneNumberId: string }>
  /** Tells the keys of seats at one provider apart. */
  readonly key: string
}

/** Where gateway and platform are reached. */
export interface Addresses {
  readonly serverUrl: string
  readonly platformUrl: string
}

/** Ids of numbers of one provider, from those of another: each has this many. */
const idsMax = 10_000

/** The platform's id of the sender at a place in the list: 15 digits, as the platform's are. At another provider the same number has another one. */
export const phoneNumberId = (index: number, nthProvider = 0): string =>
  `1002000000${String(nthProvider * idsMax + index + 1).padStart(5, "0")}`

/**
 * The seats of a sandbox: at its own provider first, and then at those that its senders can be moved to. A moved sender keeps its business: holds name
 * businesses.
 */
export const of = (sandbox: Known): Array.NonEmptyReadonlyArray<Seat> => {
  const known = Array.make(sandbox.provider ?? "cloud-api", ...(sandbox.others ?? []))
  return Array.flatMap(known, (provider, nth) => {
    const accountId = nth === 0 ? sandbox.accountId : `${sandbox.accountId}-${provider}`
    const businessId = businessIdOf(sandbox.accountId)
    const senders = Array.map(sandbox.senders, (sender, index) => ({
      sender,
      phoneNumberId: phoneNumberId(index, nth)
    }))
    if (provider !== "360dialog") return Array.of<Seat>({ provider, accountId, businessId, senders, key: provider })
    return Array.map(senders, (one, index): Seat => {
      const suffix = index === 0 ? "" : `-${index + 1}`
      return {
        provider,
        accountId: `${accountId}${suffix}`,
        businessId: `${businessId}${suffix}`,
        senders: [one],
        key: `${provider}${suffix}`
      }
    })
  })
}

/** Where the platform, or the provider, delivers the account's callbacks. */
export const callbackUrl = ({ accountId, provider }: Seat, { serverUrl }: Pick<Addresses, "serverUrl">): string =>
  `${serverUrl}/callbacks/${provider}/${accountId}`

const graphVersion = "v25.0"
const callbackHeader = "authorization"

/** A name of this seat at its provider: an account SID, a workspace, an app. */
const nameOf = ({ key }: Seat): string => `sandbox-${key}`

/** What the accounts file says of a seat beside its senders and its policy. */
export const account = (seat: Seat, secrets: Secrets, addresses: Addresses) => {
  const { accessToken, appSecret, verifyToken } = secrets
  const common = { id: seat.accountId, baseUrls: [addresses.platformUrl] }
  const callbacks = { callbackUrl: callbackUrl(seat, addresses) }
  switch (seat.provider) {
    case "cloud-api":
      return {
        ...common,
        provider: seat.provider,
        version: graphVersion,
        accessToken,
        appSecrets: [appSecret],
        verifyToken
      }
    case "twilio":
      return { ...common, ...callbacks, provider: seat.provider, accountSid: nameOf(seat), authTokens: [appSecret] }
    case "messagebird":
      return {
        ...common,
        ...callbacks,
        provider: seat.provider,
        accessKey: accessToken,
        signingKeys: [appSecret]
      }
    case "bird":
      return {
        ...common,
        provider: seat.provider,
        workspaceId: nameOf(seat),
        accessKey: accessToken,
        signingKeys: [appSecret]
      }
    case "zendesk":
      return {
        ...common,
        provider: seat.provider,
        appId: nameOf(seat),
        keyId: "key",
        keySecret: accessToken,
        webhookSecrets: [appSecret]
      }
    case "360dialog":
      return {
        ...common,
        provider: seat.provider,
        apiKey: `${accessToken}${seat.key}`,
        callbackHeader,
        callbackKeys: [appSecret]
      }
  }
}

/** The same as the simulated platform knows it; null for a seat at the platform itself, which has no provider before it. */
export const front = (
  seat: Seat,
  secrets: Secrets,
  addresses: Pick<Addresses, "serverUrl">
): typeof Front.Encoded | null => {
  const { accessToken, appSecret } = secrets
  const common = { id: `front-${seat.key}`, accountId: seat.accountId, callbackUrl: callbackUrl(seat, addresses) }
  switch (seat.provider) {
    case "cloud-api":
      return null
    case "twilio":
      return { ...common, provider: seat.provider, accountSid: nameOf(seat), authToken: appSecret }
    case "messagebird":
      return { ...common, provider: seat.provider, accessKey: accessToken, signingKey: appSecret }
    case "bird":
      return {
        ...common,
        provider: seat.provider,
        workspaceId: nameOf(seat),
        accessKey: accessToken,
        signingKey: appSecret
      }
    case "zendesk":
      return {
        ...common,
        provider: seat.provider,
        appId: nameOf(seat),
        keyId: "key",
        keySecret: accessToken,
        webhookSecret: appSecret
      }
    case "360dialog":
      return {
        ...common,
        provider: seat.provider,
        apiKey: `${accessToken}${seat.key}`,
        callbackHeader,
        callbackKey: appSecret
      }
  }
}
