import type * as TimeScale from "@sluice/core/clock/TimeScale"
import type { Input } from "@sluice/simulator/config/SimulatorConfig"
import { Array } from "effect"
import * as Seat from "./Seat.ts"

/**
 * An account that exists on the simulated platform alone, told twice from one description: to the gateway as its accounts
 * file, to the simulator as its world. What the two must agree on (ids, numbers, secrets, tiers, time zone) is written once.
 */
export interface Sandbox extends Seat.Known {
  readonly policy: "guide" | "cloud-api"
  /** Parts of the policy that the gateway keeps otherwise; the simulator judges by the shipped one all the same. */
  readonly policyOverrides?: Readonly<Record<string, unknown>>
}

export { businessIdOf } from "./Seat.ts"

/** Peak hours are read in it on both sides. */
const timeZone = "UTC"
const appId = "700200000000001"
/** Of a business that is verified and in good standing: a list may have more people than the lowest tier reaches in a day (CLOUD_API 3.4). */
const messagingTier = "TIER_100K"

/**
 * The accounts file, as JSON. It holds the secrets inline: write it readable by its owner alone.
 *
 * @param at where its senders stand; another provider than the sandbox's own once they have been moved. The account that they left stays, without
 *   senders, since it takes callbacks still.
 */
export const accountsFile = (
  sandbox: Sandbox,
  secrets: Seat.Secrets,
  addresses: Seat.Addresses,
  at: Seat.Provider = sandbox.provider ?? "cloud-api"
) => ({
  accounts: Seat.of(sandbox).map((seat) => ({
    ...Seat.account(seat, secrets, addresses),
    policy: sandbox.policy,
    ...(sandbox.policyOverrides === undefined ? {} : { policyOverrides: sandbox.policyOverrides }),
    businesses:
      seat.provider === at
        ? [
            {
              id: seat.businessId,
              timeZone,
              messagingTier,
              senders: seat.senders.map(({ phoneNumberId, sender }) => ({
                id: sender.id,
                // Twilio goes by the number.
                ...(at === "twilio" ? {} : { phoneNumberId }),
                number: sender.number,
                tier: sender.tier,
                throughput: sender.throughput ?? "standard"
              }))
            }
          ]
        : []
  }))
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
export const simulatorFile = (sandbox: Sandbox, secrets: Seat.Secrets, running: Running): Input => {
  const [home, ...others] = Array.map(Seat.of(sandbox), (seat, index) => ({
    ...seat,
    wabaId: `3002000000000${String(index + 1).padStart(2, "0")}`,
    platformBusinessId: `5002000000000${String(index + 1).padStart(2, "0")}`
  }))
  const seats = Array.make(home, ...others)
  const cloud = seats.find(({ provider }) => provider === "cloud-api")
  return {
    ...running.besides,
    port: running.port,
    seed: running.seed,
    ...(running.clock === null ? {} : { clock: running.clock }),
    policy: sandbox.policy,
    world: {
      // The platform has an app even where a provider stands before every account; it is told of nothing then.
      apps: [
        {
          appId,
          appSecret: secrets.appSecret,
          verifyToken: secrets.verifyToken,
          accountId: cloud?.accountId ?? "none",
          callbackUrl: cloud === undefined ? null : Seat.callbackUrl(cloud, running)
        }
      ],
      businesses: Array.map(seats, ({ accountId, platformBusinessId }) => ({
        businessId: platformBusinessId,
        accountId,
        timeZone,
        messagingLimit: messagingTier
      })),
      senders: Array.flatMap(seats, ({ platformBusinessId, senders, wabaId }) =>
        Array.map(senders, ({ phoneNumberId, sender }) => ({
          phoneNumberId,
          displayPhoneNumber: sender.number,
          callingCode: sender.callingCode,
          wabaId,
          businessId: platformBusinessId,
          tier: sender.tier,
          throughput: sender.throughput ?? "standard"
        }))
      ),
      tokens: [{ value: secrets.accessToken, appId }],
      fronts: seats.flatMap((seat) => Seat.front(seat, secrets, running) ?? [])
    }
  }
}
