import type * as TimeScale from "@sluice/core/clock/TimeScale"
import type { Input } from "@sluice/simulator/config/SimulatorConfig"
import { Array } from "effect"

/**
 * An account that exists on the simulated platform alone, told twice from one description: to the gateway as its accounts
 * file, to the simulator as its world. What the two must agree on (ids, numbers, secrets, tiers, time zone) is written once.
 */
export interface Sandbox {
  readonly accountId: string
  readonly policy: "guide" | "cloud-api"
  /** Parts of the policy that the gateway keeps otherwise; the simulator judges by the shipped one all the same. */
  readonly policyOverrides?: Readonly<Record<string, unknown>>
  readonly senders: Array.NonEmptyReadonlyArray<Sender>
}

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

/** What only this run knows. */
export interface Secrets {
  readonly accessToken: string
  readonly appSecret: string
  readonly verifyToken: string
}

/** Peak hours are read in it on both sides. */
const timeZone = "UTC"
const graphVersion = "v25.0"
const appId = "700200000000001"
const businessId = "500200000000001"
const wabaId = "300200000000001"
/** Of a business that is verified and in good standing: a list may have more people than the lowest tier reaches in a day (CLOUD_API 3.4). */
const messagingTier = "TIER_100K"

/** The platform's id of the sender at a place in the list: 15 digits, as the platform's are. */
export const phoneNumberId = (index: number): string => `1002000000${String(index + 1).padStart(5, "0")}`

/** Where the platform of a sandbox delivers the account's callbacks. */
const callbackUrl = (sandbox: Sandbox, serverUrl: string): string =>
  `${serverUrl}/callbacks/cloud-api/${sandbox.accountId}`

/** The accounts file, as JSON. It holds the secrets inline: write it readable by its owner alone. */
export const accountsFile = (sandbox: Sandbox, secrets: Secrets, platformUrl: string) => ({
  accounts: [
    {
      id: sandbox.accountId,
      provider: "cloud-api",
      policy: sandbox.policy,
      ...(sandbox.policyOverrides === undefined ? {} : { policyOverrides: sandbox.policyOverrides }),
      baseUrls: [platformUrl],
      version: graphVersion,
      accessToken: secrets.accessToken,
      appSecrets: [secrets.appSecret],
      verifyToken: secrets.verifyToken,
      businesses: [
        {
          id: `${sandbox.accountId}-business`,
          timeZone,
          messagingTier,
          senders: Array.map(sandbox.senders, (sender, index) => ({
            id: sender.id,
            phoneNumberId: phoneNumberId(index),
            number: sender.number,
            tier: sender.tier,
            throughput: sender.throughput ?? "standard"
          }))
        }
      ]
    }
  ]
})

/** How the platform of a sandbox is to run. */
export interface Running {
  readonly port: number
  readonly seed: string
  readonly clock: TimeScale.TimeScale | null
  /** Base address of the gateway's server. */
  readonly serverUrl: string
  /** Faults, fates and the rest where they are not the simulator's own. */
  readonly besides: Omit<Input, "port" | "seed" | "clock" | "policy" | "world">
}

/** The simulator's configuration, as JSON. */
export const simulatorFile = (sandbox: Sandbox, secrets: Secrets, running: Running): Input => ({
  ...running.besides,
  port: running.port,
  seed: running.seed,
  ...(running.clock === null ? {} : { clock: running.clock }),
  policy: sandbox.policy,
  world: {
    apps: [
      {
        appId,
        appSecret: secrets.appSecret,
        verifyToken: secrets.verifyToken,
        accountId: sandbox.accountId,
        callbackUrl: callbackUrl(sandbox, running.serverUrl)
      }
    ],
    businesses: [{ businessId, accountId: sandbox.accountId, timeZone, messagingLimit: messagingTier }],
    senders: Array.map(sandbox.senders, (sender, index) => ({
      phoneNumberId: phoneNumberId(index),
      displayPhoneNumber: sender.number,
      callingCode: sender.callingCode,
      wabaId,
      businessId,
      tier: sender.tier,
      throughput: sender.throughput ?? "standard"
    })),
    tokens: [{ value: secrets.accessToken, appId }]
  }
})
